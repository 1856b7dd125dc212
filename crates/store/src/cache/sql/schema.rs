//! The cache's tables. They come and go as one: another layout is another number, not a migration.

use sea_orm::ConnectionTrait;

use super::SqlEngine;
use crate::{Engine, cache::CacheError, schema::for_postgres, sql::Cells};

/// The layout of the tables below.
const LAYOUT: i64 = 1;

/// Written with SQLite's types, safe to repeat.
///
/// `bytes` and `bytes_plain` stand in the indexes, so that sums read no bodies.
const TABLES: [&str; 11] = [
    "CREATE TABLE IF NOT EXISTS cache_entries (
        key BLOB NOT NULL PRIMARY KEY, source TEXT NOT NULL, endpoint TEXT NOT NULL, url TEXT NOT NULL,
        stored_at INTEGER NOT NULL, fresh_until INTEGER NOT NULL, keep_until INTEGER NOT NULL,
        used_at INTEGER NOT NULL, private INTEGER NOT NULL, packed INTEGER NOT NULL,
        body_plain INTEGER NOT NULL, bytes INTEGER NOT NULL, bytes_plain INTEGER NOT NULL,
        hash BLOB NOT NULL, meta BLOB NOT NULL, body BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS cache_entries_by_source
        ON cache_entries (source, stored_at, key, bytes, bytes_plain)",
    "CREATE INDEX IF NOT EXISTS cache_entries_by_age ON cache_entries (stored_at, key)",
    "CREATE INDEX IF NOT EXISTS cache_entries_by_use ON cache_entries (used_at, key, bytes)",
    "CREATE INDEX IF NOT EXISTS cache_entries_by_end ON cache_entries (keep_until)",
    "CREATE TABLE IF NOT EXISTS cache_leases (
        name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL)",
    // No key: two requests may share an instant.
    "CREATE TABLE IF NOT EXISTS cache_requests (log TEXT NOT NULL, at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS cache_requests_by_time ON cache_requests (log, at)",
    "CREATE TABLE IF NOT EXISTS cache_claims (
        log TEXT NOT NULL, owner TEXT NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (log, owner))",
    "CREATE TABLE IF NOT EXISTS cache_pauses (name TEXT NOT NULL PRIMARY KEY, until INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS cache_limits (
        name TEXT NOT NULL, span INTEGER NOT NULL, allowed INTEGER NOT NULL, told_at INTEGER NOT NULL,
        PRIMARY KEY (name, span))",
];

impl SqlEngine {
    /// Makes the tables unless they are there; several processes at once take turns.
    pub(super) async fn make_tables(&self) -> Result<(), CacheError> {
        let doing = "making the cache's tables";
        if self.layout().await? == Some(LAYOUT) {
            return Ok(());
        }
        let tx = self.begin(&["tables"]).await?;
        let version = "CREATE TABLE IF NOT EXISTS cache_layout (version INTEGER NOT NULL)";
        self.make(&tx, version).await?;
        let found = self.query_one(&tx, doing, "SELECT version FROM cache_layout", []).await?;
        match found.map(|row| Cells(&row).int(0)).transpose()? {
            Some(LAYOUT) => return Ok(()),
            Some(found) => return Err(CacheError::OtherLayout { found, known: LAYOUT }),
            None => {}
        }
        for table in TABLES {
            self.make(&tx, table).await?;
        }
        if self.engine == Engine::Postgres {
            // Bodies are compressed already; the server need not try.
            let plain = "ALTER TABLE cache_entries ALTER COLUMN body SET STORAGE EXTERNAL";
            self.execute(&tx, doing, plain, []).await?;
        }
        let insert = "INSERT INTO cache_layout (version) VALUES ($1)";
        self.execute(&tx, doing, insert, [LAYOUT.into()]).await?;
        self.commit(tx).await
    }

    async fn make<C: ConnectionTrait>(&self, db: &C, table: &str) -> Result<(), CacheError> {
        let doing = "making the cache's tables";
        match self.engine {
            Engine::Sqlite => self.execute(db, doing, table, []).await,
            Engine::Postgres => self.execute(db, doing, &for_postgres(table), []).await,
        }
        .map(|_| ())
    }

    /// The layout that is there.
    async fn layout(&self) -> Result<Option<i64>, CacheError> {
        let doing = "reading the cache's layout";
        let exists = match self.engine {
            Engine::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'cache_layout'",
            Engine::Postgres => "SELECT 1 WHERE to_regclass('cache_layout') IS NOT NULL",
        };
        if self.query_one(&self.reader, doing, exists, []).await?.is_none() {
            return Ok(None);
        }
        let row = self.query_one(&self.reader, doing, "SELECT version FROM cache_layout", []).await?;
        Ok(row.map(|row| Cells(&row).int(0)).transpose()?)
    }
}
