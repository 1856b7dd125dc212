//! Pictures that were made, and their review.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::Recipe;

/// A picture that was made.
#[derive(ToSchema)]
pub struct Take {
    /// Its UUID.
    pub id: String,
    /// The job that made it.
    pub job_id: String,
    /// With which others it was asked for.
    pub batch_id: String,
    /// For which project.
    pub project_id: Option<String>,
    /// Whom it shows.
    pub character_id: Option<String>,
    /// For which cut.
    pub cut_id: Option<String>,
    /// When it was made.
    pub at: String,
    /// Its file, below the folder of pictures.
    pub file: String,
    /// The SHA-256 of its file.
    pub hash: String,
    /// The file's length.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether it is a draft and no finished drawing.
    pub is_draft: bool,
    /// Goes up with each change of the review.
    pub version: u32,
    /// `draft`, `approved` or `rejected`.
    pub verdict: String,
    /// Why; a rejected take has a reason.
    pub reason: String,
    /// Whatever else.
    pub notes: String,
    /// Whether it stands out.
    pub starred: bool,
    /// Whether it is the best of its batch.
    pub best: bool,
    /// The seed.
    pub seed: u64,
    /// The compiled prompt.
    pub prompt: String,
    /// The whole recipe, where one take was asked for.
    pub recipe: Option<Recipe>,
}

/// A page of takes.
#[derive(ToSchema)]
pub struct TakeList {
    /// The newest first.
    pub takes: Vec<Take>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Takes side by side.
#[derive(ToSchema)]
pub struct ComparedTakes {
    /// The takes.
    pub takes: Vec<Take>,
    /// The recipes' fields in which they differ, each with its values in the takes' order.
    pub differences: HashMap<String, Vec<Value>>,
}

/// A take that was found.
#[derive(ToSchema)]
pub struct FoundTake {
    /// Always `take`.
    pub source: String,
    /// How well it answers, 0 to 1.
    pub relevance: f32,
    /// The words that were found in it; none where a picture was asked about.
    pub words: Vec<String>,
    /// Where its small copy is.
    pub thumbnail: String,
    /// Its UUID.
    pub id: String,
    /// The job that made it.
    pub job_id: String,
    /// With which others it was asked for.
    pub batch_id: String,
    /// For which project.
    pub project_id: Option<String>,
    /// Whom it shows.
    pub character_id: Option<String>,
    /// For which cut.
    pub cut_id: Option<String>,
    /// When it was made.
    pub at: String,
    /// Its file, below the folder of pictures.
    pub file: String,
    /// The SHA-256 of its file.
    pub hash: String,
    /// The file's length.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether it is a draft and no finished drawing.
    pub is_draft: bool,
    /// Goes up with each change of the review.
    pub version: u32,
    /// `draft`, `approved` or `rejected`.
    pub verdict: String,
    /// Why; a rejected take has a reason.
    pub reason: String,
    /// Whatever else.
    pub notes: String,
    /// Whether it stands out.
    pub starred: bool,
    /// Whether it is the best of its batch.
    pub best: bool,
    /// The seed.
    pub seed: u64,
    /// The compiled prompt.
    pub prompt: String,
}

/// Takes for words.
#[derive(ToSchema)]
pub struct FoundTakes {
    /// The words.
    pub query: String,
    /// The newest first.
    pub takes: Vec<FoundTake>,
}

/// The fields of a review that change; those that are not given stay.
#[derive(ToSchema)]
pub struct ReviewChange {
    /// `draft`, `approved` or `rejected`.
    pub verdict: Option<String>,
    /// Why; who rejects says so.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// Whatever else.
    #[schema(max_length = 2000)]
    pub notes: Option<String>,
    /// Whether it stands out.
    pub starred: Option<bool>,
    /// Whether it is the best of its batch.
    pub best: Option<bool>,
    /// Only if this is still its version.
    pub expected_version: Option<u32>,
}

/// How a take is to serve its character.
#[derive(ToSchema)]
pub struct TakeReference {
    /// `likeness`, `style`, `pose` or `start`.
    pub role: String,
    /// How strongly.
    #[schema(minimum = 0, maximum = 2)]
    pub weight: Option<f64>,
}
