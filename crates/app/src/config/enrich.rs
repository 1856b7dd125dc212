//! Settings of enriching.

use gather::Level;
use serde::{Deserialize, Serialize};

/// How works are enriched. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrichConfig {
    /// How much is asked where nobody says so.
    pub level: Level,
    /// Works that are enriched at once.
    pub workers: usize,
    /// Seconds that one source is waited for.
    pub patience_s: u64,
    /// The most pages of one list that are asked for.
    pub list_pages: usize,
    /// The least probability at which a hit of a search counts as proven, 0 to 1.
    pub agreement: f64,
}
