//! The installation's cache of answers: what it holds, how long, and clearing it.

use std::time::Duration;

use model::Instant;
use serde::Serialize;
use store::cache::{Cache, ClearFilter, Key, ListFilter};

use crate::{App, AppError, ErrorCode};

/// What the cache holds.
#[derive(Debug, Clone, Serialize)]
pub struct CacheStats {
    /// `SQLite`, `PostgreSQL` or `Redis`.
    pub engine: &'static str,
    /// Entries in all.
    pub entries: u64,
    /// Bytes as stored.
    pub bytes: u64,
    /// Bytes unpacked.
    pub bytes_plain: u64,
    /// The bound on bytes as stored.
    pub max_bytes: u64,
    /// By source.
    pub sources: Vec<CachedSource>,
}

/// What the cache holds of one source.
#[derive(Debug, Clone, Serialize)]
pub struct CachedSource {
    /// The source.
    pub source: String,
    /// Its entries.
    pub entries: u64,
    /// Bytes as stored.
    pub bytes: u64,
    /// Bytes unpacked.
    pub bytes_plain: u64,
    /// When the oldest was kept.
    pub oldest: Instant,
    /// When the newest was kept.
    pub newest: Instant,
}

/// One entry.
#[derive(Debug, Clone, Serialize)]
pub struct CachedAnswer {
    /// Its key.
    pub key: String,
    /// The source.
    pub source: String,
    /// The endpoint.
    pub endpoint: String,
    /// The address, without secrets.
    pub url: String,
    /// When it was kept.
    pub stored_at: Instant,
    /// Until when it is given without asking.
    pub fresh_until: Instant,
    /// Seconds until then; 0 when that has passed.
    pub ttl_s: u64,
    /// Until when it may be given should the source fail.
    pub keep_until: Instant,
    /// Bytes as stored.
    pub bytes: u64,
    /// Whether it is one user's own.
    pub private: bool,
}

impl App {
    /// What the cache holds, by source.
    pub async fn cache_stats(&self) -> Result<CacheStats, AppError> {
        let cache = self.cache()?;
        let sources: Vec<CachedSource> = cache
            .stats()
            .await?
            .into_iter()
            .map(|stats| CachedSource {
                source: stats.source,
                entries: stats.entries,
                bytes: stats.bytes_stored,
                bytes_plain: stats.bytes_plain,
                oldest: stats.oldest,
                newest: stats.newest,
            })
            .collect();
        Ok(CacheStats {
            engine: cache.engine_name(),
            entries: sources.iter().map(|source| source.entries).sum(),
            bytes: sources.iter().map(|source| source.bytes).sum(),
            bytes_plain: sources.iter().map(|source| source.bytes_plain).sum(),
            max_bytes: self.config().http.cache_bytes,
            sources,
        })
    }

    /// Entries, the newest first: of a source, or whose address begins so.
    pub async fn cache_list(
        &self,
        source: Option<&str>,
        url: Option<&str>,
        limit: u32,
    ) -> Result<Vec<CachedAnswer>, AppError> {
        let filter = ListFilter {
            source: source.map(str::to_owned),
            url_prefix: url.map(str::to_owned),
            limit,
            after: None,
        };
        let now = self.now();
        let listed = self.cache()?.list(&filter).await?;
        Ok(listed
            .into_iter()
            .map(|entry| CachedAnswer {
                key: entry.key.hex(),
                source: entry.source,
                endpoint: entry.endpoint,
                url: entry.url,
                stored_at: entry.stored_at,
                fresh_until: entry.fresh_until,
                ttl_s: sources::http::clock::between(now, entry.fresh_until).as_secs(),
                keep_until: entry.keep_until,
                bytes: entry.bytes,
                private: entry.private,
            })
            .collect())
    }

    /// Takes entries out: of a source, older than so long, or one by its key; all of them when nothing is
    /// said. Gives their number.
    ///
    /// # Errors
    /// `invalid_parameter` when the key is none.
    pub async fn cache_clear(
        &self,
        source: Option<&str>,
        older_than: Option<Duration>,
        key: Option<&str>,
    ) -> Result<u64, AppError> {
        let key = key.map(|text| {
            Key::parse(text).ok_or_else(|| {
                AppError::invalid_parameter("key", format!("`{text}` is no key; a key is 64 hex digits"))
                    .hint("`emaki cache list` shows them")
            })
        });
        let before = |age: Duration| {
            Instant::from_micros(
                self.now().as_micros().saturating_sub(i64::try_from(age.as_micros()).unwrap_or(i64::MAX)),
            )
        };
        let filter = ClearFilter {
            source: source.map(str::to_owned),
            older_than: older_than.map(before),
            key: key.transpose()?,
        };
        Ok(self.cache()?.clear(&filter).await?)
    }

    pub(crate) fn cache(&self) -> Result<&Cache, AppError> {
        self.sources().fetcher().cache().ok_or_else(|| {
            AppError::new(ErrorCode::NotConfigured, "the cache is turned off")
                .hint("`cache = true` under [http] turns it on")
        })
    }
}

impl From<store::cache::CacheError> for AppError {
    fn from(error: store::cache::CacheError) -> Self {
        let message = error.to_string();
        let code = if error.is_damaged() {
            ErrorCode::Damaged
        } else if error.is_transient() {
            ErrorCode::Busy
        } else {
            ErrorCode::NotConfigured
        };
        Self::new(code, message)
            .caused_by(error)
            .hint("is the engine up, and EMAKI_CACHE_URL right? Requests go on without it")
    }
}
