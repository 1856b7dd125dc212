//! What audiences think of a work, source by source.

use std::collections::BTreeMap;

use model::{EntityKind, Record, Score, SourceId, Work};
use serde::{Serialize, Serializer};
use store::RatingSummary;

use crate::{App, AppError, UserRatings, WorkRatings, WorkRef};

impl App {
    /// Each source's score on its own scale and on the common one, what follows from them together, and a
    /// summary of imported single ratings.
    pub async fn ratings(&self, work: &WorkRef) -> Result<WorkRatings, AppError> {
        let work = self.work(work).await?.work;
        let records = self.records_of(EntityKind::Work, work.id.into()).await?;
        let counted = self.store().ratings_summary(&work.external_ids).await?;
        Ok(told(&work, records, counted.values()))
    }
}

/// The ratings of a work from its records and the counts of single ratings of its ids.
pub(crate) fn told<'a>(
    work: &Work,
    records: Vec<Record>,
    counted: impl Iterator<Item = &'a RatingSummary>,
) -> WorkRatings {
    let mut by_source: BTreeMap<SourceId, Score> = BTreeMap::new();
    for record in records {
        if let Some(score) = record.score {
            by_source.insert(record.source, score);
        }
    }
    let mut histogram = [0u64; 10];
    for summary in counted {
        histogram.iter_mut().zip(summary.histogram).for_each(|(all, one)| *all += one);
    }
    WorkRatings {
        shown: work.score,
        summary: enrichment::ratings_of(by_source.clone()),
        by_source: by_source.into_iter().collect(),
        users: summary(histogram),
    }
}

/// Ratings as programs read them: the figures beside the verdicts, each under its full name.
impl Serialize for WorkRatings {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Told<'a> {
            shown: Option<Score>,
            by_source: Vec<Verdict<'a>>,
            mean: Option<f64>,
            median: Option<f64>,
            standard_deviation: Option<f64>,
            weighted_mean: Option<f64>,
            consistency_score: Option<f64>,
            votes: u64,
            note: Option<&'a str>,
            ranking: Vec<Ranked<'a>>,
            outliers: Vec<Outlier<'a>>,
            users: Option<&'a UserRatings>,
        }
        #[derive(Serialize)]
        struct Verdict<'a> {
            source: &'a SourceId,
            #[serde(flatten)]
            score: Score,
        }
        #[derive(Serialize)]
        struct Ranked<'a> {
            rank: usize,
            #[serde(flatten)]
            verdict: Verdict<'a>,
            from_median: f64,
            share: Option<f64>,
        }
        #[derive(Serialize)]
        struct Outlier<'a> {
            source: &'a SourceId,
            from_median: f64,
            reason: &'a str,
        }
        let all = &self.summary;
        let told = Told {
            shown: self.shown,
            by_source: self
                .by_source
                .iter()
                .map(|(source, score)| Verdict { source, score: *score })
                .collect(),
            mean: all.mean,
            median: all.median,
            standard_deviation: all.deviation,
            weighted_mean: all.weighted,
            consistency_score: all.consistency,
            votes: all.votes,
            note: all.note.as_deref(),
            ranking: all
                .sources
                .iter()
                .map(|one| Ranked {
                    rank: one.place,
                    verdict: Verdict { source: &one.source, score: one.score },
                    from_median: one.from_median,
                    share: one.share,
                })
                .collect(),
            outliers: all
                .sources
                .iter()
                .filter_map(|one| {
                    let reason = one.outlier.as_deref()?;
                    Some(Outlier { source: &one.source, from_median: one.from_median, reason })
                })
                .collect(),
            users: self.users.as_ref(),
        };
        told.serialize(out)
    }
}

/// The summary of a histogram of the ratings 1 to 10; `None` when nobody rated.
fn summary(histogram: [u64; 10]) -> Option<UserRatings> {
    let count: u64 = histogram.iter().sum();
    let points: u64 = histogram.iter().zip(1..).map(|(count, rating)| count * rating).sum();
    (count > 0).then(|| UserRatings { count, mean: points as f64 / count as f64, histogram })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_no_summary() {
        assert_eq!(summary([0; 10]), None);
        let two = summary([0, 0, 0, 0, 0, 0, 0, 1, 0, 1]).map(|s| (s.count, s.mean));
        assert_eq!(two, Some((2, 9.0)));
    }
}
