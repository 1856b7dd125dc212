//! What the real sources' answers look like, counted, so that generated views look alike.
//!
//! Counted on the answers captured for tests (AniDB 22 works, AniList 27, Anime-Planet 24, Anime News
//! Network 4, AniSearch 23, Kitsu 20, LiveChart 28, MyAnimeList 36, SIMKL 1), read by this program's
//! own readers and held against the merged row of the same work. Of sources with fewer than ten works
//! the mean of the others stands in. The captures were chosen by others for their odd cases, so these
//! rates err towards the difficult.

/// One source's habits; shares are from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Its id space, also the source's name.
    pub namespace: &'static str,
    /// The class of names it lists a work under.
    pub main: Class,
    /// How often it names a work in Latin letters after the sound.
    pub romaji: f64,
    /// How often it names a work in English.
    pub english: f64,
    /// How often it names a work in the original script.
    pub native: f64,
    /// How often it lists synonyms.
    pub synonyms: f64,
    /// How often it says the number of episodes.
    pub episodes: f64,
    /// How often it says the format.
    pub format: f64,
    /// How often it says the year.
    pub year: f64,
    /// How often, where it says the year, it says the day.
    pub day: f64,
    /// How often it says the length.
    pub duration: f64,
    /// How often it names studios.
    pub studios: f64,
    /// How often it ties the work to others.
    pub relations: f64,
    /// How often it calls a special a music video, or the other way round.
    pub music: f64,
    /// How often it writes organizations with their legal form (`Sanzigen Inc.`).
    pub legal: f64,
}

/// What kind of name a work is listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Latin letters, after the sound.
    Romaji,
    /// English, or another language in Latin letters.
    English,
    /// The original script.
    Native,
}

/// How often a year is off by one, where two sources say one (4 of 163).
pub const YEAR_OFF: f64 = 0.025;
/// How often the numbers of episodes differ (6 of 157).
pub const EPISODES_OFF: f64 = 0.04;
/// How often the length is about the same (36 of 118), and how often it is another one (12 of 118).
pub const DURATION: (f64, f64) = (0.30, 0.10);
/// How often one of TV, ONA, special, movie stands for another, music videos left out (3 of 155).
pub const FORMAT_OFF: f64 = 0.02;
/// How often only a part of the studios is named, or others are (9 of 95, `AniSearch` left out).
pub const STUDIOS_OFF: f64 = 0.09;

const MEAN: Habits = Habits {
    namespace: "",
    main: Class::English,
    romaji: 0.9,
    english: 0.68,
    native: 0.9,
    synonyms: 0.85,
    episodes: 0.87,
    format: 0.95,
    year: 0.91,
    day: 0.9,
    duration: 0.76,
    studios: 0.72,
    relations: 0.67,
    music: 0.04,
    legal: 0.0,
};

/// The sources.
pub const SOURCES: [Habits; 9] = [
    Habits {
        namespace: "anidb",
        main: Class::Romaji,
        romaji: 1.0,
        english: 0.68,
        native: 1.0,
        synonyms: 1.0,
        episodes: 1.0,
        format: 1.0,
        year: 0.91,
        day: 0.85,
        duration: 0.82,
        studios: 0.73,
        relations: 0.45,
        music: 0.14,
        legal: 0.0,
    },
    Habits {
        namespace: "anilist",
        main: Class::Native,
        romaji: 0.81,
        english: 0.59,
        native: 0.81,
        synonyms: 0.81,
        episodes: 0.86,
        format: 0.95,
        year: 0.82,
        day: 1.0,
        duration: 0.77,
        studios: 0.77,
        relations: 0.67,
        music: 0.0,
        legal: 0.0,
    },
    Habits {
        namespace: "anime_planet",
        romaji: 0.0,
        english: 1.0,
        native: 0.0,
        synonyms: 0.58,
        episodes: 0.79,
        format: 1.0,
        year: 0.92,
        day: 0.86,
        duration: 0.42,
        studios: 0.75,
        relations: 0.87,
        music: 0.04,
        ..MEAN
    },
    Habits { namespace: "ann", ..MEAN },
    Habits {
        namespace: "anisearch",
        main: Class::Romaji,
        romaji: 1.0,
        english: 0.43,
        native: 0.87,
        synonyms: 0.91,
        episodes: 0.87,
        format: 0.83,
        year: 0.83,
        day: 0.89,
        duration: 0.78,
        studios: 0.65,
        relations: 0.74,
        music: 0.0,
        legal: 0.86,
    },
    Habits {
        namespace: "kitsu",
        romaji: 0.9,
        english: 0.7,
        native: 0.85,
        synonyms: 0.9,
        episodes: 0.8,
        format: 1.0,
        year: 0.95,
        day: 1.0,
        duration: 0.8,
        studios: 0.45,
        relations: 0.85,
        music: 0.05,
        ..MEAN
    },
    Habits {
        namespace: "livechart",
        main: Class::Romaji,
        romaji: 1.0,
        english: 0.61,
        native: 0.89,
        synonyms: 0.93,
        episodes: 0.82,
        format: 0.89,
        year: 0.82,
        day: 0.96,
        duration: 0.79,
        studios: 0.68,
        relations: 0.61,
        music: 0.0,
        ..MEAN
    },
    Habits {
        namespace: "mal",
        main: Class::Romaji,
        romaji: 1.0,
        english: 0.65,
        native: 0.95,
        synonyms: 0.64,
        episodes: 0.87,
        format: 0.91,
        year: 1.0,
        day: 0.82,
        duration: 0.87,
        studios: 0.78,
        relations: 0.74,
        music: 0.05,
        ..MEAN
    },
    Habits { namespace: "simkl", ..MEAN },
];
