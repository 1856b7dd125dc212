//! Characters of projects, their bibles, and what they are to each other.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::{StyleLora, Take};

/// A character to be made; whatever is left out is empty, or the catalog's.
#[derive(ToSchema)]
pub struct ProjectCharacterBody {
    /// Its project's UUID.
    pub project_id: String,
    /// The catalog's character whose facts it begins with: a number of ours, or such as `anilist:1`.
    pub from_catalog: Option<Value>,
    /// 1 to 100 characters; required unless the catalog tells it.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// What it looks like: a text, or an object of parts (`text`, `hair`, `eyes`, `build`, `outfit`, `marks`).
    pub appearance: Option<Value>,
    /// In a sentence or two.
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// Up to 500 characters.
    #[schema(max_length = 500)]
    pub personality: Option<String>,
    /// Up to 1,000 characters.
    #[schema(max_length = 1000)]
    pub backstory: Option<String>,
    /// Core attributes such as `age`.
    pub attributes: Option<HashMap<String, String>>,
    /// Outfits besides the usual one, by name.
    pub wardrobe: Option<HashMap<String, String>>,
    /// Prompts that showed it well.
    pub reference_prompts: Option<Vec<String>>,
    /// Words that stand in each prompt: texts, or objects with `text` and `weight`.
    pub prompt_parts: Option<Vec<Value>>,
    /// The same for each negative prompt.
    pub negative_parts: Option<Vec<Value>>,
    /// Seeds that showed it well.
    pub seeds: Option<Vec<u64>>,
    /// Small models of it.
    pub loras: Option<Vec<StyleLora>>,
    /// Names of embeddings of it.
    pub embeddings: Option<Vec<String>>,
    /// Pictures of it that are kept here.
    pub references: Option<Vec<BibleReferenceBody>>,
    /// The catalog's character whom it is made after.
    pub catalog_character: Option<i64>,
}

/// The fields of a bible that change; those that are not given stay, `null` stands for nothing.
#[derive(ToSchema)]
pub struct ProjectCharacterChange {
    /// Only if this is still the newest version.
    pub expected_version: Option<u32>,
    /// The version over which the fields are laid; the newest one when not said.
    pub base_version: Option<u32>,
    /// Why.
    #[schema(max_length = 500)]
    pub note: Option<String>,
    /// Whether the new version is the one that counts; it is when not said.
    pub canonical: Option<bool>,
    /// 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// What it looks like: a text, or an object of parts.
    pub appearance: Option<Value>,
    /// In a sentence or two.
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// Up to 500 characters.
    #[schema(max_length = 500)]
    pub personality: Option<String>,
    /// Up to 1,000 characters.
    #[schema(max_length = 1000)]
    pub backstory: Option<String>,
    /// Core attributes such as `age`.
    pub attributes: Option<HashMap<String, String>>,
    /// Outfits besides the usual one, by name.
    pub wardrobe: Option<HashMap<String, String>>,
    /// Prompts that showed it well.
    pub reference_prompts: Option<Vec<String>>,
    /// Words that stand in each prompt: texts, or objects with `text` and `weight`.
    pub prompt_parts: Option<Vec<Value>>,
    /// The same for each negative prompt.
    pub negative_parts: Option<Vec<Value>>,
    /// Seeds that showed it well.
    pub seeds: Option<Vec<u64>>,
    /// Small models of it.
    pub loras: Option<Vec<StyleLora>>,
    /// Names of embeddings of it.
    pub embeddings: Option<Vec<String>>,
    /// Pictures of it that are kept here.
    pub references: Option<Vec<BibleReferenceBody>>,
    /// The catalog's character whom it is made after.
    pub catalog_character: Option<i64>,
}

/// A picture that a bible is to refer to.
#[derive(ToSchema)]
pub struct BibleReferenceBody {
    /// The SHA-256 of its file, which is kept here.
    pub hash: String,
    /// `likeness`, `style`, `pose` or `start`.
    pub role: String,
    /// How strongly.
    #[schema(minimum = 0, maximum = 2)]
    pub weight: Option<f64>,
    /// What it shows.
    #[schema(max_length = 200)]
    pub note: Option<String>,
    /// The take that it was.
    pub take: Option<String>,
}

/// A picture that a bible refers to.
#[derive(ToSchema)]
pub struct BibleReference {
    /// The SHA-256 of its file.
    pub hash: String,
    /// `likeness`, `style`, `pose` or `start`.
    pub role: String,
    /// How strongly, 0 to 2.
    pub weight: f64,
    /// What it shows.
    pub note: String,
    /// The take that it was.
    pub take: Option<String>,
}

/// Words with a weight.
#[derive(ToSchema)]
pub struct BiblePart {
    /// The words.
    pub text: String,
    /// 0 to 3; 1 when not said.
    pub weight: Option<f64>,
}

/// A version of a bible, whole.
#[derive(ToSchema)]
pub struct Bible {
    /// The name.
    pub name: String,
    /// In a sentence or two.
    pub description: String,
    /// What it looks like: a text, or an object of parts.
    pub appearance: Value,
    /// Its personality.
    pub personality: String,
    /// Its backstory.
    pub backstory: String,
    /// Core attributes.
    pub attributes: HashMap<String, String>,
    /// Outfits besides the usual one, by name.
    pub wardrobe: HashMap<String, String>,
    /// Prompts that showed it well.
    pub reference_prompts: Vec<String>,
    /// Words that stand in each prompt.
    pub prompt_parts: Vec<BiblePart>,
    /// Words that stand in each negative prompt.
    pub negative_parts: Vec<BiblePart>,
    /// Seeds that showed it well.
    pub seeds: Vec<u64>,
    /// Small models of it.
    pub loras: Vec<StyleLora>,
    /// Names of embeddings of it.
    pub embeddings: Vec<String>,
    /// Pictures of it.
    pub references: Vec<BibleReference>,
    /// The catalog's character whom it is made after.
    pub catalog_character: Option<i64>,
    /// How many pictures of the character were made, where the whole bible was asked for.
    pub generation_count: Option<u64>,
}

/// A character, with the version of its bible that counts.
#[derive(ToSchema)]
pub struct ProjectCharacter {
    /// Its UUID.
    pub id: String,
    /// Its project.
    pub project_id: String,
    /// The name.
    pub name: String,
    /// In a sentence or two.
    pub description: String,
    /// What it looks like: a text, or an object of parts.
    pub appearance: Value,
    /// Its personality.
    pub personality: String,
    /// Its backstory.
    pub backstory: String,
    /// Core attributes.
    pub attributes: HashMap<String, String>,
    /// Outfits besides the usual one, by name.
    pub wardrobe: HashMap<String, String>,
    /// Prompts that showed it well.
    pub reference_prompts: Vec<String>,
    /// Words that stand in each prompt.
    pub prompt_parts: Vec<BiblePart>,
    /// Words that stand in each negative prompt.
    pub negative_parts: Vec<BiblePart>,
    /// Seeds that showed it well.
    pub seeds: Vec<u64>,
    /// Small models of it.
    pub loras: Vec<StyleLora>,
    /// Names of embeddings of it.
    pub embeddings: Vec<String>,
    /// Pictures of it.
    pub references: Vec<BibleReference>,
    /// The catalog's character whom it is made after.
    pub catalog_character: Option<i64>,
    /// The version that counts, and is shown here.
    pub version: u32,
    /// The newest version.
    pub latest_version: u32,
    /// When it was made.
    pub created_at: String,
    /// When it was changed last.
    pub updated_at: String,
    /// Since when it lies in the bin.
    pub binned_at: Option<String>,
    /// How many pictures of it were made.
    pub generation_count: u64,
}

/// A page of characters.
#[derive(ToSchema)]
pub struct ProjectCharacterList {
    /// Those changed last first.
    pub characters: Vec<ProjectCharacter>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// A version of a bible.
#[derive(ToSchema)]
pub struct BibleVersion {
    /// Its number, from 1.
    pub version: u32,
    /// When it was written.
    pub at: String,
    /// By whom.
    pub author: String,
    /// Why.
    pub note: String,
    /// Whether it is the one that counts.
    pub canonical: bool,
    /// The bible, where one version was asked for.
    pub bible: Option<Bible>,
}

/// What a character is to another one.
#[derive(ToSchema)]
pub struct BibleTie {
    /// What it is to the other one, such as `mentor`.
    pub kind: String,
    /// The other one.
    pub other: String,
    /// The other one's name.
    pub name: String,
    /// What else there is to say.
    pub note: String,
}

/// A tie to be made.
#[derive(ToSchema)]
pub struct BibleTieBody {
    /// What the character is to the other one, such as `mentor`.
    pub kind: String,
    /// The other one.
    pub other: String,
    /// What else there is to say.
    #[schema(max_length = 200)]
    pub note: Option<String>,
}

/// All that is known of a character.
#[derive(ToSchema)]
pub struct WholeBible {
    /// The character.
    pub character_id: String,
    /// Its project.
    pub project_id: String,
    /// The version that is shown.
    pub version: u32,
    /// The version that counts.
    pub canonical_version: u32,
    /// The bible.
    pub bible: Bible,
    /// What the character is to others.
    pub relationships: Vec<BibleTie>,
    /// Every version, newest first.
    pub history: Vec<BibleVersion>,
    /// Its newest pictures.
    pub generation_history: Vec<Take>,
}

/// A character's file, and the project that is to have it.
#[derive(ToSchema)]
pub struct CharacterImport {
    /// The project's UUID.
    pub project_id: String,
    /// The file, as `…/bible?format=file` gives it.
    #[schema(value_type = Object)]
    pub file: Value,
}

/// A picture that was handed in and is kept.
#[derive(ToSchema)]
pub struct KeptPicture {
    /// The SHA-256 of its file; wishes and bibles name it by this.
    pub hash: String,
    /// The file's format, such as `image/png`.
    pub media_type: String,
    /// The file's length.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A picture to be handed in.
#[derive(ToSchema)]
pub struct KeptPictureBody {
    /// The file as base64, a `data:` address, or where it lies on the public internet.
    pub image: String,
}

/// A picture to be handed in as a reference of a character.
#[derive(ToSchema)]
pub struct CharacterPictureBody {
    /// The file as base64, a `data:` address, or where it lies on the public internet.
    pub image: String,
    /// `likeness` (when not said), `style`, `pose` or `start`.
    pub role: Option<String>,
    /// How strongly.
    #[schema(minimum = 0, maximum = 2)]
    pub weight: Option<f64>,
    /// What it shows.
    #[schema(max_length = 200)]
    pub note: Option<String>,
}
