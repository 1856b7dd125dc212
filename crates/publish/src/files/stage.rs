//! Which files there are, and at which stage of the old pipeline each was made.

/// A stage of the old pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What was collected, made standard.
    Processed,
    /// What people made of it.
    Cleaned,
    /// Characters with their stats.
    Stats,
    /// What players see.
    Final,
    /// The books of published numbers.
    Registries,
    /// All of them.
    All,
}

/// One file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// Series as collected.
    SeriesProcessed,
    /// Characters as collected.
    CharactersProcessed,
    /// Series of sources that are always crawled again.
    SeriesRecrawl,
    /// Characters of those.
    CharactersRecrawl,
    /// Series as people see them.
    SeriesCleaned,
    /// Characters as people see them.
    CharactersCleaned,
    /// Characters as people see them, with stats.
    CharactersWithStats,
    /// Series as players see them.
    SeriesFinal,
    /// Characters as players see them.
    CharactersFinal,
    /// Numbers of series.
    SeriesRegistry,
    /// Numbers of characters.
    CharacterRegistry,
}

impl Stage {
    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Processed, Self::Cleaned, Self::Stats, Self::Final, Self::Registries, Self::All];
        all.into_iter().find(|stage| stage.word() == word)
    }

    /// The word that commands use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Processed => "processed",
            Self::Cleaned => "cleaned",
            Self::Stats => "stats",
            Self::Final => "final",
            Self::Registries => "registries",
            Self::All => "all",
        }
    }
}

impl File {
    /// Every file, in the order of the old pipeline.
    const ALL: [Self; 11] = [
        Self::SeriesProcessed,
        Self::CharactersProcessed,
        Self::SeriesRecrawl,
        Self::CharactersRecrawl,
        Self::SeriesCleaned,
        Self::CharactersCleaned,
        Self::CharactersWithStats,
        Self::SeriesFinal,
        Self::CharactersFinal,
        Self::SeriesRegistry,
        Self::CharacterRegistry,
    ];

    /// The files of stages, each once.
    pub fn of(stages: &[Stage]) -> Vec<Self> {
        let is_asked =
            |file: &Self| stages.iter().any(|stage| *stage == Stage::All || *stage == file.stage());
        Self::ALL.into_iter().filter(is_asked).collect()
    }

    /// Its path in the old tree.
    pub fn path(self) -> &'static str {
        match self {
            Self::SeriesProcessed => "data/intermediate/series_processed.csv",
            Self::CharactersProcessed => "data/intermediate/characters_processed.csv",
            Self::SeriesRecrawl => "data/intermediate/series_recrawl.csv",
            Self::CharactersRecrawl => "data/intermediate/characters_recrawl.csv",
            Self::SeriesCleaned => "data/final/series_cleaned.xlsx",
            Self::CharactersCleaned => "data/final/characters_cleaned.xlsx",
            Self::CharactersWithStats => "data/final/characters_with_stats.csv",
            Self::SeriesFinal => "data/final/series_final.csv",
            Self::CharactersFinal => "data/final/characters_final.csv",
            Self::SeriesRegistry => "data/registries/series_id_registry.csv",
            Self::CharacterRegistry => "data/registries/character_id_registry.csv",
        }
    }

    fn stage(self) -> Stage {
        match self {
            Self::SeriesProcessed
            | Self::CharactersProcessed
            | Self::SeriesRecrawl
            | Self::CharactersRecrawl => Stage::Processed,
            Self::SeriesCleaned | Self::CharactersCleaned => Stage::Cleaned,
            Self::CharactersWithStats => Stage::Stats,
            Self::SeriesFinal | Self::CharactersFinal => Stage::Final,
            Self::SeriesRegistry | Self::CharacterRegistry => Stage::Registries,
        }
    }
}
