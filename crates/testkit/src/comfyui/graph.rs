//! A graph in the API format: its nodes, what they hang on, and in which order they run.

use std::collections::BTreeSet;

use serde_json::Value;

/// The class of a node.
pub(super) fn class(node: &Value) -> &str {
    node.get("class_type").and_then(Value::as_str).unwrap_or_default()
}

/// The nodes that a node's inputs come from.
pub(super) fn links(node: &Value) -> impl Iterator<Item = (&String, &str, u64)> {
    let inputs = node.get("inputs").and_then(Value::as_object).into_iter().flatten();
    inputs.filter_map(|(name, value)| link(value).map(|(to, at)| (name, to, at)))
}

/// An input that is a link: `["4", 0]`.
pub(super) fn link(value: &Value) -> Option<(&str, u64)> {
    match value.as_array()?.as_slice() {
        [node, output] => Some((node.as_str()?, output.as_u64()?)),
        _ => None,
    }
}

/// The nodes that these outputs need, each after those that it hangs on.
pub(super) fn order(graph: &Value, outputs: &[String]) -> Vec<String> {
    fn visit(graph: &Value, id: &str, seen: &mut BTreeSet<String>, order: &mut Vec<String>) {
        if !seen.insert(id.to_owned()) {
            return;
        }
        if let Some(node) = graph.get(id) {
            for (_, to, _) in links(node) {
                visit(graph, to, seen, order);
            }
            order.push(id.to_owned());
        }
    }
    let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
    for output in outputs {
        visit(graph, output, &mut seen, &mut order);
    }
    order
}

/// What a node computes, as a text: its class and inputs, and those of all that it hangs on. Equal texts need not
/// run twice.
pub(super) fn signature(graph: &Value, id: &str) -> String {
    let Some(node) = graph.get(id) else { return String::new() };
    let inputs = node.get("inputs").and_then(Value::as_object).into_iter().flatten();
    let inputs: Vec<String> = inputs
        .map(|(name, value)| match link(value) {
            Some((to, at)) => format!("{name}=({})#{at}", signature(graph, to)),
            None => format!("{name}={value}"),
        })
        .collect();
    format!("{}[{}]", class(node), inputs.join(","))
}
