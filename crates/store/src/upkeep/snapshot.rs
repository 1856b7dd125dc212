//! One state of the whole database, read row by row however large it is.

use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use sea_orm::{DbErr, QueryResult, RuntimeErr};
use sqlx::{AssertSqlSafe, Executor, Postgres, Sqlite, Transaction};

use crate::{Engine, Store, StoreError, error::doing};

/// A reading transaction on a connection of its own; writers go on meanwhile and are not seen.
pub(super) enum Snapshot {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Snapshot {
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        let what = "opening a snapshot";
        match store.engine {
            Engine::Sqlite => {
                let pool = store.db.get_sqlite_connection_pool();
                Ok(Self::Sqlite(pool.begin().await.map_err(failed).map_err(doing(what))?))
            }
            Engine::Postgres => {
                let pool = store.db.get_postgres_connection_pool();
                let mut tx = pool.begin().await.map_err(failed).map_err(doing(what))?;
                // A snapshot reads whole tables, for which the plans of the store's other statements
                // would be the wrong ones.
                for setting in [
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    "SET LOCAL join_collapse_limit = 8",
                    "SET LOCAL enable_seqscan = on",
                    "SET LOCAL enable_hashjoin = on",
                    "SET LOCAL enable_mergejoin = on",
                ] {
                    tx.execute(setting).await.map_err(failed).map_err(doing(what))?;
                }
                Ok(Self::Postgres(tx))
            }
        }
    }

    /// The rows of a query as they come.
    pub fn rows<'a>(
        &'a mut self,
        what: &'static str,
        query: &str,
    ) -> BoxStream<'a, Result<QueryResult, StoreError>> {
        let query = AssertSqlSafe(query.to_owned());
        let rows = match self {
            Self::Sqlite(tx) => sqlx::query(query).fetch(&mut **tx).map_ok(QueryResult::from).boxed(),
            Self::Postgres(tx) => sqlx::query(query).fetch(&mut **tx).map_ok(QueryResult::from).boxed(),
        };
        rows.map_err(move |error| doing(what)(failed(error))).boxed()
    }

    /// All rows of a query with a short answer.
    pub async fn all(&mut self, what: &'static str, query: &str) -> Result<Vec<QueryResult>, StoreError> {
        self.rows(what, query).try_collect().await
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
