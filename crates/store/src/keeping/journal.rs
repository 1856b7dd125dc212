//! The journal of collecting: how far each item has come, written together with what it gave.

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// One item of a source: a series to fetch, or a character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalItem {
    /// The id space of `source_id`.
    pub source_type: String,
    /// `series` or `character`.
    pub kind: String,
    /// The id.
    pub source_id: String,
    /// A character's series, by its id in the same space; empty for a series.
    pub parent_id: String,
    /// Its place in its list, from 0.
    pub position: i64,
    /// `pending`, `done`, `filtered`, `not_found` or `failed`.
    pub state: String,
    /// Why it was filtered, or what failed; else empty.
    pub reason: String,
    /// How often it was tried.
    pub attempts: i64,
    /// The run that touched it last.
    pub run: i64,
    /// When.
    pub at: Instant,
}

impl Store {
    /// The journal of one source type or of all, by kind and place in the list.
    pub async fn journal(&self, source_type: Option<&str>) -> Result<Vec<JournalItem>, StoreError> {
        let select = "SELECT source_type, kind, source_id, parent_id, position, state, reason, attempts, run, at \
                      FROM journal WHERE $1 = '' OR source_type = $1 \
                      ORDER BY source_type, kind DESC, parent_id, position, source_id";
        let values = [source_type.unwrap_or_default().into()];
        let read = |row| {
            let cells = Cells(row);
            Ok(JournalItem {
                source_type: cells.text(0)?,
                kind: cells.text(1)?,
                source_id: cells.text(2)?,
                parent_id: cells.text(3)?,
                position: cells.int(4)?,
                state: cells.text(5)?,
                reason: cells.text(6)?,
                attempts: cells.int(7)?,
                run: cells.int(8)?,
                at: cells.time(9)?,
            })
        };
        sql::query(&self.db, "reading the journal", select, values).await?.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Writes lines over those of the same items. Safe to repeat.
    pub async fn save_journal(&self, items: &[JournalItem]) -> Result<(), StoreError> {
        let upsert = "INSERT INTO journal (source_type, kind, source_id, parent_id, position, state, reason, attempts, run, at) \
                      SELECT source_type, kind, source_id, parent_id, position, state, reason, attempts, run, at FROM r \
                      WHERE true ON CONFLICT (source_type, kind, source_id) DO UPDATE SET \
                      parent_id = excluded.parent_id, position = excluded.position, state = excluded.state, \
                      reason = excluded.reason, attempts = excluded.attempts, run = excluded.run, at = excluded.at";
        Rows::new()
            .text("source_type", items.iter().map(|item| item.source_type.as_str()))
            .text("kind", items.iter().map(|item| item.kind.as_str()))
            .text("source_id", items.iter().map(|item| item.source_id.as_str()))
            .text("parent_id", items.iter().map(|item| item.parent_id.as_str()))
            .int("position", items.iter().map(|item| item.position))
            .text("state", items.iter().map(|item| item.state.as_str()))
            .text("reason", items.iter().map(|item| item.reason.replace('\0', "\u{fffd}")))
            .int("attempts", items.iter().map(|item| item.attempts))
            .int("run", items.iter().map(|item| item.run))
            .int("at", items.iter().map(|item| item.at.as_micros()))
            .execute(&self.tx, "writing the journal", upsert)
            .await
            .map(|_| ())
    }
}
