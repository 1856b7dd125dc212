//! Projects, their events, and their episodes, scenes and cuts.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::Style;

/// A project to be made.
#[derive(ToSchema)]
pub struct ProjectBody {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Up to 500 characters.
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// A preset's name, or words; `anime` when not given.
    #[schema(max_length = 50)]
    pub style: Option<String>,
    /// An object of any shape up to 32 KiB.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Value>,
    /// What pictures are made with where nobody says it anew.
    pub defaults: Option<Style>,
    /// What `__name__` in a prompt may become.
    pub wildcards: Option<HashMap<String, Vec<String>>>,
}

/// The fields of a project that change; those that are not given stay, `null` stands for the default.
#[derive(ToSchema)]
pub struct ProjectChange {
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Up to 500 characters.
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// A preset's name, or words.
    #[schema(max_length = 50)]
    pub style: Option<String>,
    /// An object of any shape up to 32 KiB.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Value>,
    /// What pictures are made with where nobody says it anew.
    pub defaults: Option<Style>,
    /// What `__name__` in a prompt may become.
    pub wildcards: Option<HashMap<String, Vec<String>>>,
    /// Whether nothing new is made for it.
    pub archived: Option<bool>,
    /// Only if this is still its version.
    pub expected_version: Option<u32>,
}

/// A project.
#[derive(ToSchema)]
pub struct Project {
    /// Its UUID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// A preset's name, or words.
    pub style: String,
    /// What else its maker keeps.
    #[schema(value_type = Object)]
    pub metadata: Value,
    /// What pictures are made with where nobody says it anew.
    pub defaults: Style,
    /// What `__name__` in a prompt may become.
    pub wildcards: HashMap<String, Vec<String>>,
    /// When it was made.
    pub created_at: String,
    /// When anything in it changed last.
    pub updated_at: String,
    /// Whether nothing new is made for it.
    pub archived: bool,
    /// Since when it lies in the bin.
    pub binned_at: Option<String>,
    /// Goes up with each change of what its maker says of it.
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
    /// Their UUIDs, where one project was asked for.
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

/// A page of projects.
#[derive(ToSchema)]
pub struct ProjectList {
    /// Those changed last first.
    pub projects: Vec<Project>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// Something that happened to a picture of a project.
#[derive(ToSchema)]
pub struct ProjectEvent {
    /// The event's number within the project, from 1 without a gap.
    pub seq: i64,
    /// The job.
    pub job_id: String,
    /// The event's number within the job.
    pub job_seq: i64,
    /// When.
    pub at: String,
    /// What happened.
    pub event: String,
    /// `queued`, `claimed`, `running`, `completed`, `failed`, `cancelled` or `quarantined`.
    pub status: String,
    /// 0 to 100.
    pub progress: f64,
    /// What it was doing, in words.
    pub message: String,
    /// The node of the engine that works, by its class, where the event is of that.
    pub node: Option<String>,
    /// The step of that node, from 0.
    pub step: Option<u32>,
    /// Of so many.
    pub steps: Option<u32>,
    /// Why it failed, or is tried again.
    pub error: Option<String>,
    /// All else.
    pub data: Value,
}

/// An episode, a scene or a cut to be made.
#[derive(ToSchema)]
pub struct ProjectPartBody {
    /// `episode`, `scene` or `cut`.
    pub kind: String,
    /// Up to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What happens.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// Words for the prompts of its cuts.
    #[schema(max_length = 1000)]
    pub prompt: Option<String>,
    /// In which part it stands.
    pub parent_id: Option<String>,
    /// Its place among its siblings, from 1; at the end when not said.
    #[schema(minimum = 1)]
    pub position: Option<u32>,
}

/// The fields of a part that change; those that are not given stay.
#[derive(ToSchema)]
pub struct ProjectPartChange {
    /// Up to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// What happens.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// Words for the prompts of its cuts.
    #[schema(max_length = 1000)]
    pub prompt: Option<String>,
    /// Another parent; `null` for the top.
    pub parent_id: Option<String>,
    /// Another place.
    #[schema(minimum = 1)]
    pub position: Option<u32>,
    /// The take that is chosen for a cut; `null` for none.
    pub take_id: Option<String>,
    /// Only if this is still its version.
    pub expected_version: Option<u32>,
}

/// An episode, a scene or a cut.
#[derive(ToSchema)]
pub struct ProjectPart {
    /// Its UUID.
    pub id: String,
    /// Its project.
    pub project_id: String,
    /// In which part it stands.
    pub parent_id: Option<String>,
    /// `episode`, `scene` or `cut`.
    pub kind: String,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// Its title.
    pub title: String,
    /// What happens.
    pub text: String,
    /// Words for the prompts of its cuts.
    pub prompt: String,
    /// The take that was chosen for a cut.
    pub take_id: Option<String>,
    /// Goes up with each change.
    pub version: u32,
    /// When it was made.
    pub created_at: String,
    /// When it was changed last.
    pub updated_at: String,
}

/// A project's parts.
#[derive(ToSchema)]
pub struct ProjectPartList {
    /// Siblings in their order.
    pub parts: Vec<ProjectPart>,
}

/// What was removed.
#[derive(ToSchema)]
pub struct RemovedParts {
    /// How many parts.
    pub removed: u64,
}
