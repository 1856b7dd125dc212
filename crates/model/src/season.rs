//! The four seasons of a broadcast year.

use serde::{Deserialize, Serialize};

use crate::FuzzyDate;

/// A quarter of the broadcast year; winter begins in January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Season {
    /// January to March.
    Winter,
    /// April to June.
    Spring,
    /// July to September.
    Summer,
    /// October to December.
    Fall,
}

impl Season {
    /// All four, from winter.
    pub const ALL: [Self; 4] = [Self::Winter, Self::Spring, Self::Summer, Self::Fall];

    /// The word as the field writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Winter => "WINTER",
            Self::Spring => "SPRING",
            Self::Summer => "SUMMER",
            Self::Fall => "FALL",
        }
    }

    /// Reads the field's word, `autumn` included; `None` for `UNDEFINED` and the rest.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_ascii_uppercase().as_str() {
            "WINTER" => Some(Self::Winter),
            "SPRING" => Some(Self::Spring),
            "SUMMER" => Some(Self::Summer),
            "FALL" | "AUTUMN" => Some(Self::Fall),
            _ => None,
        }
    }

    /// The season a known month lies in.
    pub fn of(date: FuzzyDate) -> Option<Self> {
        let month = usize::try_from(date.month()?).ok()?;
        Self::ALL.get((month - 1) / 3).copied()
    }
}

impl std::fmt::Display for Season {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A season of a year: `2013-SPRING`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct YearSeason {
    /// The year, 1850 to 2150.
    pub year: i16,
    /// The quarter.
    pub season: Season,
}
