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

/// The weekly slot of a broadcast, in its own zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broadcast {
    /// The day in English, as `Sunday`.
    #[serde(default)]
    pub day: Option<String>,
    /// The time on the broadcaster's clock, as `17:00`; late nights may read `25:30`.
    #[serde(default)]
    pub time: Option<String>,
    /// The IANA time zone.
    #[serde(default)]
    pub zone: Option<String>,
}

words! {
    /// In which form an episode is shown.
    #[derive(Default)]
    pub enum AiringKind {
        /// As first broadcast.
        #[default]
        Raw = "raw",
        /// With subtitles.
        Sub = "sub",
        /// Dubbed.
        Dub = "dub",
    }
}
