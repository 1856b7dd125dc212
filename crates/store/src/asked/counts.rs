//! How often things were asked for, hour by hour; whoever reads lets the hours fade.
//!
//! Only what a question was understood to be about is counted, never its words, and never who asked.

use model::Instant;

use super::Subject;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

const HOUR: i64 = 3_600_000_000;
/// Hours that are remembered: what is older has faded from every list.
const HOURS: i64 = 24 * 90;

/// How often one thing was asked for, to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedFor {
    /// What.
    pub subject: Subject,
    /// How often.
    pub times: i64,
}

/// How often one thing was asked for in one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryCount {
    /// What; a work that was merged away stands as the one it went into.
    pub subject: Subject,
    /// When the hour began.
    pub hour: Instant,
    /// How often.
    pub times: i64,
}

impl Store {
    /// What was asked for in hours that began at or after `since`, of one kind: `work`, `tag` or `studio`.
    pub async fn query_counts(&self, kind: &str, since: Instant) -> Result<Vec<QueryCount>, StoreError> {
        let select = "SELECT q.kind, COALESCE(d.target, q.work), q.name, q.hour, q.times FROM query_counts q \
                      LEFT JOIN redirects d ON d.kind = 'WORK' AND d.id = q.work \
                      WHERE q.hour >= $1 AND q.kind = $2 ORDER BY q.hour, q.work, q.name";
        let hour = since.as_micros().div_euclid(HOUR);
        sql::read(
            &self.db,
            "reading what was asked for",
            select,
            [hour.into(), kind.into()],
            |cells: &Cells<'_>| {
                Ok(QueryCount {
                    subject: Subject::read(cells, 0)?,
                    hour: Instant::from_micros(cells.int(3)? * HOUR),
                    times: cells.int(4)?,
                })
            },
        )
        .await
    }
}

impl WriteTx {
    /// Adds what was asked for within the hour of `at`.
    pub async fn count_queries(&self, asked: &[AskedFor], at: Instant) -> Result<(), StoreError> {
        let insert = "INSERT INTO query_counts (hour, kind, work, name, times) \
                      SELECT CAST(#1 AS BIGINT), r.kind, r.work, r.name, r.times FROM r WHERE true \
                      ON CONFLICT (hour, kind, work, name) DO UPDATE SET times = query_counts.times + excluded.times";
        let mut sums: std::collections::BTreeMap<&Subject, i64> = std::collections::BTreeMap::new();
        for one in asked {
            *sums.entry(&one.subject).or_default() += one.times;
        }
        Rows::new()
            .text("kind", sums.keys().map(|subject| subject.kind()))
            .int("work", sums.keys().map(|subject| subject.work()))
            .text("name", sums.keys().map(|subject| subject.name()))
            .int("times", sums.values().copied())
            .value(at.as_micros().div_euclid(HOUR))
            .execute(&self.tx, "counting what was asked for", insert)
            .await
            .map(drop)
    }

    /// Forgets hours that are long gone, seen from the newest.
    pub(crate) async fn prune_query_counts(&self) -> Result<u64, StoreError> {
        let delete = format!(
            "DELETE FROM query_counts WHERE hour <= (SELECT COALESCE(MAX(q.hour), 0) FROM query_counts q) - {HOURS}"
        );
        sql::execute(&self.tx, "forgetting what was asked for", &delete, []).await
    }
}
