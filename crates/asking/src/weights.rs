//! How much each part of a work counts when a plot or a mood is asked for.

use serde::{Deserialize, Serialize};

/// Shares of a narrative score; they need not sum to 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// Themes and moods.
    pub themes: f32,
    /// Genres.
    pub genre: f32,
    /// The words of the synopsis.
    pub synopsis: f32,
    /// The audience's scores.
    pub ratings: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { themes: 40.0, genre: 30.0, synopsis: 20.0, ratings: 10.0 }
    }
}
