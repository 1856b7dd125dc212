//! Settings of asking sources.

use serde::{Deserialize, Serialize};
use sources::http::Secret;

/// Settings of asking sources.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Whether answers are kept at all.
    pub cache: bool,
    /// What the cache may hold, in bytes as stored.
    pub cache_bytes: u64,
    /// What each process keeps in memory, in bytes.
    pub memory_bytes: u64,
    /// How sources can reach whoever runs this.
    pub contact: String,
    /// The browser for pages that block the plain way.
    pub browser: String,
    /// The store of answers that several installations read.
    pub community: CommunityConfig,
}

/// Settings of the store of answers that several installations read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunityConfig {
    /// Where it is; empty for none.
    pub url: String,
    /// Public keys whose answers are believed.
    pub trusted_keys: Vec<String>,
    /// The secret key to sign with.
    pub signing_key: Option<Secret>,
}
