//! When the forms of a work come out, and what holds them up; what a source counts besides the score.

use serde::{Deserialize, Serialize};

use crate::{AiringKind, Instant};

/// The weekly slot of one form of a broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The form.
    pub kind: AiringKind,
    /// The day in English, as `Sunday`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The time on the clock of `zone`, as `17:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The IANA time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// When one form of a work was first shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Premiere {
    /// The form.
    pub kind: AiringKind,
    /// When, in UTC.
    pub at: Instant,
}

/// A break of a broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// The form that is held up.
    pub kind: AiringKind,
    /// What the timetable says, as `Delayed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The first time without it, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// When it goes on, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A page about a work, by the name that a source gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WebLink {
    /// What it is: `Official Site`, `Wikipedia`.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// A place in a ranking among works of a year, a season or a format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextualRank {
    /// The place, from 1.
    pub rank: u32,
    /// What is ranked: `RATED`, `POPULAR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Among works of this format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Among works of this year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// Among works of this season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// Among all works, when the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_time: Option<bool>,
}

/// Means over the scores of many sites, each from 0 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreMeans {
    /// The sum divided by the number.
    pub arithmetic: f64,
    /// The limit of arithmetic and geometric means taken in turn.
    pub arithmetic_geometric: f64,
    /// The middle one.
    pub median: f64,
}
