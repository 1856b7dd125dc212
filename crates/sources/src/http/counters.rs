//! Counts for `/metrics` and listings, since this process started.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use model::SourceId;
use serde::Serialize;

use super::trace::Tier;

/// Everything counted.
#[derive(Debug, Default)]
pub struct Counters {
    tiers: [TierCounters; Tier::ALL.len()],
    sources: Mutex<BTreeMap<SourceId, SourceCounts>>,
}

#[derive(Debug, Default)]
struct TierCounters {
    hits: AtomicU64,
    misses: AtomicU64,
    stale: AtomicU64,
    errors: AtomicU64,
}

/// How often a tier had what was asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TierCounts {
    /// Good answers.
    pub hits: u64,
    /// Nothing good.
    pub misses: u64,
    /// Old answers given because the source failed.
    pub stale: u64,
    /// The tier itself failed.
    pub errors: u64,
}

/// What went on with one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SourceCounts {
    /// Requests that went out.
    pub requests: u64,
    /// Those of them that failed: no answer, or a status of failure.
    pub failures: u64,
    /// Those answered with 429.
    pub rate_limited: u64,
    /// Second and later attempts.
    pub retries: u64,
    /// Requests that joined another's.
    pub joined: u64,
    /// Milliseconds waited for the pace.
    pub waited_ms: u64,
}

impl Counters {
    /// Counts what a tier had.
    pub fn tier(&self, tier: Tier, what: Found) {
        let counts = &self.tiers[tier as usize];
        let counter = match what {
            Found::Hit => &counts.hits,
            Found::Miss => &counts.misses,
            Found::Stale => &counts.stale,
            Found::Error => &counts.errors,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Changes a source's counts.
    pub fn source(&self, source: &SourceId, change: impl FnOnce(&mut SourceCounts)) {
        let mut sources = self.sources.lock().expect("no panic while held");
        change(sources.entry(source.clone()).or_default());
    }

    /// Every tier's counts.
    pub fn tiers(&self) -> Vec<(Tier, TierCounts)> {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Tier::ALL
            .into_iter()
            .map(|tier| {
                let counts = &self.tiers[tier as usize];
                let counts = TierCounts {
                    hits: read(&counts.hits),
                    misses: read(&counts.misses),
                    stale: read(&counts.stale),
                    errors: read(&counts.errors),
                };
                (tier, counts)
            })
            .collect()
    }

    /// Every source's counts.
    pub fn sources(&self) -> Vec<(SourceId, SourceCounts)> {
        let sources = self.sources.lock().expect("no panic while held");
        sources.iter().map(|(source, counts)| (source.clone(), *counts)).collect()
    }
}

/// What a tier had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A good answer.
    Hit,
    /// Nothing good.
    Miss,
    /// An old answer, which was given.
    Stale,
    /// The tier did not answer.
    Error,
}
