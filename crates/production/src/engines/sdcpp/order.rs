//! A recipe as a request, and what is wrong with it before it is sent. Pure.
//!
//! The server takes what was left out from its command line, and passes over or bends what it does not like: an
//! unknown sampler, 150 steps. So all that decides the picture is said, and what it would bend is refused here, by the
//! name of its field.

use serde_json::{Value, json};

use crate::{Hundredths, Recipe, ReferenceRole, engines::FieldError};

use super::{about::About, names};

/// More steps than this are bent down to it.
const MOST_STEPS: u32 = 100;

/// What the server would bend or cannot do.
pub(super) fn wrong(recipe: &Recipe, about: &About) -> Vec<FieldError> {
    let mut found = Vec::new();
    let mut note = |field: &str, message: String| {
        found.push(FieldError { field: field.to_owned(), message, kind: "out_of_bounds".to_owned() });
    };
    for (field, side, (least, most)) in
        [("width", recipe.width, about.width), ("height", recipe.height, about.height)]
    {
        if !(least..=most).contains(&u64::from(side)) {
            note(field, format!("{side} pixels are not between {least} and {most}"));
        }
    }
    if !(1..=MOST_STEPS).contains(&recipe.steps) {
        note("steps", format!("{} steps are not between 1 and {MOST_STEPS}", recipe.steps));
    }
    if recipe.guidance.0 < 0 {
        note("guidance", format!("{} is less than 0", recipe.guidance));
    }
    if recipe.references.iter().filter(|reference| reference.role == ReferenceRole::Start).count() > 1 {
        note("references", "a picture begins from one other, not from several".to_owned());
    }
    found
}

/// The request for a recipe; `start` stands for the file of the picture that it begins from.
pub(super) fn request(recipe: &Recipe, about: &About, start: Option<&str>) -> Value {
    let lora = |name: &str| about.loras.get(name).map_or(name, String::as_str).to_owned();
    let loras = recipe.loras.iter();
    let loras: Vec<Value> = loras
        .map(|own| json!({ "path": lora(&own.name), "multiplier": own.weight.as_f64(), "is_high_noise": false }))
        .collect();
    let mut request = json!({
        "prompt": recipe.prompt,
        "negative_prompt": recipe.negative_prompt,
        "width": recipe.width,
        "height": recipe.height,
        // Never below zero, which would leave the seed to the server and the recipe untrue.
        "seed": recipe.seed,
        "batch_count": 1,
        "sample_params": {
            "sample_method": names::theirs(names::SAMPLERS, &about.samplers, &recipe.sampler),
            "scheduler": names::theirs(names::SCHEDULERS, &about.schedulers, &recipe.scheduler),
            "sample_steps": recipe.steps,
            "guidance": { "txt_cfg": recipe.guidance.as_f64() },
        },
        "lora": loras,
        "hires": { "enabled": false },
        "output_format": "png",
        // The recipe is put in by us, whole.
        "embed_image_metadata": false,
    });
    let begins = recipe.references.iter().find(|reference| reference.role == ReferenceRole::Start);
    if let (Some(reference), Some(start)) = (begins, start) {
        // What stays of the picture, as a share of noise that is laid on it.
        let noise = Hundredths((100 - reference.weight.0).clamp(0, 100));
        request["init_image"] = json!(start);
        request["strength"] = json!(noise.as_f64());
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lora, Reference, recipe::example};

    fn about() -> About {
        About::read(&json!({"samplers": ["dpm++2m"], "schedulers": ["karras", "discrete"],
            "loras": [{"name": "brass", "path": "styles/brass.safetensors"}],
            "limits": {"min_width": 64, "max_width": 1024, "min_height": 64, "max_height": 1024}}))
    }

    fn recipe() -> Recipe {
        Recipe { references: Vec::new(), ..example() }
    }

    #[test]
    fn all_that_decides_the_picture_is_said() {
        let mut recipe = recipe();
        let sent = request(&recipe, &about(), None);
        assert_eq!((&sent["seed"], &sent["batch_count"]), (&json!(42), &json!(1)));
        assert_eq!(sent["sample_params"]["sample_method"], "dpm++2m");
        assert_eq!(sent["sample_params"]["guidance"], json!({"txt_cfg": 7.0}));
        assert_eq!(
            sent["lora"],
            json!([{"path": "styles/brass.safetensors", "multiplier": 0.85, "is_high_noise": false}])
        );
        assert!(sent.get("init_image").is_none() && sent.get("strength").is_none());
        recipe.references =
            vec![Reference { hash: "cd".repeat(32), role: ReferenceRole::Start, weight: Hundredths(70) }];
        let sent = request(&recipe, &about(), Some("Zm9v"));
        assert_eq!((&sent["init_image"], &sent["strength"]), (&json!("Zm9v"), &json!(0.3)));
    }

    #[test]
    fn what_would_be_bent_is_refused_by_its_field() {
        let start = Reference { hash: "cd".repeat(32), role: ReferenceRole::Start, weight: Hundredths(70) };
        let recipe = Recipe {
            width: 2048,
            height: 32,
            steps: 150,
            guidance: Hundredths(-100),
            references: vec![start.clone(), start],
            loras: vec![Lora { name: "brass".to_owned(), weight: Hundredths::ONE }],
            ..recipe()
        };
        let wrong = wrong(&recipe, &about());
        let fields: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["width", "height", "steps", "guidance", "references"]);
        assert_eq!(super::wrong(&super::tests::recipe(), &about()), Vec::<FieldError>::new());
    }
}
