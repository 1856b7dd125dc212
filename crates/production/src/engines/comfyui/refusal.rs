//! What `ComfyUI` says against a graph, in the words of our own fields. Pure.

use serde_json::Value;

use crate::engines::{FieldError, shortened::shortened};

use super::graph::Graph;

/// The errors of an answer to `POST /prompt`; none when nothing is wrong with what we want.
///
/// An answer may be 200 and still hold errors: then outputs were dropped, and the rest runs. They are errors to us
/// when ours is among those.
pub(super) fn errors(answer: &Value, graph: &Graph) -> Vec<FieldError> {
    let nodes = answer.get("node_errors").and_then(Value::as_object).into_iter().flatten();
    let mut found: Vec<FieldError> = nodes
        .filter(|(_, node)| concerns(node, graph.output()))
        .flat_map(|(id, node)| {
            let class = node.get("class_type").and_then(Value::as_str).unwrap_or("a node");
            let errors = node.get("errors").and_then(Value::as_array).into_iter().flatten();
            errors.map(move |error| of_input(id, class, error, graph))
        })
        .collect();
    if found.is_empty()
        && let Some(error) = answer.get("error").filter(|error| error.is_object())
    {
        let field = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        let message = match (field("message"), field("details")) {
            (message, "") => message.to_owned(),
            (message, details) => format!("{message} ({details})"),
        };
        found.push(FieldError {
            field: String::new(),
            message: shortened(&message, 300),
            kind: field("type").to_owned(),
        });
    }
    found
}

/// Whether an output that we want hangs on the node; one that does not say so counts.
fn concerns(node: &Value, output: &str) -> bool {
    let dependent = node.get("dependent_outputs").and_then(Value::as_array);
    dependent.is_none_or(|outputs| outputs.is_empty() || outputs.iter().any(|id| id.as_str() == Some(output)))
}

fn of_input(node: &str, class: &str, error: &Value, graph: &Graph) -> FieldError {
    let said = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let info = |name: &str| error.get("extra_info").and_then(|info| info.get(name));
    let input = info("input_name").and_then(Value::as_str).unwrap_or_default();
    let received =
        info("received_value").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let slot = graph.slot(node, input).unwrap_or_default();
    let kind = said("type");
    let message = match (kind, received) {
        ("value_not_in_list", Some(value)) => match options(info("input_config")) {
            Some(options) => format!("the engine has no `{value}`; it has {options}"),
            None => format!("the engine has no `{value}`"),
        },
        ("required_input_missing", _) => format!("`{input}` of {class} is missing"),
        ("value_smaller_than_min" | "value_bigger_than_max", Some(_)) => said("message").to_lowercase(),
        _ => match (said("message"), said("details")) {
            (message, "") => message.to_lowercase(),
            (message, details) => format!("{} ({details})", message.to_lowercase()),
        },
    };
    FieldError { field: field(slot).to_owned(), message: shortened(&message, 300), kind: kind.to_owned() }
}

/// The first few of a list that a value may be out of.
fn options(config: Option<&Value>) -> Option<String> {
    let list = config?.get(0)?.as_array()?;
    let names: Vec<String> =
        list.iter().filter_map(Value::as_str).take(5).map(|name| format!("`{name}`")).collect();
    let more = if list.len() > 5 { format!(" and {} more", list.len() - 5) } else { String::new() };
    (!names.is_empty()).then(|| names.join(", ") + &more)
}

/// The field of our doors that fills a slot.
fn field(slot: &str) -> &str {
    match slot {
        "lora" | "lora_weight" => "loras",
        "image" | "weight" | "denoise" => "references",
        other => other,
    }
}
