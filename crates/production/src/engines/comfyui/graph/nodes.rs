//! The nodes that an engine has, by its `/object_info`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// All nodes by their class.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Nodes(BTreeMap<String, Node>);

/// One class of nodes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Node {
    required: BTreeMap<String, Vec<String>>,
    optional: BTreeMap<String, Vec<String>>,
    outputs: usize,
}

impl Nodes {
    /// Reads an answer. What has another shape is left out: a node that cannot be read cannot be used.
    pub(crate) fn read(info: &Value) -> Self {
        let nodes = info.as_object().into_iter().flatten();
        Self(nodes.map(|(class, node)| (class.clone(), Node::read(node))).collect())
    }

    pub(crate) fn get(&self, class: &str) -> Option<&Node> {
        self.0.get(class)
    }

    /// The values that an input may have, where it is one out of a list.
    pub(crate) fn options(&self, class: &str, input: &str) -> BTreeSet<String> {
        let node = self.get(class);
        let input = node.and_then(|node| node.required.get(input).or_else(|| node.optional.get(input)));
        input.into_iter().flatten().cloned().collect()
    }
}

impl Node {
    fn read(node: &Value) -> Self {
        let inputs = |kind: &str| {
            let inputs = node.get("input").and_then(|input| input.get(kind)).and_then(Value::as_object);
            inputs.into_iter().flatten().map(|(name, spec)| (name.clone(), options(spec))).collect()
        };
        Self {
            required: inputs("required"),
            optional: inputs("optional"),
            outputs: node.get("output").and_then(Value::as_array).map_or(0, Vec::len),
        }
    }

    pub(crate) fn takes(&self, input: &str) -> bool {
        self.required.contains_key(input) || self.optional.contains_key(input)
    }

    pub(crate) fn required(&self) -> impl Iterator<Item = &String> {
        self.required.keys()
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }
}

/// The list of an input: `[["a", "b"], {…}]`, or since 2025 also `["COMBO", {"options": ["a", "b"]}]`.
fn options(spec: &Value) -> Vec<String> {
    let old = spec.get(0).and_then(Value::as_array);
    let new = spec.get(1).and_then(|rest| rest.get("options")).and_then(Value::as_array);
    let list = old.or(new).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_read_in_both_shapes() {
        let nodes = Nodes::read(&json!({
            "KSampler": {"input": {"required": {
                "sampler_name": [["euler", "heun"], {}], "scheduler": ["COMBO", {"options": ["karras"]}],
                "seed": ["INT", {"default": 0}]}}, "output": ["LATENT"]},
            "Odd": 7,
        }));
        let listed = |input| nodes.options("KSampler", input).into_iter().collect::<Vec<_>>();
        assert_eq!(listed("sampler_name"), ["euler", "heun"]);
        assert_eq!(listed("scheduler"), ["karras"]);
        assert!(listed("seed").is_empty() && listed("none").is_empty());
        assert!(nodes.get("KSampler").is_some_and(|node| node.takes("seed") && node.outputs() == 1));
    }
}
