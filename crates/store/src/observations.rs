//! How figures of a thing changed over time: score, rank, popularity, where it streams.
//!
//! A value is appended only when it differs from the one before it, so a series is as long as the thing
//! was restless. Kept by source and record key, so that merges and splits of works do not touch it.

use model::{ExternalId, Instant, SourceId};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{Cells, Rows},
};

/// One value from the moment on at which it was first seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observation {
    /// Who says so.
    pub source: SourceId,
    /// The thing, by the source's own id.
    pub subject: ExternalId,
    /// What it is a value of: `score`, `votes`, `rank`, `popularity`, `favorites`, `streams`.
    pub field: String,
    /// When it was first seen.
    pub at: Instant,
    /// The value.
    pub value: Value,
}

impl Store {
    /// All that was observed of things with these ids, by source, id, field and time.
    pub async fn observations(&self, subjects: &[ExternalId]) -> Result<Vec<Observation>, StoreError> {
        let select = "SELECT o.namespace, o.id, o.source, o.field, o.at, o.value FROM r CROSS JOIN observations o \
                      WHERE o.namespace = r.namespace AND o.id = r.id";
        let rows = subject_rows(subjects).query(&self.db, "reading observations", select).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(Observation {
                subject: cells.external_id(0)?,
                source: cells.source(2)?,
                field: cells.text(3)?,
                at: cells.time(4)?,
                value: serde_json::from_str(&cells.text(5)?).map_err(|error| {
                    StoreError::Damaged(format!("an observation cannot be read: {error}"))
                })?,
            })
        };
        let mut found: Vec<Observation> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        found.sort_by(|a, b| {
            (&a.source, &a.subject, &a.field, a.at).cmp(&(&b.source, &b.subject, &b.field, b.at))
        });
        Ok(found)
    }
}

impl WriteTx {
    /// Notes values; one that is the newest stored already adds nothing. Gives how many were added.
    ///
    /// Of several values of one series at one moment the last counts.
    pub async fn observe(&self, observations: &[Observation]) -> Result<u64, StoreError> {
        let mut newest = std::collections::BTreeMap::new();
        for one in observations {
            newest.insert((&one.subject, &one.source, one.field.as_str(), one.at), one.value.to_string());
        }
        let insert = "INSERT INTO observations (source, namespace, id, field, at, value) \
                      SELECT r.source, r.namespace, r.id, r.field, r.at, r.value FROM r WHERE NOT EXISTS ( \
                      SELECT 1 FROM observations o WHERE o.namespace = r.namespace AND o.id = r.id \
                      AND o.source = r.source AND o.field = r.field AND o.value = r.value AND o.at = ( \
                      SELECT MAX(l.at) FROM observations l WHERE l.namespace = r.namespace AND l.id = r.id \
                      AND l.source = r.source AND l.field = r.field)) \
                      ON CONFLICT (namespace, id, source, field, at) DO UPDATE SET value = excluded.value";
        let ids: Vec<&ExternalId> = newest.keys().map(|(subject, ..)| *subject).collect();
        Rows::new()
            .text("namespace", ids.iter().map(|id| id.namespace().as_str()))
            .text("id", ids.iter().map(|id| id.id()))
            .text("source", newest.keys().map(|(_, source, ..)| source.as_str()))
            .text("field", newest.keys().map(|(_, _, field, _)| *field))
            .int("at", newest.keys().map(|(.., at)| at.as_micros()))
            .text("value", newest.values().map(String::as_str))
            .execute(&self.tx, "noting observations", insert)
            .await
    }
}
