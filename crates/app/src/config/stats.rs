//! Settings of stats.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Settings of stats.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatsConfig {
    /// A team's own archetypes; empty for those that come with the program.
    pub archetypes: PathBuf,
}
