//! The files that graphs are made of.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::nodes::Nodes;

/// The templates that come with the program.
const BUILT_IN: [&str; 1] = [include_str!("../../../../templates/txt2img.json")];
/// The additions that come with the program.
const ADDITIONS: [&str; 4] = [
    include_str!("../../../../templates/add-lora.json"),
    include_str!("../../../../templates/add-likeness.json"),
    include_str!("../../../../templates/add-style.json"),
    include_str!("../../../../templates/add-start.json"),
];

/// One file: a graph with slots and wires.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// What it is for, in a sentence.
    #[serde(default)]
    pub about: String,
    /// The node that saves the picture; none in an addition.
    #[serde(default)]
    pub(in crate::engines::comfyui) output: Option<String>,
    /// Outputs that others may connect to: a node and the number of its output. What an addition gives takes the
    /// place of what was there.
    #[serde(default)]
    pub(super) wires: BTreeMap<String, (String, usize)>,
    /// The nodes in the engine's API format.
    pub(super) nodes: BTreeMap<String, Node>,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub(super) class_type: String,
    pub(super) inputs: BTreeMap<String, Value>,
    #[serde(default, rename = "_meta")]
    pub(super) meta: Option<Value>,
}

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input<'a> {
    /// From the recipe.
    Slot(&'a str),
    /// Connected to a wire; left out where there is none and it may be.
    Wire { name: &'a str, may_lack: bool },
    /// Connected to a node of the same file.
    Link(&'a str, usize),
    /// As it stands.
    Constant,
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is no such file.
    #[error("this is no template of a graph: {0}")]
    Shape(String),
    /// Something in it leads nowhere.
    #[error("the template `{template}` does not hold together: {reason}")]
    Loose {
        /// Its name.
        template: String,
        /// What is wrong.
        reason: String,
    },
}

impl Template {
    /// Reads a file and sees whether it holds together.
    ///
    /// # Errors
    /// [`TemplateError`] when it does not.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let template: Self =
            serde_json::from_str(text).map_err(|error| TemplateError::Shape(error.to_string()))?;
        let loose = |reason| TemplateError::Loose { template: template.name.clone(), reason };
        for (id, node) in &template.nodes {
            for (name, value) in &node.inputs {
                match input(value) {
                    Input::Link(to, _) if !template.nodes.contains_key(to) => {
                        return Err(loose(format!(
                            "`{name}` of node {id} leads to node {to}, which is not there"
                        )));
                    }
                    Input::Wire { name: wire, may_lack: false }
                        if template.output.is_some() && !template.wires.contains_key(wire) =>
                    {
                        return Err(loose(format!(
                            "`{name}` of node {id} hangs on the wire `{wire}`, which is not there"
                        )));
                    }
                    _ => {}
                }
            }
        }
        let ends = template.wires.values().map(|(node, _)| node).chain(&template.output);
        if let Some(lost) = ends.into_iter().find(|node| !template.nodes.contains_key(*node)) {
            return Err(loose(format!("it speaks of node {lost}, which is not there")));
        }
        Ok(template)
    }

    /// What keeps an engine with these nodes from running it.
    pub(crate) fn lacks(&self, nodes: &Nodes) -> Vec<String> {
        let mut lacks = Vec::new();
        for node in self.nodes.values() {
            let class = &node.class_type;
            let Some(known) = nodes.get(class) else {
                lacks.push(format!("there is no node `{class}`"));
                continue;
            };
            let unknown = node.inputs.keys().filter(|name| !known.takes(name));
            lacks.extend(unknown.map(|name| format!("`{class}` has no input `{name}`")));
            let missing = known.required().filter(|name| !node.inputs.contains_key(*name));
            lacks.extend(missing.map(|name| format!("`{class}` wants an input `{name}` as well")));
        }
        for (id, output) in self.wires.values() {
            let class = &self.nodes[id].class_type;
            if nodes.get(class).is_some_and(|known| known.outputs() <= *output) {
                lacks.push(format!("`{class}` has no output {output}"));
            }
        }
        lacks
    }
}

/// Reads an input.
pub(super) fn input(value: &Value) -> Input<'_> {
    if let Some(slot) = value.get("slot").and_then(Value::as_str) {
        return Input::Slot(slot);
    }
    if let Some(name) = value.get("wire").and_then(Value::as_str) {
        let may_lack = value.get("may_lack").and_then(Value::as_bool).unwrap_or(false);
        return Input::Wire { name, may_lack };
    }
    if let Some([node, output]) = value.as_array().map(Vec::as_slice)
        && let (Some(node), Some(output)) = (node.as_str(), output.as_u64())
    {
        return Input::Link(node, output as usize);
    }
    Input::Constant
}

/// Templates and additions by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Templates {
    bases: BTreeMap<String, Template>,
    additions: BTreeMap<String, Template>,
}

impl Default for Templates {
    /// Those that come with the program.
    fn default() -> Self {
        let read = |texts: &[&str]| -> BTreeMap<String, Template> {
            let parse =
                |text: &&str| Template::parse(text).expect("the tests read those that come with the program");
            texts.iter().map(parse).map(|template| (template.name.clone(), template)).collect()
        };
        Self { bases: read(&BUILT_IN), additions: read(&ADDITIONS) }
    }
}

impl Templates {
    /// Adds a template of the user's, or puts it in the place of one of the same name. One without an output is an
    /// addition.
    #[must_use]
    pub fn with(mut self, template: Template) -> Self {
        let list = if template.output.is_some() { &mut self.bases } else { &mut self.additions };
        list.insert(template.name.clone(), template);
        self
    }

    /// A template.
    pub(crate) fn base(&self, name: &str) -> Option<&Template> {
        self.bases.get(name)
    }

    /// An addition.
    pub(crate) fn addition(&self, name: &str) -> Option<&Template> {
        self.additions.get(name)
    }

    /// All of them, templates first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Template> {
        self.bases.values().chain(self.additions.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_with_the_program_hold_together() {
        let templates = Templates::default();
        let names: Vec<&str> = templates.all().map(|template| template.name.as_str()).collect();
        assert_eq!(names, ["txt2img", "likeness", "lora", "start", "style"]);
    }

    #[test]
    fn what_leads_nowhere_is_told() {
        let told = |text: &str| Template::parse(text).expect_err("it does not hold together").to_string();
        let link = r#"{"name":"x","output":"9","nodes":{"9":{"class_type":"SaveImage","inputs":{"images":["8",0]}}}}"#;
        assert_eq!(
            told(link),
            "the template `x` does not hold together: `images` of node 9 leads to node 8, which is not there"
        );
        let wire =
            r#"{"name":"x","output":"9","nodes":{"9":{"class_type":"A","inputs":{"m":{"wire":"model"}}}}}"#;
        assert!(told(wire).contains("the wire `model`, which is not there"));
        assert!(told("{}").contains("missing field"));
    }
}
