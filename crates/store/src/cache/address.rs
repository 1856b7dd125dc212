//! Addresses: which engine one names, and how that is opened.

use std::sync::Arc;

use super::{CacheError, engine::CacheEngine, redis::RedisEngine, sql::SqlEngine};
use crate::Engine;

/// What the keys of a Redis begin with unless its address says `?prefix=`.
const REDIS_PREFIX: &str = "emaki:cache:";

/// Where it lies. Has no `Debug` of its own, because an address may hold a password.
pub(super) enum Address {
    File(String),
    Postgres(String),
    Redis { url: String, prefix: String },
}

impl Address {
    pub fn parse(url: &str) -> Result<Self, CacheError> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => Ok(Self::File(crate::engine::sqlite_path(url).to_owned())),
            "postgres" | "postgresql" => Ok(Self::Postgres(url.to_owned())),
            "redis" | "rediss" => {
                let (url, options) = url.split_once('?').unwrap_or((url, ""));
                let (ours, theirs): (Vec<&str>, Vec<&str>) = options
                    .split('&')
                    .filter(|option| !option.is_empty())
                    .partition(|option| option.starts_with("prefix="));
                let prefix = ours.first().map_or(REDIS_PREFIX, |option| &option["prefix=".len()..]);
                let options =
                    if theirs.is_empty() { String::new() } else { format!("?{}", theirs.join("&")) };
                Ok(Self::Redis { url: format!("{url}{options}"), prefix: prefix.to_owned() })
            }
            other => Err(CacheError::Address { scheme: other.chars().take(20).collect() }),
        }
    }

    /// `SQLite`, `PostgreSQL` or `Redis`.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::File(_) => Engine::Sqlite.name(),
            Self::Postgres(_) => Engine::Postgres.name(),
            Self::Redis { .. } => RedisEngine::NAME,
        }
    }

    /// Goes there, and makes what is missing.
    pub async fn connect(&self) -> Result<Arc<dyn CacheEngine>, CacheError> {
        Ok(match self {
            Self::File(path) => Arc::new(SqlEngine::open_file(path).await?),
            Self::Postgres(url) => Arc::new(SqlEngine::open_server(url).await?),
            Self::Redis { url, prefix } => Arc::new(RedisEngine::open(url, prefix).await?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_taken_out_of_the_address() {
        let parsed = |url: &str| match Address::parse(url) {
            Ok(Address::Redis { url, prefix }) => (url, prefix),
            _ => unreachable!("it is a Redis"),
        };
        let expected = ("redis://h/1?protocol=resp3".to_owned(), "t:".to_owned());
        assert_eq!(parsed("redis://h/1?prefix=t:&protocol=resp3"), expected);
        assert_eq!(parsed("redis://h"), ("redis://h".to_owned(), REDIS_PREFIX.to_owned()));
    }
}
