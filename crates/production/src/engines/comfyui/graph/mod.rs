//! Graphs as `ComfyUI` runs them, out of templates with named slots.
//!
//! A [`Template`](template::Template) is a file: the graph in the engine's own API format, where an input may be
//! `{"slot": "seed"}`, to be filled from the recipe, or `{"wire": "model"}`, to be connected. An addition is a small
//! graph that is spliced into such a wire: a `LoRA`, an IP-Adapter, a picture to begin from. Pure.

mod assemble;
mod nodes;
mod template;

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use assemble::{Addition, Fill, assemble};
pub(super) use nodes::Nodes;
pub use template::{Template, TemplateError, Templates};

/// A graph that can be handed in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Graph {
    pub(super) nodes: Value,
    output: String,
    slots: BTreeMap<(String, String), String>,
}

impl Graph {
    /// A graph with these slots, for tests of what is said against graphs.
    #[cfg(test)]
    pub(super) fn of(nodes: Value, output: &str, slots: &[(&str, &str, &str)]) -> Self {
        let slot = |(node, input, slot): &(&str, &str, &str)| {
            (((*node).to_owned(), (*input).to_owned()), (*slot).to_owned())
        };
        Self { nodes, output: output.to_owned(), slots: slots.iter().map(slot).collect() }
    }

    /// The node that saves the picture.
    pub(super) fn output(&self) -> &str {
        &self.output
    }

    /// The slot that an input was filled from.
    pub(super) fn slot(&self, node: &str, input: &str) -> Option<&str> {
        self.slots.get(&(node.to_owned(), input.to_owned())).map(String::as_str)
    }
}
