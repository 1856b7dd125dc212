//! Settings of publishing.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Settings of publishing. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishConfig {
    /// The address of the game's database.
    pub url: String,
    /// Seconds to wait for a lock there.
    pub lock_timeout_s: u64,
    /// Seconds that one statement may take there.
    pub statement_timeout_s: u64,
    /// The folder of published files; empty for the one in the data folder.
    pub dir: PathBuf,
    /// How many publishes of each target keep what stood there before.
    pub keep: usize,
    /// Source types that are always crawled again.
    pub recrawled: Vec<String>,
}

/// The variable that names the game's database, beside `EMAKI_PUBLISH__URL`.
pub const VARIABLE: &str = "EMAKI_PUBLISH_URL";

/// What that variable says; none where it is unset or empty.
pub fn variable() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}
