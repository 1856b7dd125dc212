//! The recipe: all that is needed to make one picture again.
//!
//! A recipe is made before its picture, by compiling what a maker asked for; nothing is left open in it, the seed
//! least of all. The engine adds the last part, [`Recipe::made_by`], when the picture is there. It is stored with the
//! take, in the picture's own text chunks and in a file beside it.

use serde::{Deserialize, Serialize};

use crate::{
    Appearance, CharacterId, Hundredths, ProjectId,
    prompt::{Choice, Piece},
};

/// The version of the shape below. A reader that finds a higher one says so and does not guess.
pub const RECIPE_VERSION: u32 = 1;

/// The largest seed: the largest whole number that every reader of JSON keeps exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// How to make one picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// [`RECIPE_VERSION`] of whoever wrote it.
    pub version: u32,
    /// The compiled prompt, as it goes to the engine.
    pub prompt: String,
    /// The compiled negative prompt.
    pub negative_prompt: String,
    /// The maker's own words before they were compiled, choices unresolved.
    pub words: String,
    /// The maker's own negative words.
    pub negative_words: String,
    /// What the compiled prompt is made of, in its order, and where each piece came from.
    #[serde(default)]
    pub pieces: Vec<Piece>,
    /// What was chosen where the words left a choice.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// In pixels, 64 to 2048, a multiple of 8.
    pub width: u32,
    /// In pixels, 64 to 2048, a multiple of 8.
    pub height: u32,
    /// 0 to [`MAX_SEED`].
    pub seed: u64,
    /// Steps of the sampler, 1 to 150.
    pub steps: u32,
    /// How closely the prompt is followed (classifier-free guidance), 0 to 30.
    pub guidance: Hundredths,
    /// The sampler's name as the engine knows it, such as `dpmpp_2m`.
    pub sampler: String,
    /// The name of the noise schedule, such as `karras`.
    pub scheduler: String,
    /// The model to load; none where the engine has only one, or is to take its default.
    pub model: Option<Model>,
    /// Small models on top of the model, in the order in which they are laid on.
    #[serde(default)]
    pub loras: Vec<Lora>,
    /// Names of embeddings (textual inversions) that the prompt speaks of.
    #[serde(default)]
    pub embeddings: Vec<String>,
    /// Pictures that the new one is to be like.
    #[serde(default)]
    pub references: Vec<Reference>,
    /// References of the bible that no engine could use in their way when the picture was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<Reference>,
    /// For which project it is made.
    pub project: Option<ProjectId>,
    /// Whom it shows, as far as the bible tells.
    pub figure: Option<Figure>,
    /// The style presets laid over each other, the first one at the bottom.
    #[serde(default)]
    pub presets: Vec<PresetStamp>,
    /// How it was made; none before it was.
    pub made_by: Option<MadeBy>,
}

/// A model file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// As the engine knows it, such as `anything-v5.safetensors`.
    pub name: String,
    /// The SHA-256 of its file in hexadecimal digits, where the engine tells it.
    pub hash: Option<String>,
}

/// A small model that is laid on top of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lora {
    /// As the engine knows it.
    pub name: String,
    /// How strongly, -2 to 2.
    pub weight: Hundredths,
}

/// A picture that the new one is to be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The SHA-256 of its file, in 64 hexadecimal digits; under this name it is kept.
    pub hash: String,
    /// In which way.
    pub role: ReferenceRole,
    /// How strongly, 0 to 2. For [`ReferenceRole::Start`] it is what stays of the picture: 1 changes nothing.
    pub weight: Hundredths,
}

/// In which way a new picture is to be like a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceRole {
    /// The same figure (IP-Adapter).
    Likeness,
    /// The same style (IP-Adapter with style weights).
    Style,
    /// The same pose.
    Pose,
    /// Begun from this picture (image to image).
    Start,
}

impl ReferenceRole {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Likeness, Self::Style, Self::Pose, Self::Start];
}

/// Whom a picture shows, as the bible told at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The character.
    pub id: CharacterId,
    /// The version of its bible.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// What it looks like.
    pub appearance: Appearance,
}

/// A preset and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetStamp {
    /// Its name.
    pub name: String,
    /// Its version; those that come with the program have 1.
    pub version: u32,
}

/// How a picture was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeBy {
    /// The engine's name in the settings, such as `draft` or `studio`.
    pub engine: String,
    /// Its kind: `draft`, `comfyui`, `sdcpp`.
    pub kind: String,
    /// Its version, as it tells it.
    pub version: String,
    /// Where it ran, as far as it is told: the same pixels come from the same host. Never an address with a secret.
    pub host: Option<String>,
    /// The name of the graph template, where the engine has such.
    pub template: Option<String>,
    /// What was sent, where the engine takes a graph or a request; of pictures in it their hashes, and the model where the
    /// engine has only one and is not told.
    pub graph: Option<serde_json::Value>,
    /// Whether the picture is a draft and no finished drawing.
    pub is_draft: bool,
}

#[cfg(test)]
pub(crate) fn example() -> Recipe {
    Recipe {
        version: RECIPE_VERSION,
        prompt: "1girl, silver hair, red coat, lantern in hand".to_owned(),
        negative_prompt: "bad quality, deformed, blurry".to_owned(),
        words: "lantern in {hand|the snow}".to_owned(),
        negative_words: String::new(),
        pieces: Vec::new(),
        choices: Vec::new(),
        width: 512,
        height: 768,
        seed: 42,
        steps: 20,
        guidance: Hundredths(700),
        sampler: "dpmpp_2m".to_owned(),
        scheduler: "karras".to_owned(),
        model: Some(Model { name: "lamplight.safetensors".to_owned(), hash: None }),
        loras: vec![Lora { name: "brass".to_owned(), weight: Hundredths(85) }],
        embeddings: Vec::new(),
        references: vec![Reference {
            hash: "ab".repeat(32),
            role: ReferenceRole::Likeness,
            weight: Hundredths(90),
        }],
        left_out: Vec::new(),
        project: None,
        figure: None,
        presets: vec![PresetStamp { name: "steampunk".to_owned(), version: 1 }],
        made_by: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_comes_back_as_it_was() {
        let recipe = example();
        let text = serde_json::to_string(&recipe).expect("a recipe is JSON");
        assert_eq!(serde_json::from_str::<Recipe>(&text).ok(), Some(recipe));
        assert!(serde_json::from_str::<Recipe>("{\"version\":1}").is_err(), "nothing may be left open");
    }
}
