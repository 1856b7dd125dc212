//! Reading and storing entries.

use model::Instant;
use sea_orm::QueryResult;
use sea_orm_migration::async_trait::async_trait;

use super::SqlEngine;
use crate::{
    cache::{
        CacheError, ClearFilter, Entry, Evicted, Key, ListFilter, Listed, SourceStats, body::Stored,
        engine::Entries,
    },
    sql::Cells,
};

const SELECT: &str = "SELECT source, endpoint, url, stored_at, fresh_until, keep_until, used_at, private, \
                      packed, body_plain, hash, meta, body FROM cache_entries WHERE key = $1";

const UPSERT: &str = "INSERT INTO cache_entries (key, source, endpoint, url, stored_at, fresh_until, keep_until, used_at, \
     private, packed, body_plain, bytes, bytes_plain, hash, meta, body) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
     ON CONFLICT (key) DO UPDATE SET source = excluded.source, endpoint = excluded.endpoint, \
     url = excluded.url, stored_at = excluded.stored_at, fresh_until = excluded.fresh_until, \
     keep_until = excluded.keep_until, used_at = excluded.used_at, private = excluded.private, \
     packed = excluded.packed, body_plain = excluded.body_plain, bytes = excluded.bytes, \
     bytes_plain = excluded.bytes_plain, hash = excluded.hash, meta = excluded.meta, body = excluded.body";

#[async_trait]
impl Entries for SqlEngine {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, CacheError> {
        let row = self.query_one(&self.reader, "reading an entry", SELECT, [blob(key)]).await?;
        row.map(|row| stored(key, &row)).transpose()
    }

    async fn put(&self, stored: Stored, _now: Instant) -> Result<(), CacheError> {
        let (bytes, bytes_plain) = (stored.bytes() as i64, stored.bytes_plain() as i64);
        let Stored { entry, packed, plain_bytes, hash, used_at } = stored;
        let values = [
            blob(&entry.key),
            entry.source.into(),
            entry.endpoint.into(),
            entry.url.into(),
            entry.stored_at.as_micros().into(),
            entry.fresh_until.as_micros().into(),
            entry.keep_until.as_micros().into(),
            used_at.as_micros().into(),
            i64::from(entry.private).into(),
            i64::from(packed).into(),
            (plain_bytes as i64).into(),
            bytes.into(),
            bytes_plain.into(),
            hash.to_vec().into(),
            entry.meta.into(),
            entry.body.into(),
        ];
        self.execute(&self.writer, "storing an entry", UPSERT, values).await.map(|_| ())
    }

    async fn touch(&self, key: &Key, now: Instant) -> Result<(), CacheError> {
        let update = "UPDATE cache_entries SET used_at = $2 WHERE key = $1 AND used_at < $2";
        let values = [blob(key), now.as_micros().into()];
        self.execute(&self.writer, "noting a use", update, values).await.map(|_| ())
    }

    async fn stats(&self) -> Result<Vec<SourceStats>, CacheError> {
        self.sums().await
    }

    async fn list(&self, filter: &ListFilter) -> Result<Vec<Listed>, CacheError> {
        self.listed(filter).await
    }

    async fn clear(&self, filter: &ClearFilter) -> Result<u64, CacheError> {
        self.drop_matching(filter).await
    }

    async fn evict(&self, max_bytes: u64, now: Instant) -> Result<Evicted, CacheError> {
        self.make_room(max_bytes, now).await
    }
}

pub(super) fn blob(key: &Key) -> sea_orm::Value {
    key.0.to_vec().into()
}

fn stored(key: &Key, row: &QueryResult) -> Result<Stored, CacheError> {
    let cells = Cells(row);
    let entry = Entry {
        key: *key,
        source: cells.text(0)?,
        endpoint: cells.text(1)?,
        url: cells.text(2)?,
        stored_at: cells.time(3)?,
        fresh_until: cells.time(4)?,
        keep_until: cells.time(5)?,
        private: cells.int(7)? != 0,
        meta: cells.blob(11)?,
        body: cells.blob(12)?,
    };
    let plain_bytes = u64::try_from(cells.int(9)?).unwrap_or(u64::MAX);
    Ok(Stored {
        entry,
        packed: cells.int(8)? != 0,
        plain_bytes,
        hash: cells.hash(10)?,
        used_at: cells.time(6)?,
    })
}
