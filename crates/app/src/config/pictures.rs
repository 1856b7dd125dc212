//! Settings of pictures.

use serde::{Deserialize, Serialize};

/// How pictures are fetched and what is too much. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PicturesConfig {
    /// Requests a second to one host, 0.01 to 1000.
    pub requests_per_second: f64,
    /// Hosts that are asked at once.
    pub hosts_at_once: usize,
    /// The longest file, in bytes.
    pub max_bytes: usize,
    /// The largest picture, width times height.
    pub max_pixels: u64,
    /// The longer side of the small copies, in pixels.
    pub thumbnail_side: u32,
}
