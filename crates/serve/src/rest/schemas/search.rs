//! Searching: parameters, hits, facets.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::FoundTake;

/// The parameters of a search. Lists are separated by commas.
#[derive(ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParameters {
    /// The words; at most 512 characters are read.
    #[param(example = "moonlit depot")]
    pub q: Option<String>,
    /// Hits on one page, 1 to 100; 20 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// Where the page before ended, as its `next_cursor` said.
    pub cursor: Option<String>,
    /// `relevance`, `score`, `popularity`, `year`, `title` or `length` (of all episodes).
    pub sort: Option<String>,
    /// `asc` or `desc`; by default the one that suits `sort`.
    pub order: Option<String>,
    /// Whether to count facets.
    pub facets: Option<bool>,
    /// `ANIME`, `MANGA`, `NOVEL`, `VISUAL_NOVEL`, `GAME`.
    pub medium: Option<String>,
    /// `TV`, `MOVIE`, `OVA`, `ONA`, `SPECIAL`, …
    pub format: Option<String>,
    /// `FINISHED`, `ONGOING`, `UPCOMING`, `CANCELLED`, `HIATUS`.
    pub status: Option<String>,
    /// `WINTER`, `SPRING`, `SUMMER`, `FALL`.
    pub season: Option<String>,
    /// Began in this year or later.
    #[param(minimum = 1850, maximum = 2150)]
    pub year_min: Option<i16>,
    /// Began in this year or earlier.
    #[param(minimum = 1850, maximum = 2150)]
    pub year_max: Option<i16>,
    /// At least as many episodes.
    #[param(minimum = 0)]
    #[schema(minimum = 0)]
    pub episodes_min: Option<i64>,
    /// At most as many episodes.
    #[param(minimum = 0)]
    #[schema(minimum = 0)]
    pub episodes_max: Option<i64>,
    /// Episodes at least as long, in seconds.
    #[param(minimum = 0)]
    #[schema(minimum = 0)]
    pub duration_min: Option<i64>,
    /// Episodes at most as long, in seconds.
    #[param(minimum = 0)]
    #[schema(minimum = 0)]
    pub duration_max: Option<i64>,
    /// Scored at least so, 0 to 10.
    #[param(minimum = 0, maximum = 10)]
    pub score_min: Option<f64>,
    /// Scored at most so, 0 to 10.
    #[param(minimum = 0, maximum = 10)]
    pub score_max: Option<f64>,
    /// Has one of these tags.
    pub tags_any: Option<String>,
    /// Has all of these tags.
    pub tags_all: Option<String>,
    /// Has none of these tags.
    pub tags_none: Option<String>,
    /// By one of these studios.
    pub studios_any: Option<String>,
    /// By none of these studios.
    pub studios_none: Option<String>,
    /// Works for adults only: `exclude` (the default), `include` or `only`.
    pub adult: Option<String>,
}

/// A page of hits.
#[derive(ToSchema)]
pub struct SearchResults {
    /// The words as they came.
    pub query: String,
    /// The hits of this page, best first.
    pub results: Vec<Hit>,
    /// How many works match in all.
    pub total: u64,
    /// Counts over all matches, when asked for.
    pub facets: Option<Facets>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// What was understood of the words.
    pub understood: Plan,
    /// Ways of finding that gave no answer, such as `vector`, so that the others answered alone; absent where all did.
    pub degraded: Option<Vec<String>>,
    /// A few pictures made here for the same words; absent where there are none.
    pub takes: Option<Vec<FoundTake>>,
    /// Milliseconds spent inside the index.
    pub took_ms: f64,
}

/// Works like another one.
#[derive(ToSchema)]
pub struct SimilarWorks {
    /// The work they are like.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// Empty: the work itself is the question.
    pub query: String,
    /// The hits of this page, most alike first.
    pub results: Vec<Hit>,
    /// How many works match in all.
    pub total: u64,
    /// Counts over all matches, when asked for.
    pub facets: Option<Facets>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// What was understood.
    pub understood: Plan,
    /// Ways of finding that gave no answer, such as `vector`, so that the others answered alone; absent where all did.
    pub degraded: Option<Vec<String>>,
    /// Milliseconds spent inside the index.
    pub took_ms: f64,
}

/// One work found, and why.
#[derive(ToSchema)]
pub struct Hit {
    /// Emaki's own id.
    pub id: u32,
    /// The title shown first.
    pub title: String,
    /// A title in the original script.
    pub title_native: Option<String>,
    /// An English title.
    pub title_english: Option<String>,
    /// `ANIME`, `MANGA`, `NOVEL`, `VISUAL_NOVEL` or `GAME`.
    pub medium: String,
    /// The format within the medium.
    pub format: String,
    /// How far along it is.
    pub status: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// Season it began in.
    pub season: Option<String>,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// Seconds of one episode.
    pub duration_s: Option<u32>,
    /// Audience score, 0 to 10.
    pub score: Option<f64>,
    /// How many people follow it.
    pub popularity: Option<u64>,
    /// A poster's address at its source.
    pub image: Option<String>,
    /// Every external id, as `<namespace>:<id>`.
    #[schema(example = json!(["anilist:16498", "mal:16498"]))]
    pub external_ids: Vec<String>,
    /// The first 12 tags.
    pub tags: Vec<String>,
    /// Studios, developers, authors.
    pub studios: Vec<String>,
    /// The beginning of the synopsis.
    pub synopsis: Option<String>,
    /// For adults only.
    pub adult: bool,
    /// How well it answers the query, 0 to 1.
    pub relevance: f32,
    /// Why it is here.
    pub why: Why,
}

/// Why a work is among the hits.
#[derive(ToSchema)]
pub struct Why {
    /// The title or name that matched.
    pub matched: Option<MatchedTitle>,
    /// The fields in which words were found.
    pub fields: Vec<String>,
    /// The filters it meets, as `name=value`.
    pub filters: Vec<String>,
    /// Each way of finding works, with the rank and score it gave.
    pub arms: Vec<ArmScore>,
    /// What it shares with the work it was compared to.
    pub similarity: Option<Similarity>,
    /// What the parts of the work say, where the question tells a story or a mood; not sent otherwise.
    pub shares: Option<Shares>,
}

/// What the parts of a work say to a question that tells a story or a mood: each a score from 0 to 1 and its
/// weight in percent.
#[derive(ToSchema)]
pub struct Shares {
    /// Themes and moods.
    pub themes: (f32, f32),
    /// Genres.
    pub genre: (f32, f32),
    /// The words of the question beside those of the synopsis, by letter and by meaning.
    pub synopsis: (f32, f32),
    /// The audience's scores, and how many people follow it.
    pub ratings: (f32, f32),
}

/// A name that matched the query.
#[derive(ToSchema)]
pub struct MatchedTitle {
    /// The name as its source wrote it.
    pub text: String,
    /// `exact`, `romanized`, `prefix`, `fuzzy`, `part`, `character` or `person`.
    pub form: String,
    /// Edits between the two.
    pub distance: u32,
}

/// What one way of finding works says of a hit.
#[derive(ToSchema)]
pub struct ArmScore {
    /// `title`, `lexical`, `vector`, `filter`, `relation` or `similar`.
    pub arm: String,
    /// Its place in that list, from 1.
    pub rank: u32,
    /// Its score there, on a scale of its own.
    pub score: f32,
}

/// What two works share.
#[derive(ToSchema)]
pub struct Similarity {
    /// Shared tags, the rarest first.
    pub tags: Vec<String>,
    /// Shared studios.
    pub studios: Vec<String>,
    /// How they are tied, when they are.
    pub relation: Option<String>,
}

/// How a query was read.
#[derive(ToSchema)]
pub struct Plan {
    /// `browse`, `words`, `filters`, `franchise`, `similar` or `character`.
    pub intent: String,
    /// The words that are left to be searched for.
    pub words: String,
    /// The parts that were understood.
    pub understood: Vec<Understood>,
    /// What the understood parts demand, as parameters of a search.
    pub filters: HashMap<String, String>,
    /// The work the query is about: its id and title.
    pub seed: Option<Vec<Value>>,
}

/// One part of a query that was understood.
#[derive(ToSchema)]
pub struct Understood {
    /// The words as folded.
    pub words: String,
    /// The filter or role they were taken for.
    pub meaning: String,
    /// The value they stand for.
    pub value: String,
    /// Whether a hit must meet it.
    pub required: bool,
}

/// How many matches have each value.
#[derive(ToSchema)]
pub struct Facets {
    /// By medium.
    pub medium: Vec<Bucket>,
    /// By format.
    pub format: Vec<Bucket>,
    /// By status.
    pub status: Vec<Bucket>,
    /// By season of the year.
    pub season: Vec<Bucket>,
    /// By decade.
    pub decade: Vec<Bucket>,
    /// By year.
    pub year: Vec<Bucket>,
    /// The most frequent tags.
    pub tags: Vec<Bucket>,
    /// The most frequent studios.
    pub studios: Vec<Bucket>,
}

/// A value and how many matches have it.
#[derive(ToSchema)]
pub struct Bucket {
    /// The value, as its filter takes it.
    pub value: String,
    /// How many matches have it.
    pub count: u64,
}
