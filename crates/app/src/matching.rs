//! Matching what is stored, the queue of pairs that a person should look at, and links as tables.

use std::io::{Read, Write};

use catalog::{
    matching::{
        Answer, Answered, MatchOptions, MatchReport, PairView, answer,
        exchange::{self, ExchangeError, SssomExport, SssomImport},
        match_works, pair_view, waiting,
    },
    registry::Decision,
};
use model::{EntityKind, Instant};
use serde::Serialize;
use store::{MatchPair, PairState};

use crate::{App, AppError, ErrorCode};

/// How to match.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MatchRequest {
    /// Look, and change nothing.
    pub dry_run: bool,
    /// The probability from which two records count as one work, above 0.5 and at most 1; the model's own
    /// when not given.
    pub threshold: Option<f64>,
    /// Only works with a record stored at or after this moment look for partners.
    pub since: Option<Instant>,
}

/// The queue of pairs that a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewQueue {
    /// How many wait, skipped ones among them.
    pub waiting: u64,
    /// How many pairs are in each state.
    pub states: Vec<(PairState, u64)>,
    /// The most valuable ones.
    pub pairs: Vec<MatchPair>,
}

impl App {
    /// Compares all records about works, joins works that are one, and queues pairs for people.
    ///
    /// # Errors
    /// `invalid_parameter` for a threshold outside of its range.
    pub async fn registry_match(&self, request: &MatchRequest) -> Result<MatchReport, AppError> {
        if let Some(threshold) = request.threshold
            && !(threshold > 0.5 && threshold <= 1.0)
        {
            let message = format!("a threshold of {threshold} is not above 0.5 and at most 1");
            return Err(AppError::invalid_parameter("threshold", message)
                .hint("leave it out for the one that the model was measured with"));
        }
        let options = MatchOptions {
            dry_run: request.dry_run,
            threshold: request.threshold,
            since: request.since,
            at: self.now(),
        };
        Ok(match_works(self.store(), &options).await?)
    }

    /// Whether matching has found any pair so far, decided or not.
    pub async fn has_pairs(&self) -> Result<bool, AppError> {
        Ok(!self.store().match_counts(&EntityKind::Work).await?.is_empty())
    }

    /// Up to `limit` pairs that wait for an answer, the most valuable first.
    pub async fn review_queue(&self, limit: usize) -> Result<ReviewQueue, AppError> {
        let kind = EntityKind::Work;
        let counts = self.store().match_counts(&kind).await?;
        let open = [PairState::Open, PairState::Skipped];
        Ok(ReviewQueue {
            waiting: open.iter().filter_map(|state| counts.get(state)).sum(),
            states: counts.into_iter().collect(),
            pairs: waiting(self.store(), &kind, limit).await?,
        })
    }

    /// A pair with both records side by side.
    ///
    /// # Errors
    /// `not_found` when there is no such pair.
    pub async fn review_pair(&self, id: i64) -> Result<PairView, AppError> {
        pair_view(self.store(), id).await?.ok_or_else(|| {
            AppError::not_found("pair", &id.to_string()).hint("`emaki registry review list` shows the queue")
        })
    }

    /// Takes a person's word on a pair.
    ///
    /// # Errors
    /// `not_found` when there is no such pair, `conflict` when the answer does not fit what the two are.
    pub async fn review_answer(
        &self,
        id: i64,
        said: Answer,
        author: &str,
        note: &str,
    ) -> Result<Answered, AppError> {
        let by = Decision { author: author.to_owned(), note: note.to_owned(), at: self.now() };
        Ok(answer(self.store(), id, said, &by).await?)
    }

    /// Writes all links of works as SSSOM/TSV.
    pub async fn sssom_export(
        &self,
        license: Option<&str>,
        out: &mut (dyn Write + Send),
    ) -> Result<SssomExport, AppError> {
        Ok(exchange::export(self.store(), license, out).await?)
    }

    /// Follows the rows of an SSSOM table as decisions by hand.
    pub async fn sssom_import(
        &self,
        table: &mut (dyn Read + Send),
        author: &str,
        note: &str,
    ) -> Result<SssomImport, AppError> {
        let by = Decision { author: author.to_owned(), note: note.to_owned(), at: self.now() };
        Ok(exchange::import(self.store(), table, &by).await?)
    }
}

impl From<ExchangeError> for AppError {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Store(error) => error.into(),
            error => Self::new(ErrorCode::InvalidInput, error.to_string())
                .caused_by(error)
                .hint("an SSSOM table has tabs between its cells; docs/linking.md shows one"),
        }
    }
}
