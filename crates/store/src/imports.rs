//! The journal of imports: which file is how far in, so that a stopped one continues where it was.

use model::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::Value;

use crate::{Store, StoreError, WriteTx, entities::import, error::doing, sql};

/// How far into a file an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Position {
    /// Rows or entries done.
    pub row: u64,
    /// Bytes done, counted in the unpacked file.
    pub offset: u64,
}

/// Where an import of a file begins.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportState {
    /// The import's number.
    pub id: i64,
    /// Where an earlier run of the same file stopped; `None` at the first run, or after a finished one.
    pub resume_from: Option<Position>,
    /// What the earlier run had counted; `null` without one.
    pub counts: Value,
    /// Whether the same file was imported to its end before.
    pub finished_before: bool,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportEntry {
    /// The import's number.
    pub id: i64,
    /// SHA-256 of the file in hex.
    pub file_hash: String,
    /// The format it was read as.
    pub format: String,
    /// The file's name or address, as given the last time.
    pub name: String,
    /// How far it has come.
    pub position: Position,
    /// What it counted.
    pub counts: Value,
    /// When it was first begun.
    pub started_at: Instant,
    /// When its last batch was written.
    pub touched_at: Instant,
    /// When it reached the end; `None` marks an incomplete import.
    pub finished_at: Option<Instant>,
}

impl Store {
    /// Opens the journal's line for a file and format, in a transaction of its own.
    pub async fn begin_import(
        &self,
        file_hash: &str,
        format: &str,
        name: &str,
        at: Instant,
    ) -> Result<ImportState, StoreError> {
        let tx = self.begin().await?;
        let state = tx.begin_import(file_hash, format, name, at).await?;
        tx.commit().await?;
        Ok(state)
    }

    /// Marks an import as complete, in a transaction of its own.
    pub async fn finish_import(&self, import: i64, counts: &Value, at: Instant) -> Result<(), StoreError> {
        let tx = self.begin().await?;
        tx.finish_import(import, counts, at).await?;
        tx.commit().await
    }

    /// The journal, newest first.
    pub async fn imports(&self) -> Result<Vec<ImportEntry>, StoreError> {
        let lines = import::Entity::find().order_by_desc(import::Column::Id).all(&self.db).await;
        lines.map_err(doing("reading the imports"))?.into_iter().map(entry).collect()
    }
}

impl WriteTx {
    /// Opens the journal's line for a file and format. A finished line starts again from the beginning:
    /// what the file says is compared with what is stored by then.
    pub async fn begin_import(
        &self,
        file_hash: &str,
        format: &str,
        name: &str,
        at: Instant,
    ) -> Result<ImportState, StoreError> {
        let what = "opening an import";
        let known = import::Entity::find()
            .filter(import::Column::FileHash.eq(file_hash))
            .filter(import::Column::Format.eq(format))
            .one(&self.tx)
            .await
            .map_err(doing(what))?;
        let Some(known) = known else {
            let id = self.allocate("import", 1).await?;
            let insert = "INSERT INTO imports (id, file_hash, format, name, position_row, position_offset, counts, \
                          started_at, touched_at) VALUES ($1, $2, $3, $4, 0, 0, 'null', $5, $5)";
            let values = [id.into(), file_hash.into(), format.into(), name.into(), at.as_micros().into()];
            sql::execute(&self.tx, what, insert, values).await?;
            return Ok(ImportState { id, resume_from: None, counts: Value::Null, finished_before: false });
        };
        let known = entry(known)?;
        let update = "UPDATE imports SET name = $2 WHERE id = $1";
        sql::execute(&self.tx, what, update, [known.id.into(), name.into()]).await?;
        let finished_before = known.finished_at.is_some();
        let begun = !finished_before && known.position != Position::default();
        Ok(ImportState {
            id: known.id,
            resume_from: begun.then_some(known.position),
            counts: if begun { known.counts } else { Value::Null },
            finished_before,
        })
    }

    /// Notes how far an import is, in the transaction of the batch that brought it there.
    pub async fn checkpoint(
        &self,
        import: i64,
        position: &Position,
        counts: &Value,
        at: Instant,
    ) -> Result<(), StoreError> {
        let update = "UPDATE imports SET position_row = $2, position_offset = $3, counts = $4, touched_at = $5 \
                      WHERE id = $1 AND finished_at IS NULL";
        let (row, offset) = (position.row as i64, position.offset as i64);
        let values =
            [import.into(), row.into(), offset.into(), counts.to_string().into(), at.as_micros().into()];
        sql::execute(&self.tx, "noting a checkpoint", update, values).await.map(|_| ())
    }

    /// Marks an import as complete; the time of a first completion stays.
    pub async fn finish_import(&self, import: i64, counts: &Value, at: Instant) -> Result<(), StoreError> {
        let update = "UPDATE imports SET counts = $2, touched_at = $3, finished_at = COALESCE(finished_at, $3) WHERE id = $1";
        let values = [import.into(), counts.to_string().into(), at.as_micros().into()];
        match sql::execute(&self.tx, "finishing an import", update, values).await? {
            0 => Err(StoreError::Missing(format!("import {import}"))),
            _ => Ok(()),
        }
    }

    /// What the journal says of one import, changes of this transaction included.
    pub async fn import(&self, import: i64) -> Result<Option<ImportEntry>, StoreError> {
        let line = import::Entity::find_by_id(import).one(&self.tx).await;
        line.map_err(doing("reading an import"))?.map(entry).transpose()
    }
}

fn entry(line: import::Model) -> Result<ImportEntry, StoreError> {
    Ok(ImportEntry {
        id: line.id,
        file_hash: line.file_hash,
        format: line.format,
        name: line.name,
        position: Position {
            row: line.position_row.unsigned_abs(),
            offset: line.position_offset.unsigned_abs(),
        },
        counts: serde_json::from_str(&line.counts)
            .map_err(|error| StoreError::Damaged(format!("the counts of import {}: {error}", line.id)))?,
        started_at: Instant::from_micros(line.started_at),
        touched_at: Instant::from_micros(line.touched_at),
        finished_at: line.finished_at.map(Instant::from_micros),
    })
}
