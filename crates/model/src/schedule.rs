//! Broadcasts.

use serde::{Deserialize, Serialize};

use crate::{Instant, word::words};

/// One broadcast of one episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Airing {
    /// The episode's number as printed (`12.5`).
    pub episode: String,
    /// When it begins, in UTC.
    pub at: Instant,
    /// The IANA time zone the source speaks in, such as `Asia/Tokyo`.
    pub zone: Option<String>,
    /// In which form it is shown.
    pub kind: AiringKind,
}

words! {
    /// In which form an episode is shown.
    #[derive(Default)]
    pub enum AiringKind {
        /// As first broadcast.
        #[default]
        Raw = "RAW",
        /// With subtitles.
        Sub = "SUB",
        /// Dubbed.
        Dub = "DUB",
    }
}
