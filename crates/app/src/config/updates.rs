//! Settings of updates of datasets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Settings of updates. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdatesConfig {
    /// Whether workers look for new releases by themselves.
    pub enabled: bool,
    /// Days between two looks.
    pub every_days: u32,
    /// Hours until the next look where no address answered.
    pub retry_hours: u32,
    /// The share of its entries that a release may lose without anybody's word, 0 to 1.
    pub max_lost: f64,
    /// How many ids may stand in another entry than before without anybody's word.
    pub max_moved: u64,
    /// The datasets, by name.
    pub datasets: BTreeMap<String, DatasetConfig>,
}

/// A dataset that has new releases now and then.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetConfig {
    /// The format of its files.
    pub format: String,
    /// Where its releases lie, in the order in which they are asked: URLs or paths.
    pub addresses: Vec<String>,
}
