//! JSON Schemas of arguments and answers, kept short: an assistant pays for each letter of them.

use rmcp::model::JsonObject;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// The schema of arguments, with what each means.
pub fn input<T: JsonSchema>() -> JsonObject {
    let mut schema = slim(schema::<T>(), true);
    schema.remove("description");
    schema
}

/// The schema of an answer in short: without descriptions, and of the things in lists only what each of them has;
/// what lists of words hold goes without saying.
/// `emaki://schema` has the rest.
pub fn output<T: JsonSchema>() -> JsonObject {
    let mut schema = slim(schema::<T>(), false);
    if let Some(Value::Object(fields)) = schema.get_mut("properties") {
        fields.values_mut().for_each(shorten);
    }
    schema
}

/// Leaves out what a thing need not have. What is left is what it has, which need not be said a second time.
fn shorten(schema: &mut Value) {
    let needed = schema.as_object_mut().and_then(|schema| schema.remove("required")).unwrap_or_default();
    let is_needed = |name: &String| needed.as_array().is_some_and(|needed| needed.contains(&json!(name)));
    if let Some(Value::Object(fields)) = schema.get_mut("properties") {
        fields.retain(|name, _| is_needed(name));
        fields.values_mut().for_each(shorten);
    }
    match schema.get_mut("items") {
        Some(items) if *items == json!({ "type": "string" }) => {
            schema.as_object_mut().and_then(|schema| schema.remove("items"));
        }
        Some(items) => shorten(items),
        None => {}
    }
}

/// The schema of an answer with what each field means.
pub fn described<T: JsonSchema>() -> JsonObject {
    slim(schema::<T>(), true)
}

fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn slim(schema: Value, described: bool) -> JsonObject {
    match slimmed(schema, described) {
        Value::Object(fields) => fields,
        _ => Map::new(), // `true`, the schema of anything
    }
}

/// A schema without what says nothing: its own name, widths of numbers, `null` for what may be left out.
fn slimmed(schema: Value, described: bool) -> Value {
    let Value::Object(fields) = schema else { return schema };
    let mut slim = Map::new();
    for (name, value) in fields {
        let value = match name.as_str() {
            // What is out of range or unknown is refused with a word on what is not; it need not be told twice.
            // What a default is, is said in words where it matters.
            "title" | "format" | "$schema" | "minimum" | "maximum" | "default" => continue,
            "additionalProperties" if value == false => continue,
            "description" if !described || value == "" => continue,
            "type" => without_null(value),
            "properties" | "$defs" => map_values(value, described),
            "items" | "additionalProperties" => slimmed(value, described),
            "anyOf" | "oneOf" | "allOf" => match choices(value, described) {
                Some(Value::Array(choices)) => Value::Array(choices),
                Some(Value::Object(only)) => {
                    // One of a kind or nothing: the kind itself, under the description of the field.
                    for (name, value) in only {
                        slim.entry(name).or_insert(value);
                    }
                    continue;
                }
                _ => continue,
            },
            "description" => described_in_one_line(value),
            _ => value,
        };
        slim.insert(name, value);
    }
    Value::Object(slim)
}

fn described_in_one_line(value: Value) -> Value {
    match value {
        Value::String(text) => {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            Value::String(text.trim_end_matches('.').to_owned())
        }
        other => other,
    }
}

fn without_null(value: Value) -> Value {
    let Value::Array(mut kinds) = value else { return value };
    kinds.retain(|kind| kind != "null");
    if kinds.len() == 1 { kinds.remove(0) } else { Value::Array(kinds) }
}

fn map_values(value: Value, described: bool) -> Value {
    let Value::Object(fields) = value else { return value };
    Value::Object(fields.into_iter().map(|(name, value)| (name, slimmed(value, described))).collect())
}

/// What may be chosen from, without `null`; the only one by itself.
fn choices(value: Value, described: bool) -> Option<Value> {
    let Value::Array(choices) = value else { return Some(value) };
    let mut choices: Vec<Value> = choices
        .into_iter()
        .filter(|choice| choice["type"] != "null")
        .map(|choice| slimmed(choice, described))
        .collect();
    if choices.len() == 1 { choices.pop() } else { Some(Value::Array(choices)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    struct Sample {
        /// How many,
        /// at most.
        limit: Option<u32>,
        title: String,
        inner: Option<Inner>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    struct Inner {
        year: i16,
    }

    #[test]
    fn a_schema_says_what_is_needed_and_no_more() {
        let inner = json!({
            "type": "object", "properties": { "year": { "type": "integer" } }, "required": ["year"]
        });
        let expected = json!({
            "type": "object",
            "properties": {
                "limit": { "type": "integer", "description": "How many, at most" },
                "title": { "type": "string" },
                "inner": inner,
            },
            "required": ["title"],
        });
        assert_eq!(Value::Object(input::<Sample>()), expected);
        assert!(!Value::Object(output::<Sample>()).to_string().contains("How many"));
    }
}
