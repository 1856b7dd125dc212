//! `/docs`: the API described for people, made from the same document that programs read.

use std::sync::{Arc, LazyLock};

use app::ErrorCode;
use askama::Template;
use axum::{Extension, response::Response};
use serde_json::Value;

use super::{Frame, frame};
use crate::{problem::Problem, rest};

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(rest::openapi_json()).expect("our own document is JSON");
    groups(&document)
});

#[derive(Template)]
#[template(path = "docs.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    groups: &'a [Group],
    codes: Vec<(&'static str, u16, &'static str)>,
}

/// The operations under one heading.
struct Group {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

/// One method on one path.
struct Operation {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Field>,
    answers: Vec<(String, String, Option<Shape>)>,
    /// An address to try it at, when a plain link can.
    example: Option<String>,
    /// Query parameters to try it with in a form, each with a first value.
    tried: Vec<(String, String)>,
}

/// A parameter, or a field of a body.
struct Field {
    name: String,
    place: String,
    type_name: String,
    description: String,
    is_required: bool,
}

/// A body's fields.
struct Shape {
    name: String,
    fields: Vec<Field>,
}

/// `GET /docs`.
pub async fn show(Extension(frame): Extension<Arc<Frame>>) -> Result<Response, Problem> {
    let codes = ErrorCode::ALL.map(|code| (code.as_str(), code.http_status(), code.meaning())).to_vec();
    frame::answer(&Page { frame: &frame, query: "", groups: &GROUPS, codes })
}

fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| Group {
            name: text(&tag["name"]),
            description: text(&tag["description"]),
            operations: Vec::new(),
        })
        .collect();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let tag = text(&operation["tags"][0]);
            if let Some(group) = groups.iter_mut().find(|group| group.name == tag) {
                group.operations.push(read(document, path, method, operation));
            }
        }
    }
    groups
}

fn read(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters: Vec<Field> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| Field {
            name: text(&parameter["name"]),
            place: text(&parameter["in"]),
            type_name: type_name(&parameter["schema"]),
            description: text(&parameter["description"]),
            is_required: parameter["required"].as_bool().unwrap_or_default(),
        })
        .collect();
    // What every operation may answer stands once, below all of them.
    let answers = operation["responses"].as_object().into_iter().flatten();
    let answers = answers.filter(|(status, _)| *status != "default").map(|(status, answer)| {
        let schema = &answer["content"]["application/json"]["schema"];
        (status.clone(), text(&answer["description"]), shape(document, schema))
    });
    // A socket is no page that a browser could open.
    let is_get = method == "get" && !path.ends_with("/ws");
    let tried = if is_get && !path.contains('{') { tried(&operation["parameters"]) } else { Vec::new() };
    Operation {
        anchor: format!("{method}{}", path.replace(['/', '{', '}', '.'], "-")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        answers: answers.collect(),
        example: is_get.then(|| example(path)).filter(|path| !path.contains('{')),
        tried,
        parameters,
    }
}

/// The query parameters that a form offers, with a first value each: what has to be there, what has an example, words
/// and the number of results. The others would only be in the way.
fn tried(parameters: &Value) -> Vec<(String, String)> {
    let of_query = parameters.as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query");
    let value = |parameter: &Value| {
        let name = text(&parameter["name"]);
        let value = match (name.as_str(), &parameter["example"]) {
            (_, Value::String(example)) => example.clone(),
            ("q", _) => "moon".to_owned(),
            ("limit", _) => "3".to_owned(),
            _ if parameter["required"] == true => String::new(),
            _ => return None,
        };
        Some((name, value))
    };
    of_query.filter_map(value).collect()
}

/// An address of a path, as far as one can be told that always answers.
fn example(path: &str) -> String {
    path.replace("/api/compare", "/api/compare?a=1&b=2")
        .replace("{id}", "1")
        .replace("{registry}", "main")
        .replace("{form}", "character")
}

fn shape(document: &Value, schema: &Value) -> Option<Shape> {
    let name = schema["$ref"].as_str()?.rsplit('/').next()?;
    let schema = &document["components"]["schemas"][name];
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = schema["properties"].as_object()?.iter().map(|(field, schema)| Field {
        name: field.clone(),
        place: String::new(),
        type_name: type_name(schema),
        description: text(&schema["description"]),
        is_required: required.contains(&field.as_str()),
    });
    Some(Shape { name: name.to_owned(), fields: fields.collect() })
}

/// A type in a word or two: `text`, `number or null`, `list of Hit`.
fn type_name(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(options) = schema["oneOf"].as_array() {
        return options.iter().map(type_name).collect::<Vec<_>>().join(" or ");
    }
    let word = |name: &str| match name {
        "string" => "text".to_owned(),
        "array" => format!("list of {}", type_name(&schema["items"])),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => word(name),
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).map(word).collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".to_owned(),
    }
}

/// A text of the document, without the marks that code has in it.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address that an operation's form or link leads to.
    fn trial(path: &str) -> Option<String> {
        let operation = GROUPS.iter().flat_map(|group| &group.operations);
        let operation =
            operation.filter(|operation| operation.method == "GET").find(|one| one.path == path)?;
        if operation.tried.is_empty() {
            return operation.example.clone();
        }
        let pairs = operation.tried.iter().map(|(name, value)| format!("{name}={value}"));
        Some(format!("{path}?{}", pairs.collect::<Vec<_>>().join("&")))
    }

    #[test]
    fn a_form_offers_only_what_its_path_takes() {
        assert_eq!(trial("/api/search").as_deref(), Some("/api/search?q=moonlit depot&limit=3"));
        assert_eq!(trial("/api/trending").as_deref(), Some("/api/trending?limit=3"));
        assert_eq!(trial("/api/preferences").as_deref(), Some("/api/preferences?user_id=ann"));
        assert_eq!(trial("/health").as_deref(), Some("/health"));
        for operation in GROUPS.iter().flat_map(|group| &group.operations) {
            for (name, _) in &operation.tried {
                assert!(operation.parameters.iter().any(|known| known.name == *name), "{}", operation.path);
            }
        }
    }
}
