//! Generated stats of characters.

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// The stats of one character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatRow {
    /// The couple's id space.
    pub source_type: String,
    /// Its id.
    pub source_id: String,
    /// The stats, as JSON in the catalog's own shape.
    pub body: String,
    /// How they came to be: a model's name, `offline`, `import`, `legacy`, …
    pub origin: String,
    /// Who asked for them.
    pub author: String,
    /// When.
    pub at: Instant,
}

impl Store {
    /// A registry's stats, by couple.
    pub async fn stats(&self, registry: &str) -> Result<Vec<StatRow>, StoreError> {
        let select = "SELECT source_type, source_id, body, origin, author, at FROM stats WHERE registry = $1 \
                      ORDER BY source_type, source_id";
        let read = |cells: &Cells<'_>| {
            Ok(StatRow {
                source_type: cells.text(0)?,
                source_id: cells.text(1)?,
                body: cells.text(2)?,
                origin: cells.text(3)?,
                author: cells.text(4)?,
                at: cells.time(5)?,
            })
        };
        sql::read(&self.db, "reading stats", select, [registry.into()], read).await
    }
}

impl WriteTx {
    /// Writes stats over those of the same couples; gives how many are new or differ.
    pub async fn save_stats(&self, registry: &str, rows: &[StatRow]) -> Result<u64, StoreError> {
        let upsert = "INSERT INTO stats (registry, source_type, source_id, body, origin, author, at) \
                      SELECT #1, source_type, source_id, body, origin, author, at FROM r WHERE true \
                      ON CONFLICT (registry, source_type, source_id) DO UPDATE SET body = excluded.body, \
                      origin = excluded.origin, author = excluded.author, at = excluded.at \
                      WHERE stats.body <> excluded.body";
        Rows::new()
            .text("source_type", rows.iter().map(|row| row.source_type.as_str()))
            .text("source_id", rows.iter().map(|row| row.source_id.as_str()))
            .text("body", rows.iter().map(|row| row.body.as_str()))
            .text("origin", rows.iter().map(|row| row.origin.as_str()))
            .text("author", rows.iter().map(|row| row.author.as_str()))
            .int("at", rows.iter().map(|row| row.at.as_micros()))
            .value(registry)
            .execute(&self.tx, "saving stats", upsert)
            .await
    }
}
