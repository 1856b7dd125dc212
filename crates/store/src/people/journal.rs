//! The journal of objects on their way into the storage.
//!
//! What is to be written is said first (`intent`), then what was (`uploaded`, `verified`), and the row of the asset and
//! the last word (`committed`) come in one transaction. So an object without a row is found by its open entry.

use model::Instant;

use super::{count, some, text, whole};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// An attempt at an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The asset.
    pub asset: String,
    /// Which attempt, from 1.
    pub attempt: u64,
    /// `intent`, `uploaded`, `verified`, `committed` or `abandoned`.
    pub stage: String,
    /// The object's key; none as long as it is not known.
    pub storage_key: Option<String>,
    /// The SHA-256 of what was written.
    pub sha256: Option<String>,
    /// How much was written, in bytes.
    pub bytes: u64,
    /// In which session.
    pub session: String,
    /// When it began.
    pub created_at: Instant,
    /// When its stage changed last.
    pub updated_at: Instant,
}

const ENTRY: &str =
    "asset_id, attempt, stage, storage_key, sha256, bytes, session_id, created_at, updated_at";

fn entry(cells: &Cells<'_>) -> Result<JournalEntry, StoreError> {
    Ok(JournalEntry {
        asset: cells.text(0)?,
        attempt: count(cells, 1)?,
        stage: cells.text(2)?,
        storage_key: some(cells, 3)?,
        sha256: some(cells, 4)?,
        bytes: count(cells, 5)?,
        session: cells.text(6)?,
        created_at: cells.time(7)?,
        updated_at: cells.time(8)?,
    })
}

impl Store {
    /// The entries whose object is neither committed nor given up, oldest first.
    pub async fn open_journal(&self) -> Result<Vec<JournalEntry>, StoreError> {
        let select = format!(
            "SELECT {ENTRY} FROM asset_journal WHERE stage IN ('intent', 'uploaded', 'verified') \
             ORDER BY updated_at, asset_id, attempt"
        );
        sql::read(&self.db, "reading the journal of objects", &select, [], entry).await
    }

    /// Whether an object is on its way: an entry that is neither committed nor given up names it. One look by its key,
    /// however long the journal is.
    pub async fn is_on_its_way(&self, storage_key: &str) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM asset_journal WHERE storage_key = $1 AND storage_key <> '' \
                      AND stage IN ('intent', 'uploaded', 'verified') LIMIT 1";
        let row =
            sql::query_one(&self.db, "looking for an object in the journal", select, [storage_key.into()]);
        Ok(row.await?.is_some())
    }

    /// Everything the journal says of an asset.
    pub async fn journal_of(&self, asset: &str) -> Result<Vec<JournalEntry>, StoreError> {
        let select = format!("SELECT {ENTRY} FROM asset_journal WHERE asset_id = $1 ORDER BY attempt");
        sql::read(&self.db, "reading the journal of an asset", &select, [asset.into()], entry).await
    }
}

impl WriteTx {
    /// Writes an entry of the journal; one of the same attempt is replaced, but for its beginning. Gives whether it was
    /// written.
    ///
    /// A new entry is refused, so that nothing is sent, when the asset is nobody's any more, or while the object is being
    /// erased for somebody else; the latter ends, and the same may be tried again.
    pub async fn save_asset_journal(&self, entry: &JournalEntry) -> Result<bool, StoreError> {
        let insert = format!(
            "INSERT INTO asset_journal ({ENTRY}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 \
             WHERE EXISTS (SELECT 1 FROM asset_journal j WHERE j.asset_id = $1 AND j.attempt = $2) \
             OR (EXISTS (SELECT 1 FROM assets a WHERE a.asset_id = $1) \
             AND NOT EXISTS (SELECT 1 FROM people_erasures e WHERE e.kind = 'object' AND e.name = $4)) \
             ON CONFLICT (asset_id, attempt) DO UPDATE SET stage = excluded.stage, \
             storage_key = excluded.storage_key, sha256 = excluded.sha256, bytes = excluded.bytes, \
             session_id = excluded.session_id, updated_at = excluded.updated_at"
        );
        let values = [
            entry.asset.as_str().into(),
            whole(entry.attempt).into(),
            entry.stage.as_str().into(),
            text(entry.storage_key.as_ref()).into(),
            text(entry.sha256.as_ref()).into(),
            whole(entry.bytes).into(),
            entry.session.as_str().into(),
            entry.created_at.as_micros().into(),
            entry.updated_at.as_micros().into(),
        ];
        Ok(sql::execute(&self.tx, "writing the journal of objects", &insert, values).await? == 1)
    }

    /// Whether an asset is on its way into the storage.
    pub async fn has_open_journal(&self, asset: &str) -> Result<bool, StoreError> {
        let select =
            "SELECT 1 FROM asset_journal WHERE asset_id = $1 AND stage IN ('intent', 'uploaded', 'verified')";
        let row = sql::query_one(&self.tx, "looking into the journal", select, [asset.into()]).await?;
        Ok(row.is_some())
    }

    /// Takes an entry away whose asset is nobody's any more.
    pub async fn forget_journal(&self, asset: &str, attempt: u64) -> Result<(), StoreError> {
        let delete = "DELETE FROM asset_journal WHERE asset_id = $1 AND attempt = $2";
        let values = [asset.into(), whole(attempt).into()];
        sql::execute(&self.tx, "forgetting a line of the journal", delete, values).await.map(|_| ())
    }
}
