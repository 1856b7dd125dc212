//! Wishes for pictures, what they become, and the recipes that pictures are made by.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::StyleLora;

/// A wish for one or more pictures. Everything but the prompt may be left out.
#[derive(ToSchema)]
pub struct PictureWish {
    /// Choices in `{…|…}` and `__wildcards__` are drawn from the seed.
    #[schema(min_length = 1, max_length = 1000)]
    pub prompt: String,
    /// `bad quality, deformed, blurry` when not given.
    #[schema(max_length = 500)]
    pub negative_prompt: Option<String>,
    /// By 8; 512 when nothing else says it.
    #[schema(minimum = 64, maximum = 2048, multiple_of = 8)]
    pub width: Option<u32>,
    /// By 8; 768 when nothing else says it.
    #[schema(minimum = 64, maximum = 2048, multiple_of = 8)]
    pub height: Option<u32>,
    /// Up to 2^53 - 1; a random one when not given.
    #[schema(minimum = 0)]
    pub seed: Option<u64>,
    /// The sampler's steps.
    #[schema(minimum = 1, maximum = 150)]
    pub steps: Option<u32>,
    /// How closely the prompt is followed.
    #[schema(minimum = 0, maximum = 30)]
    pub guidance: Option<f64>,
    /// As the engine knows it.
    pub sampler: Option<String>,
    /// As the engine knows it.
    pub scheduler: Option<String>,
    /// As the engine knows it.
    pub model: Option<String>,
    /// Small models on top.
    pub loras: Option<Vec<StyleLora>>,
    /// Kept pictures that the new ones are to be like, besides those of the bible.
    pub references: Option<Vec<WishedReference>>,
    /// The name of an outfit of the character's wardrobe, or words.
    pub outfit: Option<String>,
    /// How many pictures of each kind, each with the next seed.
    #[schema(minimum = 1, maximum = 64)]
    pub count: Option<u32>,
    /// Values to try in all combinations: an object such as `{"steps": [10, 20]}`, or a list of `field` and `values`.
    pub matrix: Option<Value>,
    /// A project's UUID.
    pub project_id: Option<String>,
    /// A character's UUID.
    pub character_id: Option<String>,
    /// A cut's UUID, whose takes these are to be.
    pub cut_id: Option<String>,
    /// A preset's name, or several as a list, the first one at the bottom.
    pub style_preset: Option<Value>,
    /// The higher goes first; 4 when not given.
    #[schema(minimum = 0, maximum = 9)]
    pub priority: Option<u8>,
    /// Not before this moment (RFC 3339).
    #[schema(format = DateTime)]
    pub not_before: Option<String>,
    /// The caller's own name for the wish: asked for again, it is the same wish.
    #[schema(min_length = 1, max_length = 200)]
    pub idempotency_key: Option<String>,
    /// Only by this engine.
    pub engine: Option<String>,
}

/// A reference of a wish.
#[derive(ToSchema)]
pub struct WishedReference {
    /// The SHA-256 of a kept picture.
    pub hash: String,
    /// `likeness` (when not said), `style`, `pose` or `start`.
    pub role: Option<String>,
    /// How strongly.
    #[schema(minimum = 0, maximum = 2)]
    pub weight: Option<f64>,
}

/// What came of asking for pictures.
#[derive(ToSchema)]
pub struct WishAccepted {
    /// The job of the first picture.
    pub job_id: String,
    /// Its state.
    pub status: String,
    /// How many queued jobs go before it.
    pub queue_position: u64,
    /// When the last of the pictures will be there, in words.
    pub estimated_time: String,
    /// The same in seconds.
    pub estimated_seconds: f64,
    /// Whether it was made now, and is not one that was asked for before under the same key.
    pub is_new: bool,
    /// All that was asked for together.
    pub batch_id: String,
    /// The job of each picture, in their order.
    pub jobs: Vec<String>,
    /// Where the first job can be asked for.
    pub url: String,
    /// Where its events are told as they happen.
    pub websocket_url: String,
}

/// A wish as it would be made.
#[derive(ToSchema)]
pub struct CompiledWish {
    /// The compiled prompt of the first picture.
    pub prompt: String,
    /// Its compiled negative prompt.
    pub negative_prompt: String,
    /// What both are made of.
    pub pieces: Vec<PromptPiece>,
    /// What was chosen.
    pub choices: Vec<PromptChoice>,
    /// How many pictures it would become.
    pub pictures: u64,
    /// How long they take, in seconds, once they begin.
    pub estimated_seconds: f64,
    /// The recipe of the first picture.
    pub recipe: Recipe,
}

/// One piece of a compiled prompt.
#[derive(ToSchema)]
pub struct PromptPiece {
    /// Where it came from: `words`, `character`, `hair`, `outfit`, `cut`, `preset:` and its name, `project`, …
    pub from: String,
    /// What it says, choices resolved.
    pub text: String,
    /// How strongly; 1 when not said.
    pub weight: Option<f64>,
    /// Whether it belongs to the negative prompt.
    pub negative: Option<bool>,
}

/// What was chosen at one place.
#[derive(ToSchema)]
pub struct PromptChoice {
    /// In which piece.
    pub from: String,
    /// The choice as it was written.
    pub written: String,
    /// What it became.
    pub taken: String,
}

/// All that is needed to make one picture again.
#[derive(ToSchema)]
pub struct Recipe {
    /// Of this shape.
    pub version: u32,
    /// The compiled prompt.
    pub prompt: String,
    /// The compiled negative prompt.
    pub negative_prompt: String,
    /// The maker's own words, choices unresolved.
    pub words: String,
    /// The maker's own negative words.
    pub negative_words: String,
    /// What the compiled prompt is made of.
    pub pieces: Vec<PromptPiece>,
    /// What was chosen.
    pub choices: Vec<PromptChoice>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The seed.
    pub seed: u64,
    /// The sampler's steps.
    pub steps: u32,
    /// How closely the prompt is followed.
    pub guidance: f64,
    /// As the engine knows it.
    pub sampler: String,
    /// As the engine knows it.
    pub scheduler: String,
    /// The model; none where the engine takes its own.
    pub model: Option<RecipeModel>,
    /// Small models on top.
    pub loras: Vec<StyleLora>,
    /// Names of embeddings.
    pub embeddings: Vec<String>,
    /// Pictures that the new one is to be like.
    pub references: Vec<RecipeReference>,
    /// References of the bible that no engine could use.
    pub left_out: Option<Vec<RecipeReference>>,
    /// The project.
    pub project: Option<String>,
    /// Whom it shows.
    pub figure: Option<RecipeFigure>,
    /// The presets, the first one at the bottom.
    pub presets: Vec<RecipePreset>,
    /// How it was made; none before it was.
    pub made_by: Option<RecipeMadeBy>,
}

/// A model file.
#[derive(ToSchema)]
pub struct RecipeModel {
    /// As the engine knows it.
    pub name: String,
    /// The SHA-256 of its file, where the engine tells it.
    pub hash: Option<String>,
}

/// A reference of a recipe.
#[derive(ToSchema)]
pub struct RecipeReference {
    /// The SHA-256 of its file.
    pub hash: String,
    /// `likeness`, `style`, `pose` or `start`.
    pub role: String,
    /// How strongly, 0 to 2.
    pub weight: f64,
}

/// Whom a picture shows, as the bible told at that time.
#[derive(ToSchema)]
pub struct RecipeFigure {
    /// The character.
    pub id: String,
    /// The version of its bible.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// What it looks like, by parts.
    pub appearance: HashMap<String, String>,
}

/// A preset and its version.
#[derive(ToSchema)]
pub struct RecipePreset {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
}

/// How a picture was made.
#[derive(ToSchema)]
pub struct RecipeMadeBy {
    /// The engine's name in the settings.
    pub engine: String,
    /// `draft`, `comfyui` or `sdcpp`.
    pub kind: String,
    /// Its version.
    pub version: String,
    /// Where it ran, as far as it is told.
    pub host: Option<String>,
    /// The name of the graph template.
    pub template: Option<String>,
    /// The graph as it was sent.
    pub graph: Value,
    /// Whether the picture is a draft and no finished drawing.
    pub is_draft: bool,
}

/// The engines that make pictures.
#[derive(ToSchema)]
pub struct EngineList {
    /// Each with how it is.
    pub engines: Vec<PictureEngine>,
}

/// An engine.
#[derive(ToSchema)]
pub struct PictureEngine {
    /// Its name.
    pub name: String,
    /// `draft`, `comfyui` or `sdcpp`.
    pub kind: String,
    /// `ready`, `warming` or `away`.
    pub state: String,
    /// Whether it is `ready`.
    pub ready: bool,
    /// Why it does not answer.
    pub reason: Option<String>,
    /// How many pictures it makes at once.
    pub at_once: u64,
    /// How many it is making for this process.
    pub busy: u64,
    /// What it can do.
    pub capabilities: Option<EngineCapabilities>,
}

/// What an engine can do.
#[derive(ToSchema)]
pub struct EngineCapabilities {
    /// Its version.
    pub version: String,
    /// Where it computes; empty when it does not tell.
    pub device: String,
    /// The models that it can load.
    pub models: Vec<String>,
    /// The small models that can be laid on top.
    pub loras: Vec<String>,
    /// Its samplers; empty when any name will do.
    pub samplers: Vec<String>,
    /// Its noise schedules; empty when any name will do.
    pub schedulers: Vec<String>,
    /// The ways in which it can use references.
    pub roles: Vec<String>,
    /// Whether small models can be laid on at all.
    pub takes_loras: bool,
    /// What it makes are drafts and no finished drawings.
    pub makes_drafts: bool,
    /// Templates that it cannot run, with the reason for each.
    pub unusable: Vec<String>,
}
