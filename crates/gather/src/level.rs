//! How much is asked: the levels, and which of them a source belongs to.

use model::SourceId;
use serde::{Deserialize, Serialize};
use sources::providers::{Kind, provider_of};

/// How much is asked about a work; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What was imported, and nobody is asked.
    Basic,
    /// The sources' interfaces as well.
    #[default]
    Detailed,
    /// The sources' pages as well, which are slow.
    Comprehensive,
}

impl Level {
    /// Every level, from the least to the most.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Detailed, Self::Comprehensive];

    /// The published name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Detailed => "detailed",
            Self::Comprehensive => "comprehensive",
        }
    }

    /// The level of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// The level at which a source has its say.
    pub fn of(source: &SourceId) -> Self {
        match provider_of(source).map(|provider| provider.facts().kind) {
            Some(Kind::Api) => Self::Detailed,
            Some(Kind::Pages) => Self::Comprehensive,
            Some(Kind::Files) | None => Self::Basic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_one_level() {
        for (source, level) in [
            ("offline_database", Level::Basic),
            ("some_game", Level::Basic),
            ("anilist", Level::Detailed),
            ("anidb", Level::Detailed),
            ("mal_web", Level::Comprehensive),
            ("livechart", Level::Comprehensive),
        ] {
            assert_eq!(Level::of(&SourceId::known(source)), level, "{source}");
        }
        assert_eq!(Level::ALL.map(|level| Level::named(level.as_str())), Level::ALL.map(Some));
    }
}
