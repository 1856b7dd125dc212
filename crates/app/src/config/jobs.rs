//! Settings of jobs and of refreshing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Settings of jobs. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobsConfig {
    /// How many jobs a worker runs at once.
    pub at_once: usize,
    /// How long a lease lasts that is not renewed, in milliseconds.
    pub lease_ms: u64,
    /// How often an idle worker looks for jobs, in milliseconds.
    pub poll_ms: u64,
    /// How many ended jobs are remembered.
    pub keep: u32,
    /// How many jobs of a kind may wait.
    pub most_waiting: u64,
}

/// Settings of refreshing. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefreshConfig {
    /// Whether workers refresh anything by themselves.
    pub enabled: bool,
    /// Seconds between two looks for what is due.
    pub every_s: u64,
    /// The share of what a source allows that refreshing may use, 0 to 1.
    pub share: f64,
    /// How many works of those that are asked for most are refreshed.
    pub most_asked: usize,
    /// How many of those that are airing now, the most popular first.
    pub airing: usize,
    /// The age at which each policy asks again, in seconds; 0 turns it off.
    pub max_age_s: BTreeMap<String, u64>,
}
