//! The objects that lie in the storage.

use model::Instant;

use super::{count, micros, moment, some, text, whole};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

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

const OBJECT: &str = "storage_key, sha256, bytes, content_type, cloud_storage_url, storage_class, presigned_url, \
                      presigned_until, created_at, verified_at";

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
    /// An object by its key, as this transaction sees it.
    pub async fn stored_object(&self, key: &str) -> Result<Option<ObjectRow>, StoreError> {
        let select = format!("SELECT {OBJECT} FROM stored_objects WHERE storage_key = $1");
        let row = sql::query_one(&self.tx, "reading an object's row", &select, [key.into()]).await?;
        row.map(|row| object(&Cells(&row))).transpose()
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
