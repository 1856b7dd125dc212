//! The picture that loads an engine's model.

use std::collections::BTreeSet;

use crate::{Hundredths, Model, Recipe, recipe::RECIPE_VERSION};

use super::Capabilities;

/// The smallest recipe that loads the first model; none is named where the engine names none.
pub(super) fn warming(able: &Capabilities) -> Recipe {
    let first = |names: &BTreeSet<String>, wish: &str| {
        let wished = names.get(wish).or_else(|| names.first());
        wished.cloned().unwrap_or_else(|| wish.to_owned())
    };
    Recipe {
        version: RECIPE_VERSION,
        prompt: String::new(),
        negative_prompt: String::new(),
        words: String::new(),
        negative_words: String::new(),
        pieces: Vec::new(),
        choices: Vec::new(),
        width: 64,
        height: 64,
        seed: 0,
        steps: 1,
        guidance: Hundredths::ONE,
        sampler: first(&able.samplers, "euler"),
        scheduler: first(&able.schedulers, "normal"),
        model: able.models.first().map(|name| Model { name: name.clone(), hash: None }),
        loras: Vec::new(),
        embeddings: Vec::new(),
        references: Vec::new(),
        left_out: Vec::new(),
        project: None,
        figure: None,
        presets: Vec::new(),
        made_by: None,
    }
}
