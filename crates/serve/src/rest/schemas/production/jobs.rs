//! Pictures' jobs, and grids of them.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::{Recipe, Take};

/// A job that makes a picture.
#[derive(ToSchema)]
pub struct PictureJob {
    /// Its UUID.
    pub job_id: String,
    /// `queued`, `claimed`, `running`, `completed`, `failed`, `cancelled` or `quarantined`.
    pub status: String,
    /// Whether somebody asked to cancel it, and it runs still.
    pub cancelling: bool,
    /// 0 to 100.
    pub progress: f64,
    /// What it is doing, in words.
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
    pub cell: HashMap<String, Value>,
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
    pub created_at: String,
    /// The moment from which it may run.
    pub not_before: String,
    /// When it last began.
    pub started_at: Option<String>,
    /// When it ended.
    pub completed_at: Option<String>,
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
    pub recipe: Option<Recipe>,
}

/// A job of any kind: one of a picture in its own words.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum AnyJob {
    /// It makes a picture.
    Picture(Box<PictureJob>),
    /// It does something else.
    Other(Box<crate::rest::schemas::Job>),
}

/// A page of pictures' jobs.
#[derive(ToSchema)]
pub struct PictureJobList {
    /// The newest first.
    pub jobs: Vec<PictureJob>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// How many there are in each state.
    pub counts: HashMap<String, u64>,
}

/// Another priority.
#[derive(ToSchema)]
pub struct PictureJobPriority {
    /// The higher goes first.
    #[schema(minimum = 0, maximum = 9)]
    pub priority: u8,
}

/// Whether the queue is to be held.
#[derive(ToSchema)]
pub struct QueuePause {
    /// True holds it.
    pub paused: bool,
}

/// Whether the queue is held.
#[derive(ToSchema)]
pub struct QueuePaused {
    /// `kind:generate`.
    pub what: String,
    /// Whether it is held now.
    pub paused: bool,
    /// Whether it was otherwise before.
    pub changed: bool,
}

/// Pictures that were asked for together, as a grid.
#[derive(ToSchema)]
pub struct PictureGrid {
    /// Its UUID.
    pub batch_id: String,
    /// For which project.
    pub project_id: Option<String>,
    /// What was asked for; empty where a recipe was made again.
    #[schema(value_type = Object)]
    pub wish: Value,
    /// The fields that vary, each with its values in their order.
    pub axes: Vec<GridAxis>,
    /// How many jobs there are in each state.
    pub counts: HashMap<String, u64>,
    /// Every combination in its order; where nothing varies there is one.
    pub cells: Vec<GridCell>,
}

/// A field and the values that it takes.
#[derive(ToSchema)]
pub struct GridAxis {
    /// The field of the wish.
    pub field: String,
    /// Its values.
    pub values: Vec<Value>,
}

/// A combination, with what became of it.
#[derive(ToSchema)]
pub struct GridCell {
    /// The values of the fields that vary.
    pub values: HashMap<String, Value>,
    /// Its jobs, in the order of their seeds.
    pub jobs: Vec<PictureJob>,
    /// The pictures that are there, in the same order.
    pub takes: Vec<Take>,
}
