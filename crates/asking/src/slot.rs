//! The slots of a plan, and what each of them holds.

use serde::{Deserialize, Serialize};

macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $shape:ident;)*) => {
        /// What one part of a plan is about. `docs/asking.md` has an example of each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Slot { $($(#[$doc])* $name,)* }

        impl Slot {
            /// All slots, filters first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The published name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What its value looks like, and how many it may have.
            pub fn shape(self) -> Shape {
                match self { $(Self::$name => Shape::$shape),* }
            }
        }
    };
}

/// The form of a slot's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One whole number.
    Number,
    /// One number from 0 to 10.
    Score,
    /// One word of a closed list.
    Word,
    /// Any number of words of a closed list.
    Words,
    /// Any number of names.
    Names,
}

slots! {
    /// `ANIME`, `MANGA`, `NOVEL`, `VISUAL_NOVEL`, `GAME`; one of them.
    Medium = "medium", Words;
    /// `TV`, `MOVIE`, `OVA`, `ONA`, `SPECIAL`, `MUSIC`, `PV`, `ONE_SHOT`, `MANHWA`, `LIGHT_NOVEL`, …; one of them.
    Format = "format", Words;
    /// `FINISHED`, `ONGOING`, `UPCOMING`, `CANCELLED`, `HIATUS`; one of them.
    Status = "status", Words;
    /// `WINTER`, `SPRING`, `SUMMER`, `FALL`; one of them.
    Season = "season", Words;
    /// Began in this year or later.
    YearMin = "year_min", Number;
    /// Began in this year or earlier.
    YearMax = "year_max", Number;
    /// At least as many episodes.
    EpisodesMin = "episodes_min", Number;
    /// At most as many episodes.
    EpisodesMax = "episodes_max", Number;
    /// An episode, or the film, lasts at least so long, in seconds.
    DurationMin = "duration_min", Number;
    /// An episode, or the film, lasts at most so long, in seconds.
    DurationMax = "duration_max", Number;
    /// Scored at least so, 0 to 10.
    ScoreMin = "score_min", Score;
    /// Scored at most so, 0 to 10.
    ScoreMax = "score_max", Score;
    /// Genres and themes of which one suffices.
    TagsAny = "tags_any", Names;
    /// Genres and themes that all have to be there.
    TagsAll = "tags_all", Names;
    /// Genres and themes that must not be there.
    TagsNone = "tags_none", Names;
    /// Studios of which one suffices.
    StudiosAny = "studios_any", Names;
    /// Studios that must not have made it.
    StudiosNone = "studios_none", Names;
    /// `exclude`, `include` or `only` works for adults.
    Adult = "adult", Word;
    /// `relevance`, `score`, `popularity`, `year`, `title` or `length`.
    Sort = "sort", Word;
    /// `asc` or `desc`; said only where it differs from what the sort does by itself.
    Order = "order", Word;
    /// Works that a hit should be like.
    Like = "like", Names;
    /// Works that a hit should not be like.
    Unlike = "unlike", Names;
    /// Moods that a hit should have: `dark`, `relaxing`, `funny`, …
    Moods = "moods", Names;
    /// Moods of which a hit should have more than the works it is like.
    More = "more", Names;
    /// Moods of which a hit should have less, or none.
    Less = "less", Names;
    /// Formats that should not come.
    FormatNone = "format_none", Words;
    /// Titles that the question is about, where it asks for something of them.
    Titles = "titles", Names;
    /// Franchises none of whose works should come.
    FranchiseNone = "franchise_none", Names;
    /// `release` or `story`: the order in which to watch a franchise.
    WatchOrder = "watch_order", Word;
    /// Characters that should appear.
    Characters = "characters", Names;
    /// Who directed.
    Director = "director", Names;
    /// Who wrote the script.
    Writer = "writer", Names;
    /// Who made the music.
    Composer = "composer", Names;
    /// Who lends a voice.
    Voice = "voice", Names;
    /// Who made the original: the author or mangaka.
    Author = "author", Names;
    /// Who took part in any role.
    Person = "person", Names;
    /// Who must not have taken part.
    PeopleNone = "people_none", Names;
    /// Whose score is meant, by the source's name: `mal`, `anilist`, …
    ScoreSource = "score_source", Words;
    /// Sources to compare or to read from otherwise, by name.
    Sources = "sources", Words;
    /// What it was adapted from: `manga`, `light_novel`, `novel`, `web_novel`, `visual_novel`, `game`, `original`, …
    Origin = "origin", Words;
    /// What it must not have been adapted from.
    OriginNone = "origin_none", Words;
    /// `now`, `today`, `tomorrow`, `this_week`, `next_week`, or a weekday in English.
    Airing = "airing", Words;
    /// Services that stream it: `netflix`, `crunchyroll`, …
    Streaming = "streaming", Words;
    /// Services that must not be needed.
    StreamingNone = "streaming_none", Words;
    /// The language in which texts are wanted, BCP 47.
    TextLanguage = "text_language", Word;
    /// The language in which it is spoken, BCP 47, or `any` for some dub.
    Dub = "dub", Word;
    /// The language of the subtitles, BCP 47, or `any`.
    Sub = "sub", Word;
    /// Where it was made, ISO 3166: `JP`, `CN`, `KR`, `US`, `FR`, …
    Country = "country", Words;
    /// `high` or `low`: well known, or a hidden gem.
    Popularity = "popularity", Word;
    /// At least as many volumes.
    VolumesMin = "volumes_min", Number;
    /// At most as many volumes.
    VolumesMax = "volumes_max", Number;
    /// At least as many chapters.
    ChaptersMin = "chapters_min", Number;
    /// At most as many chapters.
    ChaptersMax = "chapters_max", Number;
    /// How many hits are wanted.
    Limit = "limit", Number;
    /// Works are drawn by chance; the same number, below 1,000,000,000, draws the same ones.
    Draw = "draw", Number;
}

impl Slot {
    /// Reads the published name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|slot| slot.as_str() == name)
    }

    /// The words that its value is one of; `None` for numbers and names.
    pub fn words(self) -> Option<&'static [&'static str]> {
        const SOURCES: &[&str] = &[
            "mal",
            "anilist",
            "kitsu",
            "anidb",
            "anime_planet",
            "anisearch",
            "livechart",
            "animeschedule",
            "imdb",
        ];
        const FORMATS: &[&str] = &[
            "TV",
            "MOVIE",
            "OVA",
            "ONA",
            "SPECIAL",
            "MUSIC",
            "PV",
            "MANGA",
            "ONE_SHOT",
            "MANHWA",
            "MANHUA",
            "DOUJINSHI",
            "LIGHT_NOVEL",
            "NOVEL",
            "VISUAL_NOVEL",
            "GAME",
        ];
        const ORIGINS: &[&str] = &[
            "manga",
            "light_novel",
            "novel",
            "web_novel",
            "visual_novel",
            "game",
            "original",
            "webtoon",
            "4_koma",
            "card_game",
            "book",
        ];
        Some(match self {
            Self::Medium => &["ANIME", "MANGA", "NOVEL", "VISUAL_NOVEL", "GAME"],
            Self::Format | Self::FormatNone => FORMATS,
            Self::Status => &["FINISHED", "ONGOING", "UPCOMING", "CANCELLED", "HIATUS"],
            Self::Season => &["WINTER", "SPRING", "SUMMER", "FALL"],
            Self::Adult => &["exclude", "include", "only"],
            Self::Sort => &["relevance", "score", "popularity", "year", "title", "length"],
            Self::Order => &["asc", "desc"],
            Self::WatchOrder => &["release", "story"],
            Self::ScoreSource | Self::Sources => SOURCES,
            Self::Origin | Self::OriginNone => ORIGINS,
            Self::Airing => &[
                "now",
                "today",
                "tomorrow",
                "this_week",
                "next_week",
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
            ],
            Self::Popularity => &["low", "high"],
            _ => return None,
        })
    }

    /// Whether search knows it as a filter, a sort or an order.
    pub fn is_filter(self) -> bool {
        self <= Self::Order
    }

    /// Whether it may hold several values.
    pub fn is_list(self) -> bool {
        matches!(self.shape(), Shape::Words | Shape::Names)
    }
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
