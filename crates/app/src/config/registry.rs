//! Settings of registries.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Settings of registries. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryConfig {
    /// The folder of the mirror; empty for none.
    pub mirror: PathBuf,
    /// How many replaced files the mirror keeps, of each kind.
    pub mirror_backups: usize,
    /// Whether every import ends with matching.
    pub match_after_import: bool,
}
