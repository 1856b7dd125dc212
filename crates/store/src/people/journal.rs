//! The journal of objects on their way into the storage, and the objects that lie there.
//!
//! What is to be written is said first (`intent`), then what was (`uploaded`, `verified`), and the row of the asset and
//! the last word (`committed`) come in one transaction. So an object without a row is found by its open entry.

use model::Instant;

use super::{count, micros, moment, some, text, whole};
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

/// An object in the storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRow {
    /// Its key.
    pub storage_key: String,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// What its bytes are.
    pub content_type: String,
    /// Its address.
    pub cloud_storage_url: String,
    /// The class of storage that it was written with; none for the usual one.
    pub storage_class: Option<String>,
    /// A link that needs no key, and until when it holds.
    pub presigned: Option<(String, Instant)>,
    /// When it was written.
    pub created_at: Instant,
    /// When its content was compared last.
    pub verified_at: Option<Instant>,
}

const ENTRY: &str =
    "asset_id, attempt, stage, storage_key, sha256, bytes, session_id, created_at, updated_at";
const OBJECT: &str = "storage_key, sha256, bytes, content_type, cloud_storage_url, storage_class, presigned_url, \
                      presigned_until, created_at, verified_at";

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

fn object(cells: &Cells<'_>) -> Result<ObjectRow, StoreError> {
    let presigned = some(cells, 6)?.zip(moment(cells, 7)?);
    Ok(ObjectRow {
        storage_key: cells.text(0)?,
        sha256: cells.text(1)?,
        bytes: count(cells, 2)?,
        content_type: cells.text(3)?,
        cloud_storage_url: cells.text(4)?,
        storage_class: some(cells, 5)?,
        presigned,
        created_at: cells.time(8)?,
        verified_at: moment(cells, 9)?,
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

    /// Everything the journal says of an asset.
    pub async fn journal_of(&self, asset: &str) -> Result<Vec<JournalEntry>, StoreError> {
        let select = format!("SELECT {ENTRY} FROM asset_journal WHERE asset_id = $1 ORDER BY attempt");
        sql::read(&self.db, "reading the journal of an asset", &select, [asset.into()], entry).await
    }

    /// An object by its key.
    pub async fn stored_object(&self, key: &str) -> Result<Option<ObjectRow>, StoreError> {
        let select = format!("SELECT {OBJECT} FROM stored_objects WHERE storage_key = $1");
        let row = sql::query_one(&self.db, "reading an object's row", &select, [key.into()]).await?;
        row.map(|row| object(&Cells(&row))).transpose()
    }

    /// Up to `limit` objects by their keys, after one.
    pub async fn stored_objects(&self, after: &str, limit: usize) -> Result<Vec<ObjectRow>, StoreError> {
        let select = format!(
            "SELECT {OBJECT} FROM stored_objects WHERE storage_key > $1 ORDER BY storage_key LIMIT $2"
        );
        let values = [after.into(), whole(limit as u64).into()];
        sql::read(&self.db, "listing objects", &select, values, object).await
    }
}

impl WriteTx {
    /// Writes an entry of the journal; one of the same attempt is replaced, but for its beginning.
    pub async fn save_asset_journal(&self, entry: &JournalEntry) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO asset_journal ({ENTRY}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
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
        sql::execute(&self.tx, "writing the journal of objects", &insert, values).await.map(|_| ())
    }

    /// Notes an object; one with the same key is replaced, but for when it was written first.
    pub async fn save_object(&self, object: &ObjectRow) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO stored_objects ({OBJECT}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (storage_key) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes, \
             content_type = excluded.content_type, cloud_storage_url = excluded.cloud_storage_url, \
             storage_class = excluded.storage_class, presigned_url = excluded.presigned_url, \
             presigned_until = excluded.presigned_until, verified_at = excluded.verified_at"
        );
        let (link, until) = object.presigned.clone().unzip();
        let values = [
            object.storage_key.as_str().into(),
            object.sha256.as_str().into(),
            whole(object.bytes).into(),
            object.content_type.as_str().into(),
            object.cloud_storage_url.as_str().into(),
            text(object.storage_class.as_ref()).into(),
            text(link.as_ref()).into(),
            micros(until).into(),
            object.created_at.as_micros().into(),
            micros(object.verified_at).into(),
        ];
        sql::execute(&self.tx, "noting an object", &insert, values).await.map(|_| ())
    }

    /// Forgets an object that is no more.
    pub async fn forget_object(&self, key: &str) -> Result<(), StoreError> {
        let delete = "DELETE FROM stored_objects WHERE storage_key = $1";
        sql::execute(&self.tx, "forgetting an object", delete, [key.into()]).await.map(|_| ())
    }
}
