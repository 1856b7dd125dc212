//! A recipe as a graph, and what an engine can do by the nodes it has. Pure.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    Hundredths, Recipe, ReferenceRole,
    engines::{Capabilities, Lack},
};

use super::graph::{Addition, Fill, Graph, Nodes, Template, Templates, assemble};

/// The template of pictures.
pub(super) const BASE: &str = "txt2img";

/// What an engine can do.
pub(super) fn capabilities(stats: &Value, nodes: &Nodes, templates: &Templates) -> Capabilities {
    let version =
        stats.get("system").and_then(|system| system.get("comfyui_version")).and_then(Value::as_str);
    let device =
        stats.get("devices").and_then(|devices| devices.get(0)).and_then(|device| device.get("name"));
    let unusable: Vec<(&str, String)> = templates
        .all()
        .filter_map(|template| Some((template.name.as_str(), template.lacks(nodes).into_iter().next()?)))
        .collect();
    let is_usable =
        |name: &str| templates.addition(name).is_some() && unusable.iter().all(|(other, _)| *other != name);
    let roles = [ReferenceRole::Likeness, ReferenceRole::Style, ReferenceRole::Start];
    let roles: BTreeSet<ReferenceRole> =
        roles.into_iter().filter(|role| addition(*role).is_some_and(is_usable)).collect();
    Capabilities {
        version: version.unwrap_or("unknown").to_owned(),
        device: device.and_then(Value::as_str).unwrap_or_default().to_owned(),
        models: nodes.options("CheckpointLoaderSimple", "ckpt_name"),
        loras: nodes.options("LoraLoader", "lora_name"),
        samplers: nodes.options("KSampler", "sampler_name"),
        schedulers: nodes.options("KSampler", "scheduler"),
        roles,
        takes_loras: is_usable("lora"),
        makes_drafts: false,
        unusable: unusable.iter().map(|(name, why)| format!("{name}: {why}")).collect(),
    }
}

/// The addition that uses a reference in this way.
fn addition(role: ReferenceRole) -> Option<&'static str> {
    match role {
        ReferenceRole::Likeness => Some("likeness"),
        ReferenceRole::Style => Some("style"),
        ReferenceRole::Start => Some("start"),
        ReferenceRole::Pose => None,
    }
}

/// The graph of a recipe; `uploaded` are the engine's names of its references, in their order.
pub(super) fn graph(
    recipe: &Recipe,
    uploaded: &[String],
    default_model: Option<&String>,
    templates: &Templates,
    nodes: &Nodes,
) -> Result<Graph, Lack> {
    let base = usable(templates.base(BASE), BASE, nodes)?;
    let model = recipe.model.as_ref().map(|model| &model.name).or(default_model);
    let Some(model) = model else {
        return Err(Lack::Model { model: "any".to_owned(), has: "none at all".to_owned() });
    };
    let mut fill = Fill::from([
        ("model", json!(model)),
        ("prompt", json!(with_embeddings(&recipe.prompt, &recipe.embeddings))),
        ("negative_prompt", json!(with_embeddings(&recipe.negative_prompt, &recipe.embeddings))),
        ("width", json!(recipe.width)),
        ("height", json!(recipe.height)),
        ("seed", json!(recipe.seed)),
        ("steps", json!(recipe.steps)),
        ("guidance", json!(recipe.guidance.as_f64())),
        ("sampler", json!(recipe.sampler)),
        ("scheduler", json!(recipe.scheduler)),
        ("denoise", json!(1.0)),
        ("prefix", json!("emaki/take")),
    ]);
    let mut additions = Vec::new();
    for lora in &recipe.loras {
        let fill = Fill::from([("lora", json!(lora.name)), ("lora_weight", json!(lora.weight.as_f64()))]);
        additions.push(Addition { template: usable(templates.addition("lora"), "lora", nodes)?, fill });
    }
    for (reference, name) in recipe.references.iter().zip(uploaded) {
        let addition = addition(reference.role).ok_or(Lack::Role(reference.role))?;
        let own = Fill::from([("image", json!(name)), ("weight", json!(reference.weight.as_f64()))]);
        if reference.role == ReferenceRole::Start {
            // What stays of the picture, as a share of noise that is laid on it.
            let noise = (100 - reference.weight.0).clamp(0, 100);
            fill.insert("denoise", json!(Hundredths(noise).as_f64()));
        }
        additions
            .push(Addition { template: usable(templates.addition(addition), addition, nodes)?, fill: own });
    }
    assemble(base, &additions, &fill).map_err(|error| Lack::Template(error.to_string()))
}

/// A prompt in which embeddings are named as `ComfyUI` wants it, `embedding:name`; elsewhere the name alone will do.
fn with_embeddings(prompt: &str, names: &[String]) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ':' | '.');
    let mut text = prompt.to_owned();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let mut told = String::with_capacity(text.len() + 16);
        let mut rest = text.as_str();
        while let Some(at) = rest.find(name.as_str()) {
            let (before, after) = (&rest[..at], &rest[at + name.len()..]);
            told.push_str(before);
            let stands_alone =
                !told.ends_with(is_part) && !after.starts_with(|c| is_part(c) && c != ':' && c != '.');
            if stands_alone {
                told.push_str("embedding:");
            }
            told.push_str(name);
            rest = after;
        }
        told.push_str(rest);
        text = told;
    }
    text
}

fn usable<'a>(template: Option<&'a Template>, name: &str, nodes: &Nodes) -> Result<&'a Template, Lack> {
    let template = template.ok_or_else(|| Lack::Template(format!("there is no template `{name}`")))?;
    match template.lacks(nodes).first() {
        None => Ok(template),
        Some(lack) => Err(Lack::Template(format!("its graph `{name}` cannot run there: {lack}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embeddings_are_named_as_the_engine_wants_them() {
        let told = |prompt: &str| with_embeddings(prompt, &["lamp-v2".to_owned(), "EasyNeg".to_owned()]);
        assert_eq!(
            told("a lamp, lamp-v2, (EasyNeg:1.2)"),
            "a lamp, embedding:lamp-v2, (embedding:EasyNeg:1.2)"
        );
        assert_eq!(
            told("embedding:lamp-v2 street-lamp-v2 lamp-v2x"),
            "embedding:lamp-v2 street-lamp-v2 lamp-v2x"
        );
        assert_eq!(told("EasyNeg"), "embedding:EasyNeg");
        assert_eq!(told(""), "");
    }
}
