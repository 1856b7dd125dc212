//! Settings of productions.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

/// Settings of productions. `config/default.toml` says what each means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductionConfig {
    /// Opens the doors to projects and their jobs.
    pub enabled: bool,
    /// The folder of pictures, where it is not `productions` in the data folder.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// Where pictures are kept under their hash, `s3://bucket/prefix` or `gs://bucket/prefix`, where that is not the
    /// folder `objects` in the folder of pictures.
    #[serde(default)]
    pub objects: Option<String>,
    /// Settings of the provider of `objects`, under the names of its own tools, such as `AWS_REGION` and
    /// `AWS_ENDPOINT_URL`. Keys belong in the environment.
    #[serde(default)]
    pub object_options: BTreeMap<String, String>,
    /// Whether workers warm their engines by a small picture before the first wish comes.
    #[serde(default = "yes")]
    pub preload: bool,
    /// How many pictures may wait before more of them are refused.
    pub most_waiting: u64,
    /// How many days the bin keeps what was thrown into it.
    pub keep_binned_days: u32,
    /// The engines by name. Where none is named, drafts are drawn.
    #[serde(default)]
    pub engines: BTreeMap<String, EngineConfig>,
}

/// Settings of an engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineConfig {
    /// `draft`, `comfyui` or `sdcpp`.
    pub kind: String,
    /// Where it is, of a `comfyui` or `sdcpp`.
    #[serde(default)]
    pub url: Option<String>,
    /// What is sent as a bearer token, where something in front of it asks for one.
    #[serde(default)]
    pub token: Option<String>,
    /// The model for recipes that name none. An `sdcpp` has one model, and is away while it has another than this.
    #[serde(default)]
    pub model: Option<String>,
    /// Its share of the work where several could do it, 1 to 100.
    #[serde(default = "one")]
    pub weight: u32,
    /// How many pictures it makes at once.
    #[serde(default = "single")]
    pub at_once: usize,
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}

fn single() -> usize {
    1
}
