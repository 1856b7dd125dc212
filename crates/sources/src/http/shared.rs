//! The installation's cache, asked with care: when its engine does not answer, requests go on without it.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
};

use store::cache::{Cache, CacheError};

/// How long an engine that failed is left alone, in milliseconds. Its calls give up by themselves.
const REST_MS: u64 = 5_000;

/// The installation's cache and how it fares.
pub struct Shared {
    cache: Cache,
    opened: tokio::time::Instant,
    /// Milliseconds after `opened` until which the engine is left alone.
    rests_until: AtomicU64,
    failures: AtomicU64,
}

impl Shared {
    /// Wraps a cache.
    pub fn new(cache: Cache) -> Self {
        Self {
            cache,
            opened: tokio::time::Instant::now(),
            rests_until: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        }
    }

    /// Asks the engine; `None` when it fails, takes too long, or failed a moment ago.
    pub async fn call<T, Fut>(&self, ask: impl FnOnce(Cache) -> Fut) -> Option<T>
    where
        Fut: Future<Output = Result<T, CacheError>>,
    {
        if self.is_resting() {
            return None;
        }
        let reason = match ask(self.cache.clone()).await {
            Ok(found) => return Some(found),
            Err(error) => error.to_string(),
        };
        self.failures.fetch_add(1, Ordering::Relaxed);
        let rest =
            u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(REST_MS);
        self.rests_until.store(rest, Ordering::Relaxed);
        tracing::warn!(reason, "the cache's engine does not answer; going on without it: {reason}");
        None
    }

    /// Whether the engine failed a moment ago.
    pub fn is_resting(&self) -> bool {
        self.opened.elapsed().as_millis() < u128::from(self.rests_until.load(Ordering::Relaxed))
    }

    /// How often it failed.
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    /// The cache itself, for listings and upkeep.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }
}
