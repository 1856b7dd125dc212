//! What was published where, and what stood there before.

use std::collections::HashSet;

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// One publish, or one rollback of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Its number, from 1; given when it begins.
    pub id: i64,
    /// The registry whose numbers it used.
    pub registry: String,
    /// `files` or `postgres`.
    pub what: String,
    /// The folder, or the database without its password.
    pub target: String,
    /// The profile.
    pub profile: String,
    /// `begun`, `done`, `failed` or `rolled_back`.
    pub state: String,
    /// Who.
    pub author: String,
    /// Counts and findings, as JSON.
    pub report: String,
    /// When.
    pub at: Instant,
}

/// A row or a file of the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishRow {
    /// The table, or `file`.
    pub place: String,
    /// The row's key, or the file's path below the target.
    pub key: String,
    /// What stood there, empty when nothing did.
    pub before: Vec<u8>,
    /// What was written, or its hash; empty when it was taken away.
    pub after: Vec<u8>,
}

impl Store {
    /// All publishes of a registry, the newest first.
    pub async fn publishes(&self, registry: &str) -> Result<Vec<Publish>, StoreError> {
        let select = "SELECT id, registry, what, target, profile, state, author, report, at FROM publishes \
                      WHERE registry = $1 ORDER BY id DESC";
        let read = |row| {
            let cells = Cells(row);
            Ok(Publish {
                id: cells.int(0)?,
                registry: cells.text(1)?,
                what: cells.text(2)?,
                target: cells.text(3)?,
                profile: cells.text(4)?,
                state: cells.text(5)?,
                author: cells.text(6)?,
                report: cells.text(7)?,
                at: cells.time(8)?,
            })
        };
        let rows = sql::query(&self.db, "reading publishes", select, [registry.into()]).await?;
        rows.iter().map(read).collect()
    }

    /// The publishes of a registry of which it is still kept what stood there before.
    pub async fn kept_publishes(&self, registry: &str) -> Result<HashSet<i64>, StoreError> {
        let select = "SELECT id FROM publishes p WHERE registry = $1 AND EXISTS \
                      (SELECT 1 FROM publish_rows r WHERE r.publish = p.id)";
        let rows = sql::query(&self.db, "reading publishes", select, [registry.into()]).await?;
        rows.iter().map(|row| Cells(row).int(0)).collect()
    }

    /// What a publish found and wrote, by place and key.
    pub async fn publish_rows(&self, publish: i64) -> Result<Vec<PublishRow>, StoreError> {
        self.publish_rows_of(publish, "").await
    }

    /// What a publish found and wrote at one place, or at all of them when it is empty.
    pub async fn publish_rows_of(&self, publish: i64, place: &str) -> Result<Vec<PublishRow>, StoreError> {
        let select = "SELECT place, key, before, after FROM publish_rows WHERE publish = $1 \
                      AND ($2 = '' OR place = $2) ORDER BY place, key";
        let read = |row| {
            let cells = Cells(row);
            Ok(PublishRow {
                place: cells.text(0)?,
                key: cells.text(1)?,
                before: cells.blob(2)?,
                after: cells.blob(3)?,
            })
        };
        let rows = sql::query(&self.db, "reading a publish", select, [publish.into(), place.into()]).await?;
        rows.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Notes that a publish begins, whatever its `id` says; gives its number.
    pub async fn begin_publish(&self, publish: &Publish) -> Result<i64, StoreError> {
        let id = self.allocate("publish", 1).await?;
        let insert = "INSERT INTO publishes (id, registry, what, target, profile, state, author, report, at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = [
            id.into(),
            publish.registry.as_str().into(),
            publish.what.as_str().into(),
            publish.target.as_str().into(),
            publish.profile.as_str().into(),
            publish.state.as_str().into(),
            publish.author.as_str().into(),
            publish.report.as_str().into(),
            publish.at.as_micros().into(),
        ];
        sql::execute(&self.tx, "beginning a publish", insert, values).await?;
        Ok(id)
    }

    /// Notes how a publish stands.
    pub async fn set_publish(&self, id: i64, state: &str, report: &str) -> Result<(), StoreError> {
        let update = "UPDATE publishes SET state = $2, report = $3 WHERE id = $1";
        let values = [id.into(), state.into(), report.into()];
        sql::execute(&self.tx, "noting a publish", update, values).await.map(|_| ())
    }

    /// Keeps what a publish found and writes; rows kept before under the same keys are replaced.
    pub async fn save_publish_rows(&self, publish: i64, rows: &[PublishRow]) -> Result<(), StoreError> {
        let upsert = "INSERT INTO publish_rows (publish, place, key, before, after) \
                      SELECT CAST(#1 AS BIGINT), place, key, before, after FROM r WHERE true \
                      ON CONFLICT (publish, place, key) DO UPDATE SET before = excluded.before, after = excluded.after";
        Rows::new()
            .text("place", rows.iter().map(|row| row.place.as_str()))
            .text("key", rows.iter().map(|row| row.key.as_str()))
            .blob("before", rows.iter().map(|row| row.before.clone()))
            .blob("after", rows.iter().map(|row| row.after.clone()))
            .value(publish)
            .execute(&self.tx, "keeping what stood there", upsert)
            .await
            .map(|_| ())
    }

    /// Forgets what stood there before all but the newest `keep` publishes of each target; their lines
    /// stay.
    pub async fn prune_publishes(&self, registry: &str, keep: usize) -> Result<u64, StoreError> {
        let delete = "DELETE FROM publish_rows WHERE publish IN (SELECT p.id FROM publishes p \
                      WHERE p.registry = $1 AND p.state <> 'begun' AND (SELECT COUNT(*) FROM publishes q \
                      WHERE q.registry = p.registry AND q.what = p.what AND q.target = p.target AND q.id > p.id) >= $2)";
        let values = [registry.into(), (keep as i64).into()];
        sql::execute(&self.tx, "forgetting old publishes", delete, values).await
    }
}
