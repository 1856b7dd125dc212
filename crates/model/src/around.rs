//! What stands around a work in a record: where it is shown, its films and songs, what users say.

use serde::{Deserialize, Serialize};

use crate::{ExternalId, FuzzyDate, Instant, word::words};

/// A place where a work may be watched or read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// The service's name.
    pub name: String,
    /// The work's page there.
    #[serde(default)]
    pub url: Option<String>,
    /// Languages of the sound, as BCP 47 tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dubs: Vec<String>,
    /// Languages of the subtitles, as BCP 47 tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subs: Vec<String>,
    /// Countries where it is shown, as ISO 3166 codes; empty when the source does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Whether it costs nothing, when the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
    /// Whether it takes a subscription, when the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium: Option<bool>,
}

/// A film about a work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Where it is.
    pub url: String,
    /// Its name.
    #[serde(default)]
    pub title: Option<String>,
    /// A still of it.
    #[serde(default)]
    pub thumbnail: Option<String>,
}

/// A song that opens or ends episodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Song {
    /// Where it is heard.
    #[serde(default)]
    pub kind: SongKind,
    /// Its name.
    pub title: String,
    /// Who performs it.
    #[serde(default)]
    pub artist: Option<String>,
    /// The episodes, in the source's words: `1-12`.
    #[serde(default)]
    pub episodes: Option<String>,
}

words! {
    /// Where a song is heard.
    #[derive(Default)]
    pub enum SongKind {
        /// At the begin.
        #[default]
        Opening = "OPENING",
        /// At the end.
        Ending = "ENDING",
        /// In between.
        Insert = "INSERT",
    }
}

/// Another work that users recommend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The other work.
    pub external_id: ExternalId,
    /// Its title, when the source names it.
    #[serde(default)]
    pub title: Option<String>,
    /// How many users said so, when the source counts them; may be negative where users vote it down.
    #[serde(default)]
    pub votes: Option<i64>,
}

/// What a user noted about a work on a list of theirs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEntry {
    /// How far the user is.
    #[serde(default)]
    pub status: ListStatus,
    /// The user's verdict from 0 to 10; `None` when there is none.
    #[serde(default)]
    pub score: Option<f64>,
    /// Episodes watched or chapters read.
    #[serde(default)]
    pub progress: Option<u32>,
    /// Whether the user is at it again.
    #[serde(default)]
    pub repeating: bool,
    /// When the user began.
    #[serde(default)]
    pub started: Option<FuzzyDate>,
    /// When the user finished.
    #[serde(default)]
    pub finished: Option<FuzzyDate>,
    /// When the entry changed last.
    #[serde(default)]
    pub updated_at: Option<Instant>,
    /// The user's own words.
    #[serde(default)]
    pub notes: Option<String>,
}

words! {
    /// How far a user is with a work.
    #[derive(Default)]
    pub enum ListStatus {
        /// Being watched or read.
        Current = "CURRENT",
        /// Done.
        Completed = "COMPLETED",
        /// Paused.
        OnHold = "ON_HOLD",
        /// Given up.
        Dropped = "DROPPED",
        /// For later.
        Planned = "PLANNED",
        /// The source did not say.
        #[default]
        Unknown = "UNKNOWN",
    }
}
