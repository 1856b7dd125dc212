//! What is wrong with a graph, in the server's own words.

use serde_json::{Map, Value, json};

use super::graph::{class, link, order};

/// What came of a look at a graph.
pub(super) enum Verdict {
    /// These outputs run; of those that do not, the errors by node.
    Good { outputs: Vec<String>, node_errors: Value },
    /// None does: the body of a 400.
    Bad(Value),
}

/// Looks at a graph with the nodes that there are, and the files that were handed in.
pub(super) fn validate(body: &Value, info: &Value, has_file: impl Fn(&str) -> bool) -> Verdict {
    let Some(graph) = body.get("prompt").and_then(Value::as_object) else {
        return bad("no_prompt", "No prompt provided", "No prompt provided", &json!({}));
    };
    for (id, node) in graph {
        let class = class(node);
        if info.get(class).is_none() {
            let message = format!("Cannot execute because node {class} does not exist.");
            return bad("invalid_prompt", &message, &format!("Node ID '#{id}'"), &json!({}));
        }
    }
    let is_output = |node: &Value| info[class(node)]["output_node"] == true;
    let outputs: Vec<String> =
        graph.iter().filter(|(_, node)| is_output(node)).map(|(id, _)| id.clone()).collect();
    if outputs.is_empty() {
        return bad("prompt_no_outputs", "Prompt has no outputs", "", &json!({}));
    }
    let whole = Value::Object(graph.clone());
    let (mut good, mut node_errors) = (Vec::new(), Map::new());
    for output in outputs {
        let mut is_good = true;
        for id in order(&whole, std::slice::from_ref(&output)) {
            let errors = of_node(&whole[&id], &whole, info, &has_file);
            if errors.is_empty() {
                continue;
            }
            is_good = false;
            let class = class(&whole[&id]);
            let entry = node_errors
                .entry(id)
                .or_insert_with(|| json!({"errors": errors, "dependent_outputs": [], "class_type": class}));
            entry["dependent_outputs"].as_array_mut().expect("made above").push(json!(output));
        }
        if is_good {
            good.push(output);
        }
    }
    if good.is_empty() {
        let errors = Value::Object(node_errors);
        return bad("prompt_outputs_failed_validation", "Prompt outputs failed validation", "", &errors);
    }
    Verdict::Good { outputs: good, node_errors: Value::Object(node_errors) }
}

fn bad(kind: &str, message: &str, details: &str, node_errors: &Value) -> Verdict {
    let error = json!({"type": kind, "message": message, "details": details, "extra_info": {}});
    Verdict::Bad(json!({"error": error, "node_errors": node_errors}))
}

fn error(kind: &str, message: &str, details: &str, info: &Value) -> Value {
    json!({"type": kind, "message": message, "details": details, "extra_info": info})
}

fn of_node(node: &Value, graph: &Value, info: &Value, has_file: &impl Fn(&str) -> bool) -> Vec<Value> {
    let specs = info[class(node)]["input"]["required"].as_object().cloned().unwrap_or_default();
    let mut errors = Vec::new();
    for (name, spec) in specs {
        let Some(value) = node["inputs"].get(&name) else {
            let told = json!({"input_name": name});
            errors.push(error("required_input_missing", "Required input is missing", &name, &told));
            continue;
        };
        if let Some((to, at)) = link(value) {
            errors.extend(of_link(&name, &spec, to, at, graph, info));
        } else {
            errors.extend(of_value(class(node), &name, &spec, value, has_file));
        }
    }
    errors
}

fn of_link(name: &str, spec: &Value, to: &str, at: u64, graph: &Value, info: &Value) -> Option<Value> {
    let Some(other) = graph.get(to) else {
        let told = json!({"exception_type": "KeyError", "traceback": []});
        let message = "Exception when validating node";
        return Some(error("exception_during_validation", message, &format!("'{to}'"), &told));
    };
    let (given, wanted) = (&info[class(other)]["output"][at as usize], &spec[0]);
    (given != wanted).then(|| {
        let (given, wanted) = (given.as_str().unwrap_or("None"), wanted.as_str().unwrap_or("None"));
        let details = format!("{name}, received_type({given}) mismatch input_type({wanted})");
        let told = json!({"input_name": name, "input_config": spec, "received_type": given, "linked_node": [to, at]});
        error("return_type_mismatch", "Return type mismatch between linked nodes", &details, &told)
    })
}

fn of_value(
    class: &str,
    name: &str,
    spec: &Value,
    value: &Value,
    has_file: &impl Fn(&str) -> bool,
) -> Option<Value> {
    let told = || json!({"input_name": name, "input_config": spec, "received_value": value});
    if class == "LoadImage" {
        let file = value.as_str().unwrap_or_default();
        let details = format!("{name} - Invalid image file: {file}");
        let message = "Custom validation failed for node";
        return (!has_file(file))
            .then(|| error("custom_validation_failed", message, &details, &json!({"input_name": name})));
    }
    if let Some(list) = spec[0].as_array() {
        let shown = value.as_str().map_or_else(|| value.to_string(), |text| format!("'{text}'"));
        let details = if list.len() > 20 {
            format!("{name}: {shown} not in (list of length {})", list.len())
        } else {
            let names: Vec<String> =
                list.iter().filter_map(Value::as_str).map(|name| format!("'{name}'")).collect();
            format!("{name}: {shown} not in [{}]", names.join(", "))
        };
        return (!list.contains(value))
            .then(|| error("value_not_in_list", "Value not in list", &details, &told()));
    }
    if !matches!(spec[0].as_str(), Some("INT" | "FLOAT")) {
        return None;
    }
    let Some(number) = value.as_f64() else {
        let kind = spec[0].as_str().unwrap_or_default();
        let message = format!("Failed to convert an input value to a {kind} value");
        let details = format!("{name}, {value}, invalid literal");
        return Some(error("invalid_input_type", &message, &details, &told()));
    };
    let bound = |which: &str| spec[1][which].as_f64();
    if let Some(least) = bound("min").filter(|least| number < *least) {
        let message = format!("Value {value} smaller than min of {least}");
        return Some(error("value_smaller_than_min", &message, name, &told()));
    }
    let most = bound("max").filter(|most| number > *most)?;
    Some(error("value_bigger_than_max", &format!("Value {value} bigger than max of {most}"), name, &told()))
}
