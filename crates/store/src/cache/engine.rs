//! The contract that every engine of the cache fulfills; `tests/it/cache` proves it on all three.
//!
//! Every call is atomic over all processes, except that `clear` and `evict` drop some entries at a time,
//! so that nobody waits long for them. `now` is always the caller's time.

use std::fmt::Debug;

use model::Instant;
use sea_orm_migration::async_trait::async_trait;

use super::{
    CacheError, ClearFilter, Evicted, Key, Learned, Lease, Limit, ListFilter, Listed, PaceAsk, Reservation,
    SourceStats, body::Stored,
};

/// Where the cache lies.
#[async_trait]
pub(crate) trait CacheEngine: Entries + Leases + Pace + Debug + Send + Sync {
    /// Whether it answers.
    async fn ping(&self) -> Result<(), CacheError>;
    /// Ends its connections.
    async fn close(&self);
}

/// Kept answers.
#[async_trait]
pub(crate) trait Entries {
    /// The entry as stored, whatever its times say.
    async fn get(&self, key: &Key) -> Result<Option<Stored>, CacheError>;
    /// Stores it, or replaces the one with the same key.
    async fn put(&self, stored: Stored, now: Instant) -> Result<(), CacheError>;
    /// Notes that it was used; an entry that is gone is nothing to fail for.
    async fn touch(&self, key: &Key, now: Instant) -> Result<(), CacheError>;
    /// What is held of each source, by name.
    async fn stats(&self) -> Result<Vec<SourceStats>, CacheError>;
    /// Entries by time kept, newest first.
    async fn list(&self, filter: &ListFilter) -> Result<Vec<Listed>, CacheError>;
    /// Drops entries; gives how many.
    async fn clear(&self, filter: &ClearFilter) -> Result<u64, CacheError>;
    /// Drops what is past its time, then what was used longest ago until the rest fits.
    async fn evict(&self, max_bytes: u64, now: Instant) -> Result<Evicted, CacheError>;
}

/// Who does a thing that only one should do.
#[async_trait]
pub(crate) trait Leases {
    /// Takes or renews a lease.
    async fn lease(&self, name: &str, owner: &str, now: Instant, until: Instant)
    -> Result<Lease, CacheError>;
    /// Gives a lease back; whether it was this owner's.
    async fn release(&self, name: &str, owner: &str) -> Result<bool, CacheError>;
}

/// Logs of requests, and what holds them up.
#[async_trait]
pub(crate) trait Pace {
    /// Notes a request in all logs of the ask, or says until when to wait. The ask is a normal one.
    async fn reserve(&self, ask: &PaceAsk) -> Result<Reservation, CacheError>;
    /// Forgets that someone waits.
    async fn withdraw(&self, logs: &[String], wanted_by: &str) -> Result<(), CacheError>;
    /// Lets nobody through before `until`; never earlier than a pause that is there.
    async fn pause(&self, name: &str, until: Instant) -> Result<(), CacheError>;
    /// The latest end of a pause, over or not.
    async fn paused_until(&self, name: &str) -> Result<Option<Instant>, CacheError>;
    /// Learns a limit; gives the one that holds now.
    async fn learn(&self, name: &str, said: Limit, now: Instant) -> Result<Learned, CacheError>;
    /// All limits learned, by window.
    async fn learned(&self, name: &str) -> Result<Vec<Learned>, CacheError>;
}
