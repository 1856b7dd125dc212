//! PostgreSQL: how the cache's connections differ from the catalog's.

use std::{str::FromStr, time::Duration};

use sea_orm::{DbErr, RuntimeErr, SqlxPostgresConnector};
use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::SqlEngine;
use crate::{Engine, cache::CacheError};

/// How long a call waits for a connection or a lock: less than a whole call may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The server's settings for our connections.
///
/// A commit need not reach the disk, because all that is lost is fetched again. Tables grow faster than
/// the server learns of their size, and every query here has its index, so plans do not go by statistics.
const SETTINGS: [(&str, &str); 4] = [
    ("client_min_messages", "warning"),
    ("enable_seqscan", "off"),
    ("lock_timeout", "2000"),
    ("synchronous_commit", "off"),
];

impl SqlEngine {
    /// Opens a pool at `postgres://…` and makes the tables.
    pub async fn open_server(url: &str) -> Result<Self, CacheError> {
        let engine = Engine::Postgres;
        let unreachable = |cause: sqlx::Error| CacheError::Unreachable {
            engine: engine.name(),
            source: DbErr::Conn(RuntimeErr::SqlxError(cause.into())).into(),
        };
        let options = PgConnectOptions::from_str(url).map_err(unreachable)?;
        let options = options.application_name("emaki cache").options(SETTINGS).disable_statement_logging();
        let pool =
            PgPoolOptions::new().max_connections(6).acquire_timeout(PATIENCE).test_before_acquire(false);
        let pool = pool.connect_with(options).await.map_err(unreachable)?;
        let writer = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let opened = Self { engine, reader: writer.clone(), writer, file: None };
        opened.make_tables().await?;
        Ok(opened)
    }
}
