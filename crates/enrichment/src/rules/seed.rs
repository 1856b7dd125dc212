//! The older chains, for who needs records made as before: for each field a fixed list of sources, and
//! nobody else speaks.

use model::Field;

use super::{FieldRule, How, Order, Profile};

const ALL: Order = &[
    "manual",
    "offline_database",
    "jikan",
    "mal",
    "mal_web",
    "anilist",
    "kitsu",
    "animeschedule",
    "anidb",
    "anime_planet",
    "*",
];
const OFFLINE: Order = &["manual", "offline_database"];
/// The offline record is the base, and the interfaces fill its gaps.
const BASE: Order =
    &["manual", "offline_database", "jikan", "mal", "mal_web", "anilist", "kitsu", "animeschedule"];
const MAL: Order = &["manual", "jikan", "mal", "mal_web"];
const MAL_ANILIST: Order = &["manual", "jikan", "mal", "mal_web", "anilist"];
const SCHEDULE: Order = &["manual", "animeschedule"];
const SYNOPSIS: Order =
    &["manual", "anidb", "jikan", "mal", "mal_web", "animeschedule", "kitsu", "anime_planet", "anilist"];
const GENRES: Order = &["manual", "jikan", "mal", "mal_web", "animeschedule", "anime_planet", "anilist"];
const THEMES: Order = &["manual", "jikan", "mal", "mal_web", "kitsu", "anilist", "anidb"];
const SYNONYMS: Order =
    &["manual", "offline_database", "jikan", "mal", "mal_web", "anilist", "kitsu", "animeschedule", "anidb"];
const EPISODES: Order = &["manual", "jikan", "mal", "mal_web", "kitsu", "anisearch"];
const RELATIONS: Order =
    &["manual", "jikan", "mal", "mal_web", "anime_planet", "animeschedule", "anilist", "offline_database"];
const STREAMS: Order = &["manual", "animeschedule", "anidb"];
const FIGURES: Order = &["manual", "jikan", "mal", "mal_web", "anilist", "anidb", "anime_planet"];
const PEOPLE: Order = &["manual", "anidb", "anilist"];

/// The older rules.
pub static SEED: Profile = Profile {
    name: "seed",
    trust: ALL,
    rules: &[
        FieldRule { id: "seed-title", field: Field::Title, how: How::First(OFFLINE) },
        FieldRule { id: "seed-title-english", field: Field::TitleEnglish, how: How::First(MAL) },
        FieldRule { id: "seed-title-native", field: Field::TitleNative, how: How::First(MAL) },
        FieldRule { id: "seed-titles", field: Field::Titles, how: How::Union(SYNONYMS) },
        FieldRule { id: "seed-medium", field: Field::Medium, how: How::First(ALL) },
        FieldRule { id: "seed-format", field: Field::Format, how: How::First(OFFLINE) },
        FieldRule { id: "seed-status", field: Field::Status, how: How::First(BASE) },
        FieldRule { id: "seed-episodes", field: Field::Episodes, how: How::First(BASE) },
        FieldRule { id: "seed-duration", field: Field::Duration, how: How::First(BASE) },
        FieldRule { id: "seed-season", field: Field::Season, how: How::First(BASE) },
        FieldRule { id: "seed-year", field: Field::Year, how: How::First(BASE) },
        FieldRule { id: "seed-start-date", field: Field::StartDate, how: How::First(MAL) },
        FieldRule { id: "seed-end-date", field: Field::EndDate, how: How::First(MAL) },
        FieldRule { id: "seed-broadcast", field: Field::Broadcast, how: How::Parts(MAL) },
        FieldRule { id: "seed-slots", field: Field::Slots, how: How::Each(SCHEDULE) },
        FieldRule { id: "seed-premieres", field: Field::Premieres, how: How::Each(SCHEDULE) },
        FieldRule { id: "seed-delays", field: Field::Delays, how: How::Each(SCHEDULE) },
        FieldRule { id: "seed-score", field: Field::Score, how: How::First(OFFLINE) },
        FieldRule { id: "seed-score-means", field: Field::ScoreMeans, how: How::First(OFFLINE) },
        FieldRule { id: "seed-statistics", field: Field::Statistics, how: How::Each(ALL) },
        FieldRule { id: "seed-popularity", field: Field::Popularity, how: How::Largest },
        FieldRule { id: "seed-synopsis", field: Field::Synopsis, how: How::First(SYNOPSIS) },
        FieldRule { id: "seed-background", field: Field::Background, how: How::First(MAL) },
        FieldRule { id: "seed-tags", field: Field::Tags, how: How::Union(OFFLINE) },
        FieldRule { id: "seed-genres", field: Field::Genres, how: How::Union(GENRES) },
        FieldRule { id: "seed-themes", field: Field::Themes, how: How::Union(THEMES) },
        FieldRule { id: "seed-demographics", field: Field::Demographics, how: How::Union(MAL) },
        FieldRule { id: "seed-content-warnings", field: Field::ContentWarnings, how: How::Union(MAL) },
        FieldRule { id: "seed-studios", field: Field::Studios, how: How::Union(ALL) },
        FieldRule { id: "seed-producers", field: Field::Producers, how: How::Union(ALL) },
        FieldRule { id: "seed-licensors", field: Field::Licensors, how: How::Union(ALL) },
        FieldRule { id: "seed-licenses", field: Field::Licenses, how: How::Union(ALL) },
        FieldRule { id: "seed-staff", field: Field::Staff, how: How::Each(PEOPLE) },
        FieldRule { id: "seed-characters", field: Field::Characters, how: How::Each(FIGURES) },
        FieldRule { id: "seed-episode-list", field: Field::EpisodeList, how: How::Each(EPISODES) },
        FieldRule { id: "seed-songs", field: Field::Songs, how: How::Union(MAL) },
        FieldRule { id: "seed-videos", field: Field::Videos, how: How::Union(ALL) },
        FieldRule { id: "seed-image", field: Field::Image, how: How::First(ALL) },
        FieldRule { id: "seed-images", field: Field::Images, how: How::Union(ALL) },
        FieldRule { id: "seed-relations", field: Field::Relations, how: How::Each(RELATIONS) },
        FieldRule { id: "seed-streams", field: Field::Streams, how: How::Each(STREAMS) },
        FieldRule { id: "seed-links", field: Field::Links, how: How::Union(ALL) },
        FieldRule { id: "seed-adult", field: Field::Adult, how: How::First(&["manual", "kitsu"]) },
        FieldRule { id: "seed-origin", field: Field::Origin, how: How::First(MAL_ANILIST) },
        FieldRule { id: "seed-rating", field: Field::Rating, how: How::First(MAL) },
    ],
};
