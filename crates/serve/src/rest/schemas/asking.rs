//! Questions, conversations, preferences, trends.

use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{Facets, Hit, SideBySide};

/// A question.
#[derive(ToSchema)]
pub struct QueryBody {
    /// Words, an object of slots with its words under `text`, or both.
    #[schema(example = "dark military anime from the 90s, no romance")]
    pub query: Option<Value>,
    /// A picture, as base64 or by its address.
    pub image: Option<String>,
    /// Filters of a search that hold whatever the words say.
    pub filters: Option<std::collections::HashMap<String, Value>>,
    /// What it goes on from, and what is known of the asker.
    pub context: Option<QueryContext>,
    /// How it is to be answered.
    pub options: Option<QueryOptions>,
    /// Who asks, for what they like; any name the caller has for them.
    pub user_id: Option<String>,
    /// The session, within which a question goes on from the one before by itself.
    pub session_id: Option<String>,
    /// The conversation that it goes on from.
    pub conversation_id: Option<String>,
}

/// A question as a form.
#[derive(ToSchema)]
pub struct QueryForm {
    /// Words, or an object as JSON.
    pub query: Option<String>,
    /// A picture.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    pub image: Option<String>,
    /// As JSON.
    pub filters: Option<String>,
    /// As JSON.
    pub context: Option<String>,
    /// As JSON.
    pub options: Option<String>,
    /// Who asks.
    pub user_id: Option<String>,
    /// The session.
    pub session_id: Option<String>,
    /// The conversation that it goes on from.
    pub conversation_id: Option<String>,
}

/// What a question goes on from, and what is known of the asker.
#[derive(ToSchema)]
pub struct QueryContext {
    /// The conversation that it goes on from.
    pub conversation_id: Option<String>,
    /// The words that were asked before, for callers who keep no conversation here.
    pub previous: Option<String>,
    /// The works that were shown then, best first.
    pub shown: Option<Vec<String>>,
    /// Works that the asker likes, for this question alone.
    pub liked: Option<Vec<String>>,
    /// Works that the asker does not want to see, for this question alone.
    pub refused: Option<Vec<String>>,
    /// The year in which the asker was born.
    #[schema(minimum = 1900, maximum = 2100)]
    pub birth_year: Option<i16>,
    /// The language in which texts are wanted, BCP 47.
    pub language: Option<String>,
}

/// How a question is to be answered.
#[derive(ToSchema)]
pub struct QueryOptions {
    /// Results on one page; what the words say (`top 10`), else 20, when not given.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Whether to count facets; false by default.
    pub facets: Option<bool>,
    /// Whether each result says why it is there; true by default.
    pub explain: Option<bool>,
    /// Whether ways to go on are worked out; true by default.
    pub suggestions: Option<bool>,
    /// Whether the sources behind the results are looked up; true by default.
    pub sources: Option<bool>,
    /// `basic`, `detailed`, `comprehensive`, or true for what the settings say: the first results are asked about at
    /// their sources, as jobs.
    pub enhance: Option<Value>,
    /// The year in which the asker was born.
    #[schema(minimum = 1900, maximum = 2100)]
    pub birth_year: Option<i16>,
    /// The language in which texts are wanted, BCP 47.
    pub language: Option<String>,
    /// How much themes, genre, synopsis and ratings count where a plot is told.
    pub weights: Option<PlanWeights>,
    /// What the caller changes of the plan, such as a chip's `remove`.
    pub corrections: Option<Vec<Value>>,
    /// Whether the question becomes part of a conversation; true by default.
    pub remember: Option<bool>,
    /// Whether what the asker likes may be learned from it; true by default.
    pub learn: Option<bool>,
    /// Whether a language model may help to read it, where one is set up; true by default.
    pub model: Option<bool>,
    /// The number that draws, where the question leaves it to chance: the same one draws the same works.
    #[schema(minimum = 0, maximum = 999_999_999)]
    pub seed: Option<u32>,
}

/// The answer to a question.
#[derive(ToSchema)]
pub struct QueryResults {
    /// The words as they came.
    pub query: String,
    /// What the question asks besides works, answered; sent where it asks for more.
    pub answers: Option<Vec<Reply>>,
    /// The works that the question compares, side by side; sent where it compares some.
    pub comparison: Option<SideBySide>,
    /// The results of this page, best first.
    pub results: Vec<Hit>,
    /// How many works answer in all.
    pub total: u64,
    /// Counts over all of them, when asked for.
    pub facets: Option<Facets>,
    /// Give this as `options.cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// What was understood.
    pub plan: QuestionPlan,
    /// The plan, piece by piece, for eyes.
    pub chips: Vec<Chip>,
    /// How the answer came about.
    pub metadata: QueryMetadata,
    /// The sources behind the results.
    pub sources: Vec<String>,
    /// Ways to go on.
    pub suggestions: Vec<Suggestion>,
    /// The conversation that it is part of.
    pub conversation_id: Option<String>,
    /// Jobs that ask the sources, where that was wished.
    pub jobs: Vec<DeeperJob>,
    /// What the picture shows that was sent along.
    pub picture: Option<super::PictureResults>,
}

/// The answer to what a question asks besides works.
#[derive(ToSchema)]
pub struct Reply {
    /// `streaming`, `airing`, `makers`, `status`, `length`, `dates`, `score`, `tags`, `origin`, `story`, `count`,
    /// `schedule` or `comparison`.
    pub about: String,
    /// The work, where it is about one.
    pub work: Option<u32>,
    /// In a sentence.
    pub text: String,
    /// The values alone; empty where nothing is known.
    pub values: Vec<String>,
}

/// What was understood of a question.
#[derive(ToSchema)]
pub struct QuestionPlan {
    /// The question; what pointed at earlier results stands there as their titles.
    pub question: String,
    /// `en`, `de` or `ja`.
    pub language: String,
    /// `search`, `discovery`, `similar`, `schedule`, `streaming`, `comparison`, `details`, `seasonal`, `trending`,
    /// `franchise`, `character`, `count` or `random`.
    pub intent: String,
    /// The pieces that were understood.
    pub parts: Vec<PlanPart>,
    /// The words that are left to be searched for.
    pub words: String,
    /// Whether those tell a plot or a scene.
    pub narrative: bool,
    /// Pieces that cannot all be met.
    pub contradictions: Vec<Contradiction>,
    /// Shares of the score of a plot.
    pub weights: PlanWeights,
}

/// One piece of a plan.
#[derive(ToSchema)]
pub struct PlanPart {
    /// What it is about.
    pub slot: String,
    /// Its value: text or a number.
    pub value: Value,
    /// Where in the question it was said, in bytes.
    pub spans: Option<Vec<Span>>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// `context`, `words`, `model`, `given` or `caller`.
    pub said_by: String,
    /// `genre` or `theme`, for a tag.
    pub class: Option<String>,
    /// The word it was taken for, where it is spelled otherwise.
    pub respelled: Option<String>,
}

/// A stretch of the question.
#[derive(ToSchema)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// The first byte after it.
    pub end: u64,
}

/// Pieces that exclude each other.
#[derive(ToSchema)]
pub struct Contradiction {
    /// What it is about.
    pub about: String,
    /// The slots that are at odds.
    pub slots: Vec<String>,
    /// What is wrong.
    pub why: String,
}

/// Shares of the score of a plot; they need not sum to 100.
#[derive(ToSchema)]
pub struct PlanWeights {
    /// Themes and moods.
    pub themes: f32,
    /// Genres.
    pub genre: f32,
    /// The words of the synopsis.
    pub synopsis: f32,
    /// The audience's scores.
    pub ratings: f32,
}

/// One piece of a plan, for eyes.
#[derive(ToSchema)]
pub struct Chip {
    /// What it is about.
    pub slot: String,
    /// Its value: text or a number.
    pub value: Value,
    /// It in a few words.
    pub label: String,
    /// The words that it was read from.
    pub words: String,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// Who said so.
    pub said_by: String,
    /// The word it was taken for, where it is spelled otherwise.
    pub respelled: Option<String>,
    /// `filters`, `orders`, `names`, `contradicts` or `unmet`.
    pub effect: String,
    /// What takes it back, for `options.corrections`.
    pub remove: Value,
}

/// How an answer came about.
#[derive(ToSchema)]
pub struct QueryMetadata {
    /// Milliseconds of each part.
    pub took_ms: QueryTimes,
    /// The sources behind the results.
    pub sources: Vec<String>,
    /// 1: all is as it should be; 2: a language model was to help and could not; 3: the question could not be kept.
    pub degradation_level: u8,
    /// What is less than it should be.
    pub notes: Vec<String>,
    /// Slots that no result could be held to.
    pub unmet: Vec<String>,
    /// `off`, `not_needed`, `added`, `nothing_to_add`, `over_budget`, `too_late` or `failed`.
    pub model: String,
    /// Whether it was read as going on from the question before.
    pub is_follow_up: bool,
    /// How many of the asker's preferences were in force.
    pub preferences: u64,
}

/// Milliseconds of each part of an answer.
#[derive(ToSchema)]
pub struct QueryTimes {
    /// Reading the words.
    pub read: f64,
    /// Finding and ordering works.
    pub search: f64,
    /// Waiting for the language model.
    pub model: f64,
    /// Working out ways to go on.
    pub suggest: f64,
    /// Conversation, preferences, sources.
    pub remember: f64,
    /// All of it.
    pub whole: f64,
}

/// One way to go on.
#[derive(ToSchema)]
pub struct Suggestion {
    /// In a few words.
    pub say: String,
    /// What it changes of the plan, for `options.corrections`.
    pub corrections: Vec<Value>,
    /// How many works there would be.
    pub total: u64,
    /// Why it is offered.
    pub why: String,
}

/// A job that asks the sources about one result.
#[derive(ToSchema)]
pub struct DeeperJob {
    /// The work.
    pub work: u32,
    /// To which level.
    pub level: String,
    /// The job.
    pub job_id: String,
    /// How far it was.
    pub status: String,
}

/// A conversation.
#[derive(ToSchema)]
#[expect(clippy::struct_field_names, reason = "the published name")]
pub struct Conversation {
    /// Its id.
    pub conversation_id: String,
    /// When it began.
    pub started_at: String,
    /// When it last went on.
    pub touched_at: String,
    /// When it is forgotten unless it goes on.
    pub expires_at: String,
    /// What was said, the first question first.
    pub turns: Vec<Turn>,
}

/// One question of a conversation.
#[derive(ToSchema)]
pub struct Turn {
    /// Its number, from 1.
    pub number: u32,
    /// The words as they came.
    pub query: String,
    /// What was understood.
    pub plan: QuestionPlan,
    /// What its first page showed.
    pub results: Vec<ShownWork>,
    /// How many works answered in all.
    pub total: u64,
    /// When it was asked.
    pub at: String,
}

/// A work that was shown.
#[derive(ToSchema)]
pub struct ShownWork {
    /// Emaki's own id.
    pub id: u32,
    /// Its title.
    pub title: String,
}

/// Whose preferences are meant: a user's, else a session's.
#[derive(ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhosePreferences {
    /// As it came with the questions.
    #[param(example = "ann")]
    pub user_id: Option<String>,
    /// As it came with the questions.
    pub session_id: Option<String>,
}

/// What somebody likes and refuses.
#[derive(ToSchema)]
#[expect(clippy::struct_field_names, reason = "the published name")]
pub struct Preferences {
    /// The user, where one was named.
    pub user_id: Option<String>,
    /// The session, where no user was named.
    pub session_id: Option<String>,
    /// Works, tags, studios.
    pub preferences: Vec<Preference>,
}

/// One thing that somebody likes or refuses.
#[derive(ToSchema)]
pub struct Preference {
    /// `work`, `tag` or `studio`.
    pub kind: String,
    /// The work's id.
    pub id: Option<u32>,
    /// The work's title, or the name.
    pub name: String,
    /// Whether it is liked; otherwise it is refused.
    pub liked: bool,
    /// How often it was said.
    pub times: u32,
    /// A conversation's id, or `asker` where it was set by hand.
    pub origin: String,
    /// When it was last said.
    pub at: String,
    /// Whether it moves answers.
    pub in_force: bool,
}

/// What somebody changes of their preferences.
#[derive(ToSchema)]
pub struct PreferenceChange {
    /// What is liked from now on.
    pub like: Option<PreferenceSubjects>,
    /// What is refused from now on.
    pub refuse: Option<PreferenceSubjects>,
    /// What is neither from now on.
    pub forget: Option<PreferenceSubjects>,
}

/// Things that a preference may be about.
#[derive(ToSchema)]
pub struct PreferenceSubjects {
    /// Works, each by our id or an external one.
    #[schema(example = json!(["mal:16498", "7"]))]
    pub works: Option<Vec<String>>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// Studios.
    pub studios: Option<Vec<String>>,
}

/// How many preferences are gone.
#[derive(ToSchema)]
pub struct ForgottenPreferences {
    /// So many.
    pub forgotten: u64,
}

/// What many ask for right now.
#[derive(ToSchema)]
pub struct Trending {
    /// `works`, `tags` or `studios`.
    pub kind: String,
    /// Hours after which half of the interest in something has faded.
    pub half_life_h: f64,
    /// The list, hottest first.
    pub results: Vec<TrendingItem>,
    /// How many things are asked for at all.
    pub total: u64,
}

/// One thing that many ask for.
#[derive(ToSchema)]
pub struct TrendingItem {
    /// Its place, from 1.
    pub rank: u32,
    /// The work's id.
    pub id: Option<u32>,
    /// The work's title, or the name.
    pub name: String,
    /// How often it was asked for, older questions counting less.
    pub heat: f64,
    /// How often in the last 24 hours.
    pub last_day: u32,
    /// How often in the 24 hours before those.
    pub day_before: u32,
    /// What a list shows of the work.
    pub card: Option<Value>,
}

/// What a client of the older service asks.
#[derive(ToSchema)]
pub struct OldWish {
    /// The words.
    pub query: Option<String>,
    /// A work's id.
    pub anime_id: Option<String>,
    /// A picture in base64.
    pub image_data: Option<String>,
    /// Whether works that look like `anime_id` are wanted.
    pub visual_similarity: Option<bool>,
    /// The share of the words beside a picture, 0 to 1.
    pub text_weight: Option<f64>,
    /// Results, 1 to 100.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// Slots that hold; `genres`, `year_range`, `anime_types`, `studios` and `exclusions` are understood.
    pub filters: Option<std::collections::HashMap<String, Value>>,
}

/// The same as a form.
#[derive(ToSchema)]
pub struct OldForm {
    /// The words.
    pub query: Option<String>,
    /// A picture.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    pub image: Option<String>,
    /// A picture in base64.
    pub image_data: Option<String>,
    /// Results, 1 to 100.
    pub limit: Option<String>,
    /// The share of the words beside a picture.
    pub text_weight: Option<String>,
}

/// Results in the older service's shape.
#[derive(ToSchema)]
pub struct OldResults {
    /// The words.
    pub query: Option<String>,
    /// Results for words.
    pub results: Option<Vec<OldHit>>,
    /// How many of them.
    pub total_results: Option<u64>,
    /// Milliseconds.
    pub processing_time_ms: Option<f64>,
    /// `similar`, for works like one.
    pub search_type: Option<String>,
    /// The work they are like.
    pub anime_id: Option<String>,
    /// Works like it.
    pub similar_anime: Option<Vec<OldHit>>,
    /// How many of them.
    pub count: Option<u64>,
}

/// A result in the older service's shape.
#[derive(ToSchema)]
pub struct OldHit {
    /// Emaki's own id, as text.
    pub anime_id: String,
    /// The title shown first.
    pub title: String,
    /// The beginning of the synopsis.
    pub synopsis: Option<String>,
    /// The format.
    pub r#type: String,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// The first 12 tags.
    pub tags: Vec<String>,
    /// Studios.
    pub studios: Vec<String>,
    /// A poster's address at its source.
    pub picture: Option<String>,
    /// How well it answers, 0 to 1.
    pub relevance_score: f32,
    /// Audience score, 0 to 10.
    pub anime_score: Option<f64>,
    /// Year it began in.
    pub year: Option<i16>,
    /// Season it began in, in small letters.
    pub season: Option<String>,
    /// Its number there.
    pub myanimelist_id: Option<Value>,
    /// Its number there.
    pub anilist_id: Option<Value>,
    /// Its number there.
    pub kitsu_id: Option<Value>,
    /// Its number there.
    pub anidb_id: Option<Value>,
    /// Its number there.
    pub anisearch_id: Option<Value>,
    /// Its number there.
    pub simkl_id: Option<Value>,
    /// Its number there.
    pub livechart_id: Option<Value>,
    /// Its number there.
    pub animenewsnetwork_id: Option<Value>,
    /// Its name there.
    pub animeplanet_id: Option<Value>,
    /// Its name there.
    pub notify_id: Option<Value>,
    /// Its number there.
    pub animecountdown_id: Option<Value>,
}
