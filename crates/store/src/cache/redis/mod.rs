//! The cache on Redis. What has to be atomic is a script that runs there.
//!
//! Times are the caller's, so nothing here lets Redis expire an entry by its own clock, except for a safety
//! a day beyond the entry's end, for entries that no `evict` ever came for.

mod entries;
mod leases;
mod pace;
mod scripts;

use std::{fmt, time::Duration};

use model::Instant;
use redis::{
    Client, ErrorKind, FromRedisValue, RedisError, ScriptInvocation,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use sea_orm_migration::async_trait::async_trait;

use super::{CacheError, engine::CacheEngine};

/// How long a connection may take, and then an answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// The safety beyond an entry's or a lease's end.
const DAY_MS: i64 = 86_400_000;
/// No safety is longer than ten years: Redis refuses times that its clock cannot hold.
const LONGEST_MS: i64 = 3_650 * DAY_MS;

/// A Redis server that holds the cache under a prefix of its own.
pub(crate) struct RedisEngine {
    connection: ConnectionManager,
    prefix: String,
}

impl fmt::Debug for RedisEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisEngine").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

#[async_trait]
impl CacheEngine for RedisEngine {
    async fn ping(&self) -> Result<(), CacheError> {
        self.ask("asking for a sign of life", &redis::cmd("PING")).await
    }

    async fn close(&self) {
        // The connection closes with the last of its clones.
    }
}

impl RedisEngine {
    /// What it is called in messages.
    pub const NAME: &'static str = "Redis";

    /// Connects to `redis://…` or `rediss://…`.
    pub async fn open(url: &str, prefix: &str) -> Result<Self, CacheError> {
        let failed = |error| failed("connecting", error);
        let client = Client::open(url).map_err(failed)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_with_config(client, config).await.map_err(failed)?;
        Ok(Self { connection, prefix: prefix.to_owned() })
    }

    /// Runs one command.
    async fn ask<T: FromRedisValue>(&self, doing: &'static str, cmd: &redis::Cmd) -> Result<T, CacheError> {
        cmd.query_async(&mut self.connection.clone()).await.map_err(|error| failed(doing, error))
    }

    /// Runs a script; one that the server does not know yet is sent there first.
    async fn run<T: FromRedisValue>(
        &self,
        doing: &'static str,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, CacheError> {
        script.invoke_async(&mut self.connection.clone()).await.map_err(|error| failed(doing, error))
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// Sorts a failure into one of the kinds.
fn failed(doing: &'static str, error: RedisError) -> CacheError {
    let is_loading = error.code().is_some_and(|code| matches!(code, "LOADING" | "BUSY" | "MASTERDOWN"));
    let is_unreachable = error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_connection_refusal()
        || is_loading;
    match error.kind() {
        _ if is_unreachable => CacheError::Unreachable { engine: RedisEngine::NAME, source: error.into() },
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => CacheError::Damaged(error.to_string()),
        _ => CacheError::Failed { doing, source: error.into() },
    }
}

/// How long Redis keeps what ends at an instant, in milliseconds of its own clock.
fn time_to_live(now: Instant, end: Instant) -> i64 {
    let left = end.as_micros().saturating_sub(now.as_micros()).max(0) / 1000;
    left.saturating_add(DAY_MS).min(LONGEST_MS)
}

/// A number out of an answer's text.
fn number(text: &str) -> Result<i64, CacheError> {
    text.parse().map_err(|_| CacheError::Damaged(format!("`{text}` is no number")))
}
