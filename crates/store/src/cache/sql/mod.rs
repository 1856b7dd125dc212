//! The cache on SQLite (a file of its own) or PostgreSQL (tables of its own), with one SQL text for both.

mod entries;
mod file;
mod leases;
mod pace;
mod schema;
mod server;
mod upkeep;

use std::path::PathBuf;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait, Value,
};
use sea_orm_migration::async_trait::async_trait;

use super::{CacheError, engine::CacheEngine, error::Trouble};
use crate::{Engine, StoreError, codec::content_id};

/// A database that holds the cache.
#[derive(Debug)]
pub(crate) struct SqlEngine {
    engine: Engine,
    /// Any of several connections.
    reader: DatabaseConnection,
    /// SQLite's one writing connection, so that writers of this process queue up here, in order, and do
    /// not sleep in the file's lock; on PostgreSQL the same as `reader`.
    writer: DatabaseConnection,
    /// SQLite's file.
    file: Option<PathBuf>,
}

#[async_trait]
impl CacheEngine for SqlEngine {
    async fn ping(&self) -> Result<(), CacheError> {
        self.query(&self.reader, "asking for a sign of life", "SELECT 1", []).await.map(|_| ())
    }

    async fn close(&self) {
        // Nobody waits for it, and nothing is lost if it fails.
        let _ = self.writer.close_by_ref().await;
        let _ = self.reader.close_by_ref().await;
    }
}

impl SqlEngine {
    /// Runs one statement with `$1`-style parameters; gives how many rows it touched.
    async fn execute<C: ConnectionTrait>(
        &self,
        db: &C,
        doing: &'static str,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, CacheError> {
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let outcome = db.execute_raw(statement).await.map_err(|error| self.failed(doing, error));
        Ok(outcome?.rows_affected())
    }

    /// All rows of one query.
    async fn query<C: ConnectionTrait>(
        &self,
        db: &C,
        doing: &'static str,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, CacheError> {
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.query_all_raw(statement).await.map_err(|error| self.failed(doing, error))
    }

    /// The first row of one query.
    async fn query_one<C: ConnectionTrait>(
        &self,
        db: &C,
        doing: &'static str,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<QueryResult>, CacheError> {
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.query_one_raw(statement).await.map_err(|error| self.failed(doing, error))
    }

    /// A transaction alone with what `lock` names: on SQLite with everything, by its own lock.
    async fn begin(&self, lock: &[&str]) -> Result<DatabaseTransaction, CacheError> {
        let doing = "waiting for the write lock";
        let options = TransactionOptions {
            // It must not begin with a read, which cannot turn into a write once another has written.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.writer.begin_with_options(options).await.map_err(|error| self.failed(doing, error))?;
        if self.engine == Engine::Postgres {
            for name in lock {
                let number = content_id(format!("emaki cache {name}").as_bytes());
                self.query(&tx, doing, "SELECT pg_advisory_xact_lock($1)", [number.into()]).await?;
            }
        }
        Ok(tx)
    }

    async fn commit(&self, tx: DatabaseTransaction) -> Result<(), CacheError> {
        tx.commit().await.map_err(|error| self.failed("committing", error))
    }

    /// Sorts a failure, and leaves a note beside a file that is damaged, for the next who opens it.
    fn failed(&self, doing: &'static str, error: DbErr) -> CacheError {
        if let Some(path) = &self.file
            && Trouble::of(&error) == Trouble::Damage
        {
            file::note_damage(path);
        }
        CacheError::of_sql(self.engine.name(), doing, error)
    }
}

impl From<StoreError> for CacheError {
    /// What reading a cell gives: a value that does not fit its type.
    fn from(error: StoreError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// `$1,$2,…` for so many values from the given number on.
fn places(from: usize, count: usize) -> String {
    (from..from + count).map(|at| format!("${at}")).collect::<Vec<_>>().join(",")
}
