//! Productions as clients see them.

use std::collections::BTreeMap;

use model::Instant;
use production::{Bible, PartSheet, Project, Recipe, Relationship, Review, Style, request::Axis};
use serde::Serialize;
use serde_json::Value;
use store::JobId;

/// A project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectView {
    /// Its id.
    pub id: String,
    /// What its maker says of it.
    #[serde(flatten)]
    pub project: Project,
    /// When it was made.
    pub created_at: Instant,
    /// When anything in it changed last.
    pub updated_at: Instant,
    /// Whether nothing new is made for it.
    pub archived: bool,
    /// Since when it lies in the bin.
    pub binned_at: Option<Instant>,
    /// Goes up with each change of what its maker says of it; a change may say which one it expects.
    pub version: u32,
    /// Goes up with each change of anything in it.
    pub revision: i64,
    /// The number of its newest event.
    pub last_event: i64,
    /// How many pictures there are.
    pub file_count: u64,
    /// How many of them were approved.
    pub approved_count: u64,
    /// How many characters there are.
    pub character_count: u64,
    /// Their ids, where one project was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<Vec<String>>,
    /// Jobs that have not ended.
    pub jobs_alive: u64,
    /// The sum of its files' lengths.
    pub bytes: u64,
    /// Its share of all pictures' storage, 0 to 1.
    pub storage_share: f64,
    /// The folder of its files.
    pub folder: String,
}

/// A character, with the version of its bible that counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CharacterView {
    /// Its id.
    pub id: String,
    /// Its project.
    pub project_id: String,
    /// The bible.
    #[serde(flatten)]
    pub bible: Bible,
    /// The version that counts, and is shown here.
    pub version: u32,
    /// The newest version.
    pub latest_version: u32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
    /// Since when it lies in the bin.
    pub binned_at: Option<Instant>,
    /// How many pictures of it were made.
    pub generation_count: u64,
}

/// All that is known of a character.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BibleView {
    /// The character.
    pub character_id: String,
    /// Its project.
    pub project_id: String,
    /// The version that is shown.
    pub version: u32,
    /// The version that counts.
    pub canonical_version: u32,
    /// The bible itself.
    pub bible: WholeBible,
    /// What the character is to others.
    pub relationships: Vec<Relationship>,
    /// Every version, newest first.
    pub history: Vec<VersionView>,
    /// Its newest pictures.
    pub generation_history: Vec<TakeView>,
}

/// A bible and how often it was used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WholeBible {
    /// The bible.
    #[serde(flatten)]
    pub bible: Bible,
    /// How many pictures of the character were made.
    pub generation_count: u64,
}

/// A version of a bible.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionView {
    /// Its number, from 1.
    pub version: u32,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub author: String,
    /// Why.
    pub note: String,
    /// Whether it is the one that counts.
    pub canonical: bool,
    /// The bible, where one version was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bible: Option<Bible>,
}

/// A style preset.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresetView {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Whether it comes with the program and cannot be changed.
    pub built_in: bool,
    /// What it does.
    #[serde(flatten)]
    pub style: Style,
}

/// A version of a style preset.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresetVersionView {
    /// The preset's name.
    pub name: String,
    /// Its number, from 1.
    pub version: u32,
    /// Whether it comes with the program; then it has no time and no author.
    pub built_in: bool,
    /// When it was written.
    pub at: Option<Instant>,
    /// By whom.
    pub author: Option<String>,
    /// When it was taken out of the list. Recipes that name it keep what it did.
    pub removed_at: Option<Instant>,
    /// What it does.
    #[serde(flatten)]
    pub style: Style,
}

/// An episode, a scene or a cut.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartView {
    /// Its id.
    pub id: String,
    /// Its project.
    pub project_id: String,
    /// In which part it stands.
    pub parent_id: Option<String>,
    /// `episode`, `scene` or `cut`.
    pub kind: String,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// What its maker says of it.
    #[serde(flatten)]
    pub sheet: PartSheet,
    /// The take that was chosen for a cut.
    pub take_id: Option<String>,
    /// Goes up with each change; a change may say which one it expects.
    pub version: u32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
}

/// A job that makes a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureJobView {
    /// Its id.
    pub job_id: JobId,
    /// `queued`, `claimed`, `running`, `completed`, `failed`, `cancelled` or `quarantined`.
    pub status: &'static str,
    /// Whether somebody asked to cancel it, and it runs still.
    pub cancelling: bool,
    /// 0 to 100.
    pub progress: f64,
    /// What it is doing, in words; once it is completed, that it is.
    pub message: String,
    /// How many jobs go before it, while it is queued and one job was asked for.
    pub queue_position: Option<u64>,
    /// How many seconds it takes still, as far as that is known.
    pub eta_s: Option<f64>,
    /// With which others it was asked for.
    pub batch_id: String,
    /// Its place among them, from 0.
    pub position: u32,
    /// For which project.
    pub project_id: Option<String>,
    /// Whom it shows.
    pub character_id: Option<String>,
    /// For which cut.
    pub cut_id: Option<String>,
    /// Only by this engine.
    pub engine: Option<String>,
    /// The values of the grid that it stands for.
    pub cell: BTreeMap<String, Value>,
    /// The job whose recipe is made again.
    pub reproduces: Option<String>,
    /// 0 to 9.
    pub priority: u8,
    /// How often a worker has begun it.
    pub attempts: u32,
    /// How often it may be begun.
    pub max_attempts: u32,
    /// How often its worker was lost.
    pub crashes: u32,
    /// When it was asked for.
    pub created_at: Instant,
    /// The moment from which it may run.
    pub not_before: Instant,
    /// When it last began.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub completed_at: Option<Instant>,
    /// How long its last run took, in seconds.
    pub total_time: Option<f64>,
    /// The picture, once it is there.
    pub take_id: Option<String>,
    /// The picture's file, below the folder of pictures.
    pub output_path: Option<String>,
    /// Why it failed, the last time it did.
    pub error: Option<String>,
    /// The number of its newest event.
    pub last_event: i64,
    /// The compiled prompt.
    pub prompt: String,
    /// The compiled negative prompt.
    pub negative_prompt: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The seed.
    pub seed: u64,
    /// The names of the presets.
    pub style_preset: Vec<String>,
    /// The whole recipe, where one job was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Box<Recipe>>,
}

/// A picture that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TakeView {
    /// Its id.
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
    pub at: Instant,
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
    /// What its maker thinks of it.
    #[serde(flatten)]
    pub review: Review,
    /// The seed.
    pub seed: u64,
    /// The compiled prompt.
    pub prompt: String,
    /// The whole recipe, where one take was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Box<Recipe>>,
}

/// Takes side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The takes.
    pub takes: Vec<TakeView>,
    /// The recipes' fields in which they differ, each with its values in the takes' order.
    pub differences: BTreeMap<String, Vec<Value>>,
}

/// Pictures that were asked for together, as a grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchView {
    /// Its id.
    pub batch_id: String,
    /// For which project.
    pub project_id: Option<String>,
    /// What was asked for; empty where a recipe was made again.
    pub wish: Value,
    /// The fields that vary, each with its values in their order.
    pub axes: Vec<Axis>,
    /// How many jobs there are in each state.
    pub counts: BTreeMap<&'static str, u64>,
    /// Every combination in its order; where nothing varies there is one.
    pub cells: Vec<BatchCell>,
}

/// A combination of a grid, with what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchCell {
    /// The values of the fields that vary.
    pub values: BTreeMap<String, Value>,
    /// Its jobs, in the order of their seeds.
    pub jobs: Vec<PictureJobView>,
    /// The pictures that are there, in the same order.
    pub takes: Vec<TakeView>,
}
