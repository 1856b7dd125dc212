//! The default profile: rules that were measured on thousands of works listed by several sites.

use super::{Order, Profile, rules};

/// Hand-written rows first, then the sources that people edit, in the order in which they were found
/// right most often where they disagree; then datasets made of them, and the starter catalog last: its
/// sentences only fill what nobody else filled.
const TRUST: Order = &[
    "manual",
    "mal",
    "jikan",
    "mal_web",
    "anilist",
    "anidb",
    "vndb",
    "mangadex",
    "ann",
    "anime_planet",
    "anisearch",
    "animeschedule",
    "livechart",
    "simkl",
    "kitsu",
    "*",
    "offline_database",
    "synopses",
    "starter",
];

/// The offline database's titles were chosen over all of its sources, and ids hang on its entries.
const TITLES: Order = &[
    "manual",
    "offline_database",
    "mal",
    "jikan",
    "mal_web",
    "anilist",
    "anidb",
    "vndb",
    "mangadex",
    "ann",
    "anime_planet",
    "anisearch",
    "animeschedule",
    "livechart",
    "simkl",
    "kitsu",
    "*",
    "synopses",
    "starter",
];

/// Who counts episodes most carefully.
const EPISODES: Order = &[
    "manual",
    "mal",
    "jikan",
    "mal_web",
    "anidb",
    "anime_planet",
    "anilist",
    "anisearch",
    "animeschedule",
    "livechart",
    "simkl",
    "kitsu",
    "*",
    "offline_database",
    "synopses",
    "starter",
];

/// MyAnimeList's pages and those who read them give its ratings with their reasons; its official API gives a
/// code for each.
const RATINGS: Order = &[
    "manual",
    "jikan",
    "mal_web",
    "mal",
    "anilist",
    "anidb",
    "*",
    "offline_database",
    "synopses",
    "starter",
];

/// The measured rules.
pub static MEASURED: Profile = Profile {
    name: "default",
    trust: TRUST,
    rules: rules! {
        "title-2" Title: Spelled(TITLES);
        "title-english-1" TitleEnglish: Spelled(TRUST);
        "title-native-1" TitleNative: Spelled(TRUST);
        "titles-1" Titles: Union(TRUST);
        "medium-2" Medium: First(TRUST);
        "format-2" Format: First(TRUST);
        "status-2" Status: First(TRUST);
        "episodes-2" Episodes: First(EPISODES);
        "duration-2" Duration: First(TRUST);
        "season-2" Season: First(TRUST);
        "year-2" Year: First(TRUST);
        "start-date-2" StartDate: Refined(TRUST);
        "end-date-2" EndDate: Refined(TRUST);
        "broadcast-1" Broadcast: Parts(TRUST);
        "slots-1" Slots: Each(TRUST);
        "premieres-1" Premieres: Each(TRUST);
        "delays-1" Delays: Each(TRUST);
        "score-2" Score: Median;
        "score-means-1" ScoreMeans: First(TRUST);
        "statistics-1" Statistics: Each(TRUST);
        "popularity-1" Popularity: Largest;
        "synopsis-3" Synopsis: Longest(TRUST);
        "background-2" Background: Longest(TRUST);
        "tags-1" Tags: Union(TRUST);
        "genres-2" Genres: OneField(TRUST);
        "themes-2" Themes: OneField(TRUST);
        "demographics-2" Demographics: OneField(TRUST);
        "content-warnings-2" ContentWarnings: OneField(TRUST);
        "studios-3" Studios: Companies(TRUST);
        "producers-3" Producers: Companies(TRUST);
        "licensors-2" Licensors: Companies(TRUST);
        "licenses-1" Licenses: Union(TRUST);
        "staff-1" Staff: Each(TRUST);
        "characters-1" Characters: Each(TRUST);
        "episode-list-1" EpisodeList: Each(TRUST);
        "songs-1" Songs: Union(TRUST);
        "videos-1" Videos: Union(TRUST);
        "image-2" Image: First(TRUST);
        "images-1" Images: Union(TRUST);
        "relations-1" Relations: Each(TRUST);
        "streams-2" Streams: Each(TRUST);
        "links-1" Links: Union(TRUST);
        "adult-1" Adult: Any;
        "origin-2" Origin: First(TRUST);
        "rating-2" Rating: First(RATINGS);
    },
};
