//! The `Cache`: what callers see, over whichever engine its address names.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use model::Instant;

use super::{
    CacheError, ClearFilter, Entry, Evicted, Key, Learned, Lease, Limit, ListFilter, Listed, PaceAsk,
    Reservation, SourceStats, address::Address, body, engine::CacheEngine, fuse::Fuse, pace::later,
};

/// How long a call may take that a request waits for.
const CALL_LIMIT: Duration = Duration::from_millis(2_500);
/// How long lists and clearing may take.
const UPKEEP_LIMIT: Duration = Duration::from_mins(1);
/// How far behind an entry's note of its last use may lie. A write at every read would cost more than a
/// finer order of eviction gains.
const TOUCH_AFTER: Duration = Duration::from_hours(1);

/// The shared cache of an installation, on a file, a PostgreSQL or a Redis. Cheap to clone.
///
/// Every call errs within three seconds, lists and clearing within a minute, and the caller then goes on
/// without the cache. After a call that reached nobody, calls err at once for half a second.
#[derive(Debug, Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    address: Address,
    /// `None` until the first call, and after damage.
    engine: RwLock<Option<Arc<dyn CacheEngine>>>,
    /// Held by whoever opens it.
    opening: tokio::sync::Mutex<()>,
    fuse: Fuse,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("engine", &self.address.engine()).finish_non_exhaustive()
    }
}

impl Cache {
    /// Opens `sqlite:<path>`, `postgres://…` or `redis://…` (`rediss://…` with TLS), and makes what is
    /// missing there. A file that is damaged is put aside, with a warning, and made anew.
    pub async fn open(url: &str) -> Result<Self, CacheError> {
        let cache = Self::lazy(url)?;
        cache.ping().await?;
        Ok(cache)
    }

    /// Like [`Cache::open`], but goes there only with the first call; while nobody answers, calls err and
    /// later ones try again. Fails only for an address that it does not understand.
    pub fn lazy(url: &str) -> Result<Self, CacheError> {
        let address = Address::parse(url)?;
        Ok(Self(Arc::new(Inner {
            address,
            engine: RwLock::default(),
            opening: tokio::sync::Mutex::default(),
            fuse: Fuse::new(),
        })))
    }

    /// `SQLite`, `PostgreSQL` or `Redis`.
    pub fn engine_name(&self) -> &'static str {
        self.0.address.engine()
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), CacheError> {
        self.call("opening it", CALL_LIMIT, async { self.engine().await?.ping().await }).await
    }

    /// The entry under a key, unless its `keep_until` has come. One whose bytes are not those that were
    /// stored is dropped, with a warning.
    pub async fn get(&self, key: &Key, now: Instant) -> Result<Option<Entry>, CacheError> {
        let stored =
            self.call("reading an entry", CALL_LIMIT, async { self.engine().await?.get(key).await }).await;
        let stored = match stored {
            // A row that cannot even be read as one is no better than one with a wrong hash.
            Err(CacheError::Damaged(_)) if self.remove(key).await.is_ok() => {
                body::warn_of_damage(key, "");
                return Ok(None);
            }
            stored => stored?,
        };
        let Some(stored) = stored.filter(|stored| stored.entry.keep_until > now) else { return Ok(None) };
        let is_old = later(stored.used_at, TOUCH_AFTER) <= now;
        let url = stored.entry.url.clone();
        let Some(entry) = body::unpack(stored).await? else {
            body::warn_of_damage(key, &url);
            let _ = self.remove(key).await;
            return Ok(None);
        };
        if is_old && let Err(error) = self.touch(key, now).await {
            tracing::debug!(%error, "an entry's use could not be noted");
        }
        Ok(Some(entry))
    }

    /// Stores an entry, or replaces the one with the same key.
    pub async fn put(&self, entry: &Entry, now: Instant) -> Result<(), CacheError> {
        let stored = body::pack(entry, now).await?;
        self.call("storing an entry", CALL_LIMIT, async { self.engine().await?.put(stored, now).await }).await
    }

    /// Drops an entry; whether there was one.
    pub async fn remove(&self, key: &Key) -> Result<bool, CacheError> {
        let filter = ClearFilter { key: Some(*key), ..ClearFilter::default() };
        let call =
            self.call("dropping an entry", CALL_LIMIT, async { self.engine().await?.clear(&filter).await });
        Ok(call.await? > 0)
    }

    /// Notes that an entry was used, as `get` does by itself once an hour.
    pub async fn touch(&self, key: &Key, now: Instant) -> Result<(), CacheError> {
        self.call("noting a use", CALL_LIMIT, async { self.engine().await?.touch(key, now).await }).await
    }

    /// What is held of each source, by name. Entries past their time count until they are evicted.
    pub async fn stats(&self) -> Result<Vec<SourceStats>, CacheError> {
        self.call("counting entries", UPKEEP_LIMIT, async { self.engine().await?.stats().await }).await
    }

    /// Entries by time kept, newest first; [`Listed::place`] of the last is where the next part begins.
    pub async fn list(&self, filter: &ListFilter) -> Result<Vec<Listed>, CacheError> {
        self.call("listing entries", UPKEEP_LIMIT, async { self.engine().await?.list(filter).await }).await
    }

    /// Drops entries; gives how many.
    pub async fn clear(&self, filter: &ClearFilter) -> Result<u64, CacheError> {
        self.call("dropping entries", UPKEEP_LIMIT, async { self.engine().await?.clear(filter).await }).await
    }

    /// Drops what is past its time, and then what was used longest ago until the rest takes no more than
    /// `max_bytes`, as `bytes_stored` counts. Also forgets leases and claims whose time is long over.
    pub async fn evict(&self, max_bytes: u64, now: Instant) -> Result<Evicted, CacheError> {
        self.call("making room", UPKEEP_LIMIT, async { self.engine().await?.evict(max_bytes, now).await })
            .await
    }

    /// Takes a lease that nobody has at `now`, or renews one's own. Of all that ask at once, one gets it.
    pub async fn lease(
        &self,
        name: &str,
        owner: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Lease, CacheError> {
        let doing = "taking a lease";
        self.call(doing, CALL_LIMIT, async { self.engine().await?.lease(name, owner, now, until).await })
            .await
    }

    /// Gives a lease back before its time; `false` when it was not this owner's.
    pub async fn release(&self, name: &str, owner: &str) -> Result<bool, CacheError> {
        let doing = "giving a lease back";
        self.call(doing, CALL_LIMIT, async { self.engine().await?.release(name, owner).await }).await
    }

    /// Notes a request in all logs of the ask, or says until when to wait: atomic over all processes.
    ///
    /// Limits learned for a log hold beside those of the ask, and so does its pause. An interactive
    /// request that has to wait leaves a claim, so that background requests leave room for it until it
    /// is three seconds overdue.
    pub async fn reserve(&self, ask: &PaceAsk) -> Result<Reservation, CacheError> {
        let ask = ask.normal();
        self.call("reserving a request", CALL_LIMIT, async { self.engine().await?.reserve(&ask).await }).await
    }

    /// Takes back the claims of an interactive request that waits no longer. Without it the background
    /// finds out by itself, a little later.
    pub async fn withdraw(&self, logs: &[String], wanted_by: &str) -> Result<(), CacheError> {
        let doing = "withdrawing a claim";
        self.call(doing, CALL_LIMIT, async { self.engine().await?.withdraw(logs, wanted_by).await }).await
    }

    /// Holds all requests of a log until an instant, in all processes; never shortens a pause.
    pub async fn pause(&self, name: &str, until: Instant) -> Result<(), CacheError> {
        self.call("noting a pause", CALL_LIMIT, async { self.engine().await?.pause(name, until).await }).await
    }

    /// Until when a log is or was paused.
    pub async fn paused_until(&self, name: &str) -> Result<Option<Instant>, CacheError> {
        self.call("reading a pause", CALL_LIMIT, async { self.engine().await?.paused_until(name).await })
            .await
    }

    /// Learns a limit that an answer told for a log; gives what holds now over that window. See
    /// [`Learned::after`] for the rule.
    pub async fn learn(&self, name: &str, said: Limit, now: Instant) -> Result<Learned, CacheError> {
        self.call("learning a limit", CALL_LIMIT, async { self.engine().await?.learn(name, said, now).await })
            .await
    }

    /// All limits learned for a log, by window.
    pub async fn learned(&self, name: &str) -> Result<Vec<Learned>, CacheError> {
        self.call("reading limits", CALL_LIMIT, async { self.engine().await?.learned(name).await }).await
    }

    /// Ends all connections; SQLite then folds its log into the file.
    pub async fn close(&self) {
        if let Some(engine) = self.0.opened() {
            engine.close().await;
        }
    }

    /// Makes a call within its time, and keeps account of whether anybody answers.
    async fn call<T>(
        &self,
        doing: &'static str,
        limit: Duration,
        work: impl Future<Output = Result<T, CacheError>>,
    ) -> Result<T, CacheError> {
        let inner = &*self.0;
        if inner.fuse.is_blown() {
            return Err(CacheError::Resting { engine: inner.address.engine() });
        }
        let outcome = tokio::time::timeout(limit, work).await;
        let limit_ms = limit.as_millis() as u64;
        let outcome = outcome.unwrap_or(Err(CacheError::TimedOut { doing, limit_ms }));
        match &outcome {
            Err(error) if error.is_unreachable() => inner.fuse.blow(),
            // Opened anew, a file that is damaged or was put aside is replaced.
            Err(CacheError::Damaged(_)) => inner.forget(),
            _ => inner.fuse.mend(),
        }
        outcome
    }

    async fn engine(&self) -> Result<Arc<dyn CacheEngine>, CacheError> {
        let inner = &*self.0;
        if let Some(engine) = inner.opened() {
            return Ok(engine);
        }
        let _turn = inner.opening.lock().await;
        if let Some(engine) = inner.opened() {
            return Ok(engine);
        }
        let engine = inner.address.connect().await?;
        *inner.engine.write().unwrap_or_else(PoisonError::into_inner) = Some(engine.clone());
        Ok(engine)
    }
}

impl Inner {
    fn opened(&self) -> Option<Arc<dyn CacheEngine>> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self) {
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_address_is_refused_without_repeating_it() {
        let refused = Cache::lazy("mysql://user:secret@host/db").expect_err("not spoken");
        assert!(!refused.to_string().contains("secret"), "{refused}");
    }

    #[test]
    fn nothing_prints_a_password() {
        let cache = Cache::lazy("redis://:secret@127.0.0.1:1/").expect("an address");
        assert!(!format!("{cache:?}").contains("secret"), "{cache:?}");
    }
}
