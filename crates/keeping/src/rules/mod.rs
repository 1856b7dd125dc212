//! Rules that make standard rows of what sources said, and decide which characters are kept at all. Each
//! has an id, and each value names the one that made it.
//!
//! Rules are data where they can be: tables in their own files here, and what an installation adds in
//! [`Rules`]. None of them does I/O.

mod creator;
mod filter;
mod genders;
mod ids;
pub mod json;
mod labels;
mod numbers;
mod rarity;
mod standard;
mod tags;
mod text;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use creator::creator;
pub use filter::{Filtered, filter};
pub use genders::Genders;
pub use ids::{RULES, Rule};
pub use labels::{genre_label, suffix, suffixed};
pub use numbers::{decimal, float, integer, whole};
pub use rarity::{by_description, by_favorites};
pub use standard::standardize;
pub use tags::genres_of_tags;
pub use text::{Cleaned, clean, is_steering, legible, one_line_breaks};

/// Which set of rules: `legacy` makes what the old pipeline made, defects included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Our own rules.
    #[default]
    Default,
    /// The old pipeline's.
    Legacy,
}

impl Profile {
    /// The word that commands and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Legacy => "legacy",
        }
    }

    /// The profile of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Default, Self::Legacy].into_iter().find(|profile| profile.word() == word)
    }
}

/// A game whose characters are collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Game {
    /// Its short name in commands and file names.
    pub short: String,
    /// Its own name, which labels its characters.
    pub name: String,
    /// The code behind its characters' names, without brackets; empty for none.
    pub suffix: String,
    /// The id space of its characters in the registry.
    pub source_type: String,
}

/// The rules and the tables they read. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Which set.
    pub profile: Profile,
    /// The games.
    pub games: Arc<[Game]>,
    /// Which romanised names belong to whom; empty where there is no such table.
    pub genders: Arc<Genders>,
}

impl Default for Rules {
    fn default() -> Self {
        let game = |short: &str, name: &str, suffix: &str| Game {
            short: short.into(),
            name: name.into(),
            suffix: suffix.into(),
            source_type: suffix.to_lowercase(),
        };
        let games = [
            game("genshin", "Genshin Impact", "GI"),
            game("starrail", "Honkai: Star Rail", "HSR"),
            game("azurlane", "Azur Lane", "AL"),
            game("stellasora", "Stella Sora", "SS"),
        ];
        Self { profile: Profile::default(), games: games.into(), genders: Arc::default() }
    }
}

impl Rules {
    /// The same tables under another profile.
    #[must_use]
    pub fn with(&self, profile: Profile) -> Self {
        Self { profile, ..self.clone() }
    }

    /// The game of a source type.
    pub fn game(&self, source_type: &str) -> Option<&Game> {
        self.games.iter().find(|game| game.source_type == source_type)
    }

    fn is_legacy(&self) -> bool {
        self.profile == Profile::Legacy
    }
}
