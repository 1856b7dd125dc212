//! The older chains, for who needs records made as before: for each field a fixed list of sources, and
//! nobody else speaks.

use super::{Order, Profile, rules};

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
    rules: rules! {
        "seed-title" Title: First(OFFLINE);
        "seed-title-english" TitleEnglish: First(MAL);
        "seed-title-native" TitleNative: First(MAL);
        "seed-titles" Titles: Union(SYNONYMS);
        "seed-medium" Medium: First(ALL);
        "seed-format" Format: First(OFFLINE);
        "seed-status" Status: First(BASE);
        "seed-episodes" Episodes: First(BASE);
        "seed-duration" Duration: First(BASE);
        "seed-season" Season: First(BASE);
        "seed-year" Year: First(BASE);
        "seed-start-date" StartDate: First(MAL);
        "seed-end-date" EndDate: First(MAL);
        "seed-broadcast" Broadcast: Parts(MAL);
        "seed-slots" Slots: Each(SCHEDULE);
        "seed-premieres" Premieres: Each(SCHEDULE);
        "seed-delays" Delays: Each(SCHEDULE);
        "seed-score" Score: First(OFFLINE);
        "seed-score-means" ScoreMeans: First(OFFLINE);
        "seed-statistics" Statistics: Each(ALL);
        "seed-popularity" Popularity: Largest;
        "seed-synopsis" Synopsis: First(SYNOPSIS);
        "seed-background" Background: First(MAL);
        "seed-tags" Tags: Union(OFFLINE);
        "seed-genres" Genres: Union(GENRES);
        "seed-themes" Themes: Union(THEMES);
        "seed-demographics" Demographics: Union(MAL);
        "seed-content-warnings" ContentWarnings: Union(MAL);
        "seed-studios" Studios: Union(ALL);
        "seed-producers" Producers: Union(ALL);
        "seed-licensors" Licensors: Union(ALL);
        "seed-licenses" Licenses: Union(ALL);
        "seed-staff" Staff: Each(PEOPLE);
        "seed-characters" Characters: Each(FIGURES);
        "seed-episode-list" EpisodeList: Each(EPISODES);
        "seed-songs" Songs: Union(MAL);
        "seed-videos" Videos: Union(ALL);
        "seed-image" Image: First(ALL);
        "seed-images" Images: Union(ALL);
        "seed-relations" Relations: Each(RELATIONS);
        "seed-streams" Streams: Each(STREAMS);
        "seed-links" Links: Union(ALL);
        "seed-adult" Adult: First(&["manual", "kitsu"]);
        "seed-origin" Origin: First(MAL_ANILIST);
        "seed-rating" Rating: First(MAL);
    },
};
