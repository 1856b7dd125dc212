//! Searching by picture.

use utoipa::ToSchema;

use super::{FoundTake, Why};

/// A picture as a form.
#[derive(ToSchema)]
pub struct PictureForm {
    /// The picture: PNG, JPEG, GIF or WebP; as a text field its base64, or where it is.
    #[schema(format = Binary)]
    pub image: String,
    /// Works at most, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// Works for adults only: `exclude` (the default), `include` or `only`.
    pub adult: Option<String>,
    /// Words beside it: one score out of both.
    pub query: Option<String>,
    /// Looks at pictures only. Needs a CLIP.
    pub pictures: Option<bool>,
    /// What the picture counts beside the words, 0 to 1; 0.5 by default.
    #[schema(minimum = 0, maximum = 1)]
    pub weight: Option<f32>,
}

/// What was found for a picture.
#[derive(ToSchema)]
pub struct PictureResults {
    /// Whether the picture is surely one of those that are kept.
    pub is_match: bool,
    /// The same in a sentence.
    pub message: String,
    /// Works that show this very picture, the likeliest first.
    pub results: Vec<PictureHit>,
    /// Where nothing matches, what came nearest; no match.
    pub nearest: Vec<PictureHit>,
    /// Pictures made here that show it; absent where there are none.
    pub takes: Option<Vec<FoundTake>>,
    /// How many pictures it was compared with.
    pub pictures: u64,
    /// Milliseconds spent on comparing.
    pub took_ms: f64,
}

/// A work with the picture that was found.
#[derive(ToSchema)]
pub struct PictureHit {
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
    pub external_ids: Vec<String>,
    /// The first 12 tags.
    pub tags: Vec<String>,
    /// Studios, developers, authors.
    pub studios: Vec<String>,
    /// The beginning of the synopsis.
    pub synopsis: Option<String>,
    /// For adults only.
    pub adult: bool,
    /// The probability of the match, 0 to 1.
    pub relevance: f32,
    /// Empty: the picture is the reason.
    pub why: Why,
    /// The picture.
    pub picture: PictureMatch,
}

/// How a kept picture matches.
#[derive(ToSchema)]
pub struct PictureMatch {
    /// The SHA-256 of its file.
    pub sha256: String,
    /// Where its small copy is served.
    pub thumbnail: String,
    /// The address it was fetched from.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How likely the two are the same picture, 0 to 1.
    pub probability: f32,
    /// Whether the one that was sent is mirrored.
    pub mirrored: bool,
    /// The part of the kept picture that the one that was sent shows.
    pub window: PictureWindow,
    /// How alike light and shade are, 0 to 1.
    pub shade: f32,
}

/// A part of a picture, in shares of its sides.
#[derive(ToSchema)]
pub struct PictureWindow {
    /// From the left.
    pub left: f32,
    /// From the top.
    pub top: f32,
    /// Across.
    pub width: f32,
    /// Down.
    pub height: f32,
}

/// What is kept, and how addresses fared.
#[derive(ToSchema)]
pub struct PictureStatus {
    /// Pictures, each once however many works show it.
    pub pictures: u64,
    /// The lengths of their files together, in bytes.
    pub bytes: u64,
    /// Works with at least one picture.
    pub works: u64,
    /// Addresses that led to a picture.
    pub kept: u64,
    /// Addresses that did not.
    pub failed: u64,
    /// The last failures, newest first.
    pub failures: Vec<FailedPicture>,
}

/// An address that gave no picture.
#[derive(ToSchema)]
pub struct FailedPicture {
    /// The work.
    pub work: u32,
    /// The address.
    pub url: String,
    /// What went wrong, as a word.
    pub code: String,
    /// What went wrong, in a sentence.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub tried_at: String,
    /// When it is tried again.
    pub next_try_at: String,
}

/// Works for words, or for a picture where one was sent.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "described, and never made")]
pub enum SearchOrPicture {
    /// For words and filters.
    Words(super::SearchResults),
    /// For a picture.
    Picture(PictureResults),
    /// For words and a picture together, or among pictures only.
    Blended(BlendedResults),
}

/// Works like one, or works whose pictures look like its own.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "described, and never made")]
pub enum SimilarOrVisual {
    /// By what they are about.
    Similar(super::SimilarWorks),
    /// By their pictures.
    Visual(PictureResults),
}

/// The body of a search: the parameters of the query string, or a picture.
#[derive(ToSchema)]
pub struct SearchBody {
    /// The parameters of a search.
    #[serde(flatten)]
    pub parameters: super::SearchParameters,
    /// A picture, as base64 or by its address; then `limit` and `adult` hold and nothing else, and `query` for both.
    pub image: Option<String>,
    /// Looks at pictures only: those that show what the words say, or mean what the picture does. Needs a CLIP.
    pub pictures: Option<bool>,
    /// What the picture counts beside the words, 0 to 1; 0.5 by default.
    #[schema(minimum = 0, maximum = 1)]
    pub weight: Option<f32>,
}

/// What was found by words and a picture together, or among pictures only.
#[derive(ToSchema)]
pub struct BlendedResults {
    /// Works, the best first.
    pub results: Vec<BlendedWork>,
    /// The CLIP that compared; null where none is set up and pictures were compared by their looks alone.
    pub model: Option<String>,
    /// Pictures that it knows.
    pub pictures: u64,
    /// The weights in force, which sum to 1.
    pub weights: BlendedWeights,
    /// What is less than it should be, a sentence each.
    pub notes: Vec<String>,
}

/// What each part counts.
#[derive(ToSchema)]
pub struct BlendedWeights {
    /// What is written of a work.
    pub text: f32,
    /// What its pictures show.
    pub image: f32,
    /// How it is judged and known.
    pub metadata: f32,
}

/// A work with what each part says of it.
#[derive(ToSchema)]
pub struct BlendedWork {
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
    pub external_ids: Vec<String>,
    /// The first 12 tags.
    pub tags: Vec<String>,
    /// Studios, developers, authors.
    pub studios: Vec<String>,
    /// The beginning of the synopsis.
    pub synopsis: Option<String>,
    /// For adults only.
    pub adult: bool,
    /// The weighted sum of the parts.
    pub relevance: f32,
    /// What is written of it, 0 to 1; null where no words were asked for.
    pub text_score: Option<f32>,
    /// What its pictures show, 0 to 1; null where no picture was asked for.
    pub image_score: Option<f32>,
    /// How it is judged and known, 0 to 1.
    pub metadata_score: f32,
    /// Where the small copy of the picture that came nearest is served.
    pub thumbnail: Option<String>,
}
