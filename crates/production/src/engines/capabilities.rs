//! What an engine can do, and what an order needs.

use std::collections::BTreeSet;

use crate::{Recipe, ReferenceRole};

/// What an engine can do, as it told last.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Capabilities {
    /// Its version.
    pub version: String,
    /// Where it computes, such as `cuda:0 NVIDIA GeForce RTX 3060`; empty when it does not tell.
    pub device: String,
    /// The models that it can load; none when it needs none.
    pub models: BTreeSet<String>,
    /// The small models that can be laid on top.
    pub loras: BTreeSet<String>,
    /// Its samplers; empty when any name will do.
    pub samplers: BTreeSet<String>,
    /// Its noise schedules; empty when any name will do.
    pub schedulers: BTreeSet<String>,
    /// The ways in which it can use references.
    pub roles: BTreeSet<ReferenceRole>,
    /// Whether small models can be laid on at all.
    pub takes_loras: bool,
    /// What it makes are drafts and no finished drawings.
    pub makes_drafts: bool,
    /// Templates that it cannot run, with the reason for each.
    pub unusable: Vec<String>,
}

/// What an engine lacks for an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lack {
    /// It has no such model.
    #[error("it has no model `{model}`; it has {has}")]
    Model {
        /// The model.
        model: String,
        /// Those it has, in words.
        has: String,
    },
    /// It has no such small model.
    #[error("it has no LoRA `{0}`")]
    Lora(String),
    /// It has no such sampler.
    #[error("it has no sampler `{0}`")]
    Sampler(String),
    /// It has no such noise schedule.
    #[error("it has no scheduler `{0}`")]
    Scheduler(String),
    /// It cannot use references in this way.
    #[error("it cannot use a reference for {}", role_name(*.0))]
    Role(ReferenceRole),
    /// The graph that the order would need cannot run there.
    #[error("{0}")]
    Template(String),
}

impl Capabilities {
    /// What is lacking for a recipe; `None` when nothing is.
    pub fn lack(&self, recipe: &Recipe) -> Option<Lack> {
        // Drafts need no model, and note the one that was wanted.
        if self.makes_drafts {
            return None;
        }
        if let Some(model) = recipe.model.as_ref().filter(|model| !self.models.contains(&model.name)) {
            return Some(Lack::Model { model: model.name.clone(), has: listed(&self.models) });
        }
        let known = |names: &BTreeSet<String>, name: &String| names.is_empty() || names.contains(name);
        if !known(&self.samplers, &recipe.sampler) {
            return Some(Lack::Sampler(recipe.sampler.clone()));
        }
        if !known(&self.schedulers, &recipe.scheduler) {
            return Some(Lack::Scheduler(recipe.scheduler.clone()));
        }
        if let Some(lora) =
            recipe.loras.iter().find(|lora| !self.takes_loras || !self.loras.contains(&lora.name))
        {
            return Some(Lack::Lora(lora.name.clone()));
        }
        let role =
            recipe.references.iter().map(|reference| reference.role).find(|role| !self.roles.contains(role));
        role.map(Lack::Role)
    }
}

/// The first few names, in words.
fn listed(names: &BTreeSet<String>) -> String {
    const MOST: usize = 8;
    if names.is_empty() {
        return "none at all".to_owned();
    }
    let mut first: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        first.push(format!("and {} more", names.len() - MOST));
    }
    first.join(", ")
}

fn role_name(role: ReferenceRole) -> &'static str {
    match role {
        ReferenceRole::Likeness => "likeness, which takes the IP-Adapter nodes",
        ReferenceRole::Style => "style, which takes the IP-Adapter nodes",
        ReferenceRole::Pose => "a pose, which takes the ControlNet nodes and a model for poses",
        ReferenceRole::Start => "the start of a picture",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::example;

    fn able() -> Capabilities {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Capabilities {
            models: set(&["lamplight.safetensors"]),
            loras: set(&["brass"]),
            samplers: set(&["dpmpp_2m"]),
            schedulers: set(&["karras"]),
            roles: [ReferenceRole::Likeness, ReferenceRole::Start].into(),
            takes_loras: true,
            ..Capabilities::default()
        }
    }

    #[test]
    fn what_is_lacking_is_named() {
        let (recipe, able) = (example(), able());
        assert_eq!(able.lack(&recipe), None);
        let without = |change: fn(&mut Capabilities)| {
            let mut less = able.clone();
            change(&mut less);
            less.lack(&recipe).map(|lack| lack.to_string()).unwrap_or_default()
        };
        assert_eq!(
            without(|c| c.models.clear()),
            "it has no model `lamplight.safetensors`; it has none at all"
        );
        assert_eq!(without(|c| c.takes_loras = false), "it has no LoRA `brass`");
        assert_eq!(without(|c| c.samplers = ["euler".to_owned()].into()), "it has no sampler `dpmpp_2m`");
        assert!(without(|c| c.roles.clear()).contains("IP-Adapter"));
        assert_eq!(
            without(|c| c.samplers.clear()),
            "",
            "an engine that does not tell its samplers takes any"
        );
    }
}
