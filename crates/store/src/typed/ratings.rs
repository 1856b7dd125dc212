//! Users' ratings, and their counts per work.

use std::collections::{BTreeMap, HashMap};

use model::{ExternalId, SourceId};

use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{self, Cells, Rows},
};

/// One user's rating of one work.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingRow {
    /// Where it was given.
    pub source: SourceId,
    /// The part of the collection in which the user's id is meant; users of two parts are not one.
    pub part: String,
    /// The user, by an id that says nothing outside the part.
    pub user: String,
    /// The work.
    pub subject: ExternalId,
    /// 1 to 10.
    pub score: f64,
    /// The file's label, normally its SHA-256.
    pub file: String,
    /// The line in the file, from 1.
    pub line: u64,
}

/// All ratings of one external id in short.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RatingSummary {
    /// How many.
    pub count: u64,
    /// Their sum; over `count` it is the mean.
    pub sum: f64,
    /// How many gave 1, 2, … 10, parts of a point rounded to the nearest.
    pub histogram: [u64; 10],
}

/// All ratings in short: two states that differ have other ratings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RatingsState {
    /// How many ratings there are.
    pub count: u64,
    /// How many ids are rated.
    pub subjects: u64,
    /// The sum of all scores.
    pub sum: f64,
}

/// One user's rating of one id, without where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingCell {
    /// Where it was given, the part of the collection, and the user there: together one user.
    pub user: [String; 3],
    /// What was rated.
    pub subject: ExternalId,
    /// 1 to 10.
    pub score: f64,
}

impl Store {
    /// All ratings in short; from the counts, so that it costs little.
    pub async fn ratings_state(&self) -> Result<RatingsState, StoreError> {
        let select = "SELECT namespace, id, CAST(SUM(votes) AS BIGINT), \
                      CAST(SUM(score * votes) AS DOUBLE PRECISION) FROM rating_totals WHERE votes > 0 \
                      GROUP BY namespace, id ORDER BY namespace, id";
        let mut state = RatingsState::default();
        for row in sql::query(&self.db, "counting all ratings", select, []).await? {
            let cells = Cells(&row);
            state.count += cells.int(2)?.unsigned_abs();
            state.sum += cells.real(3)?;
            state.subjects += 1;
        }
        Ok(state)
    }

    /// Up to `limit` ratings after one of them, in the order of users and ids; from the first with `None`. All
    /// ratings of a user come together.
    pub async fn ratings_after(
        &self,
        after: Option<&RatingCell>,
        limit: usize,
    ) -> Result<Vec<RatingCell>, StoreError> {
        let columns = "source, part, rater, namespace, id";
        let (condition, values): (&str, Vec<sea_orm::Value>) = match after {
            None => ("true", vec![(limit as i64).into()]),
            Some(RatingCell { user: [source, part, rater], subject, .. }) => (
                "(source, part, rater, namespace, id) > ($2, $3, $4, $5, $6)",
                vec![
                    (limit as i64).into(),
                    source.as_str().into(),
                    part.as_str().into(),
                    rater.as_str().into(),
                    subject.namespace().as_str().into(),
                    subject.id().into(),
                ],
            ),
        };
        let select =
            format!("SELECT {columns}, score FROM ratings WHERE {condition} ORDER BY {columns} LIMIT $1");
        let read = |row| {
            let cells = Cells(row);
            let user = [cells.text(0)?, cells.text(1)?, cells.text(2)?];
            Ok(RatingCell { user, subject: cells.external_id(3)?, score: cells.real(5)? })
        };
        sql::query(&self.db, "reading ratings", &select, values).await?.iter().map(read).collect()
    }

    /// The ratings of each id in short; one without ratings is left out.
    pub async fn ratings_summary(
        &self,
        subjects: &[ExternalId],
    ) -> Result<HashMap<ExternalId, RatingSummary>, StoreError> {
        let select = "SELECT t.namespace, t.id, t.score, t.votes FROM r CROSS JOIN rating_totals t \
                      WHERE t.namespace = r.namespace AND t.id = r.id AND t.votes > 0";
        let mut found: HashMap<ExternalId, RatingSummary> = HashMap::new();
        for row in subject_rows(subjects).query(&self.db, "counting ratings", select).await? {
            let cells = Cells(&row);
            let (score, votes) = (cells.real(2)?, cells.int(3)?.unsigned_abs());
            let summary = found.entry(cells.external_id(0)?).or_default();
            summary.count += votes;
            summary.sum += score * votes as f64;
            summary.histogram[(score.round().clamp(1.0, 10.0) as usize) - 1] += votes;
        }
        Ok(found)
    }
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a ExternalId);

impl WriteTx {
    /// Saves ratings; gives how many were new or had another score. Some thousands at a time are best.
    pub async fn save_ratings(&self, rows: &[RatingRow]) -> Result<usize, StoreError> {
        let mut ratings: BTreeMap<Key<'_>, &RatingRow> = BTreeMap::new();
        for row in rows {
            ratings.insert((row.source.as_str(), &row.part, &row.user, &row.subject), row);
        }
        let stored = self.stored_scores(&ratings).await?;
        let mut votes: BTreeMap<(&ExternalId, u64), i64> = BTreeMap::new();
        ratings.retain(|(source, part, user, subject), row| {
            let before = stored.get(&(
                (*source).to_owned(),
                (*part).to_owned(),
                (*user).to_owned(),
                (*subject).clone(),
            ));
            if before.is_some_and(|score| score.to_bits() == row.score.to_bits()) {
                return false;
            }
            if let Some(score) = before {
                *votes.entry((*subject, score.to_bits())).or_default() -= 1;
            }
            *votes.entry((*subject, row.score.to_bits())).or_default() += 1;
            true
        });
        let files = self.file_numbers(ratings.values().map(|row| row.file.as_str())).await?;
        let changed = ratings.len();
        let rows = key_rows(&ratings)
            .real("score", ratings.values().map(|row| row.score))
            .int("file", files)
            .int("line", ratings.values().map(|row| row.line as i64));
        let upsert = "INSERT INTO ratings (source, part, rater, namespace, id, score, file, line) \
                      SELECT source, part, rater, namespace, id, score, file, line FROM r WHERE true \
                      ON CONFLICT (source, part, rater, namespace, id) DO UPDATE SET score = excluded.score, \
                      file = excluded.file, line = excluded.line";
        rows.execute(&self.tx, "saving ratings", upsert).await?;
        let rows = subject_rows(votes.keys().map(|(subject, _)| *subject))
            .real("score", votes.keys().map(|(_, score)| f64::from_bits(*score)))
            .int("votes", votes.values().copied());
        let add = "INSERT INTO rating_totals (namespace, id, score, votes) \
                   SELECT namespace, id, score, votes FROM r WHERE true \
                   ON CONFLICT (namespace, id, score) DO UPDATE SET votes = rating_totals.votes + excluded.votes";
        rows.execute(&self.tx, "counting ratings", add).await?;
        Ok(changed)
    }

    async fn stored_scores(
        &self,
        ratings: &BTreeMap<Key<'_>, &RatingRow>,
    ) -> Result<HashMap<(String, String, String, ExternalId), f64>, StoreError> {
        let select = "SELECT t.source, t.part, t.rater, t.namespace, t.id, t.score FROM r CROSS JOIN ratings t \
                      WHERE t.source = r.source AND t.part = r.part AND t.rater = r.rater \
                      AND t.namespace = r.namespace AND t.id = r.id";
        let rows = key_rows(ratings).query(&self.tx, "comparing ratings", select).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(((cells.text(0)?, cells.text(1)?, cells.text(2)?, cells.external_id(3)?), cells.real(5)?))
        };
        rows.iter().map(read).collect()
    }
}

fn key_rows(ratings: &BTreeMap<Key<'_>, &RatingRow>) -> Rows {
    subject_rows(ratings.keys().map(|(.., subject)| *subject))
        .text("source", ratings.keys().map(|(source, ..)| *source))
        .text("part", ratings.keys().map(|(_, part, ..)| *part))
        .text("rater", ratings.keys().map(|(_, _, user, _)| *user))
}
