//! How far the keepers' books have come, so that who holds a copy of them knows when it is old.

use sea_orm::ConnectionTrait;

use super::LoggedEdit;
use crate::{
    Store, StoreError,
    registries::sequence,
    sql::{self, Cells},
};

/// How far the books of a registry had come at one moment. What is read later is at least as new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BooksMark {
    /// Collected rows, numbers and aliases.
    rows: (String, String, i64, i64),
    /// The number of the last edit that was logged, of any registry.
    pub last_edit: i64,
}

impl BooksMark {
    /// Whether nothing but edits by hand lies between the two.
    pub fn is_same_but_edits(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl Store {
    /// How far the books of a registry have come.
    pub async fn books_mark(&self, registry: &str) -> Result<BooksMark, StoreError> {
        let select = "SELECT COALESCE((SELECT value FROM settings WHERE name = 'epoch'), ''), \
                      COALESCE((SELECT value FROM settings WHERE name = 'books'), '0'), \
                      COALESCE((SELECT next FROM sequences WHERE name = $1), 1), \
                      COALESCE((SELECT next FROM sequences WHERE name = $2), 1), \
                      COALESCE((SELECT next FROM sequences WHERE name = 'curation_log'), 1) - 1";
        let values = [sequence(registry, "series").into(), sequence(registry, "character").into()];
        let row = sql::query_one(&self.db, "reading how far the books are", select, values).await?;
        let row = row.ok_or_else(|| StoreError::Missing("settings".to_owned()))?;
        let cells = Cells(&row);
        let rows = (cells.text(0)?, cells.text(1)?, cells.int(2)?, cells.int(3)?);
        Ok(BooksMark { rows, last_edit: cells.int(4)? })
    }

    /// Up to `limit` edits of a registry after edit `seq`, the oldest first.
    pub async fn edits_after(
        &self,
        registry: &str,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<LoggedEdit>, StoreError> {
        let select = "SELECT seq, kind, source_type, source_id, field, before, after, author, origin, at \
                      FROM curation_log WHERE seq > $2 AND registry = $1 ORDER BY seq LIMIT $3";
        let values = [registry.into(), seq.into(), (limit as i64).into()];
        let rows = sql::query(&self.db, "reading the log of edits", select, values).await?;
        rows.iter().map(|row| super::curation::logged(&Cells(row))).collect()
    }

    /// The registries that numbers were given or edits made in, by name.
    pub async fn kept_registries(&self) -> Result<Vec<String>, StoreError> {
        let select = "SELECT registry FROM registry_ids UNION SELECT registry FROM curation ORDER BY 1";
        let rows = sql::query(&self.db, "listing registries", select, []).await?;
        rows.iter().map(|row| Cells(row).text(0)).collect()
    }

    /// Whether numbers or edits of a registry were ever asked for.
    pub async fn has_registry(&self, registry: &str) -> Result<bool, StoreError> {
        let select = "SELECT CAST(COALESCE((SELECT 1 FROM sequences WHERE name IN ($1, $2) LIMIT 1), \
                      (SELECT 1 FROM registry_ids WHERE registry = $3 LIMIT 1), \
                      (SELECT 1 FROM curation WHERE registry = $3 LIMIT 1), 0) AS BIGINT)";
        let values =
            [sequence(registry, "series").into(), sequence(registry, "character").into(), registry.into()];
        let row = sql::query_one(&self.db, "looking for a registry", select, values).await?;
        row.map_or(Ok(false), |row| Ok(Cells(&row).int(0)? != 0))
    }

    /// Whether there is any series or character to keep.
    pub async fn has_kept_rows(&self) -> Result<bool, StoreError> {
        let select = "SELECT CAST(COALESCE((SELECT 1 FROM collected LIMIT 1), \
                      (SELECT 1 FROM curation LIMIT 1), (SELECT 1 FROM registry_ids LIMIT 1), 0) AS BIGINT)";
        let row = sql::query_one(&self.db, "looking for collected rows", select, []).await?;
        row.map_or(Ok(false), |row| Ok(Cells(&row).int(0)? != 0))
    }
}

/// Notes that collected rows, numbers or aliases are other ones now.
///
/// The counter belongs to the database and not to its content: it is neither exported nor backed up.
/// Numbers given out need no note, because their sequence tells; so the one path that gives them out
/// without the writers' lock never waits for this row.
pub(super) async fn books_changed<C: ConnectionTrait>(db: &C) -> Result<(), StoreError> {
    let upsert = "INSERT INTO settings (name, value) VALUES ('books', '1') ON CONFLICT (name) DO UPDATE \
                  SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT)";
    sql::execute(db, "noting a change of the books", upsert, []).await.map(|_| ())
}
