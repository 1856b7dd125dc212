//! What a server tells of itself: `GET /sdcpp/v1/capabilities`. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{ReferenceRole, engines::Capabilities};

use super::names;

/// The way of working that makes single pictures.
const MODE: &str = "img_gen";
/// What stands for a version: the server tells that of its interface alone, in its routes.
const VERSION: &str = "sdcpp/v1";
/// More names of a kind than anybody has.
const MOST_NAMES: usize = 20_000;

/// What a server told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) capabilities: Capabilities,
    /// The file of its model.
    pub(super) model: Option<String>,
    /// Samplers by its own names.
    pub(super) samplers: BTreeSet<String>,
    /// Noise schedules by its own names.
    pub(super) schedulers: BTreeSet<String>,
    /// The paths of small models, which it wants to hear, by name and by path.
    pub(super) loras: BTreeMap<String, String>,
    /// The least and the most of width and height, in pixels.
    pub(super) width: (u64, u64),
    pub(super) height: (u64, u64),
    /// How many orders it takes, the one under way included; 0 where it does not say.
    pub(super) queue: usize,
    /// Whether it makes single pictures at all.
    pub(super) makes_pictures: bool,
}

impl About {
    /// Reads an answer. What is missing is taken for unknown, and what is more is passed over.
    pub(super) fn read(told: &Value) -> Self {
        let model = text(&told["model"], "name").map(str::to_owned);
        let (samplers, schedulers) = (list(&told["samplers"]), list(&told["schedulers"]));
        let loras = loras(&told["loras"]);
        let features = &told["features_by_mode"][MODE];
        // Before there were features by mode there was one list.
        let features = if features.is_object() { features } else { &told["features"] };
        let has = |feature: &str| features[feature] == true;
        let offered = list(&told["supported_modes"]);
        let bounds = |side: &str| {
            let limit = |which: &str| told["limits"][format!("{which}_{side}")].as_u64();
            (limit("min").unwrap_or(0), limit("max").unwrap_or(u64::MAX))
        };
        let capabilities = Capabilities {
            version: VERSION.to_owned(),
            models: model.clone().into_iter().collect(),
            loras: loras.keys().cloned().collect(),
            samplers: names::known(names::SAMPLERS, &samplers),
            schedulers: names::known(names::SCHEDULERS, &schedulers),
            // Others need models beside the model, of which it does not tell whether they are loaded; without them
            // it makes the picture as if there had been no reference.
            roles: has("init_image").then_some(ReferenceRole::Start).into_iter().collect(),
            takes_loras: has("lora"),
            ..Capabilities::default()
        };
        Self {
            capabilities,
            model,
            samplers,
            schedulers,
            loras,
            width: bounds("width"),
            height: bounds("height"),
            queue: told["limits"]["max_queue_size"].as_u64().unwrap_or(0) as usize,
            makes_pictures: offered.is_empty() || offered.contains(MODE),
        }
    }
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field)?.as_str().filter(|text| !text.is_empty())
}

fn list(told: &Value) -> BTreeSet<String> {
    let told = told.as_array().into_iter().flatten();
    told.filter_map(Value::as_str).take(MOST_NAMES).map(str::to_owned).collect()
}

/// By path, and by name where no other has it already: two folders may hold a file of one name.
fn loras(told: &Value) -> BTreeMap<String, String> {
    let mut paths = BTreeMap::new();
    for entry in told.as_array().into_iter().flatten().take(MOST_NAMES) {
        let Some(path) = text(entry, "path") else { continue };
        paths.insert(path.to_owned(), path.to_owned());
        if let Some(name) = text(entry, "name") {
            paths.entry(name.to_owned()).or_insert_with(|| path.to_owned());
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_told_is_read_and_what_is_more_passed_over() {
        let about = About::read(&json!({
            "model": {"name": "lamplight.safetensors", "stem": "lamplight", "path": "/models/lamplight.safetensors"},
            "supported_modes": ["img_gen", "vid_gen"], "current_mode": "img_gen",
            "samplers": ["euler", "dpm++2m"], "schedulers": ["discrete"],
            "features_by_mode": {"img_gen": {"init_image": true, "lora": true, "cancel_queued": true}},
            "loras": [{"name": "brass", "path": "a/brass.gguf"}, {"name": "brass", "path": "b/brass.gguf"}, {"name": "x"}],
            "limits": {"min_width": 64, "max_width": 4096, "max_queue_size": 64}, "tomorrow": [{}],
        }));
        assert!(about.makes_pictures && about.capabilities.takes_loras);
        assert_eq!(about.model.as_deref(), Some("lamplight.safetensors"));
        assert_eq!((about.width, about.height, about.queue), ((64, 4096), (0, u64::MAX), 64));
        assert_eq!(about.loras["brass"], "a/brass.gguf", "the first one of a name");
        assert_eq!(about.loras["b/brass.gguf"], "b/brass.gguf");
        assert!(about.capabilities.samplers.contains("dpmpp_2m"));
        assert_eq!(about.capabilities.roles, [ReferenceRole::Start].into());
    }

    #[test]
    fn nonsense_is_unknown_and_no_end() {
        for told in
            [json!(null), json!([]), json!({"model": 7, "limits": "no", "loras": {}, "samplers": [1]})]
        {
            let about = About::read(&told);
            assert!(about.makes_pictures && about.capabilities.models.is_empty(), "{told}");
            assert!(about.capabilities.roles.is_empty() && !about.capabilities.takes_loras);
        }
        assert!(!About::read(&json!({"supported_modes": ["vid_gen"]})).makes_pictures);
    }
}
