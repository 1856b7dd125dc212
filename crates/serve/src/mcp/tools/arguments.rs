//! Arguments as assistants send them: now and then a number as text, an id as a number, a list as text.
//!
//! What means the same is taken; what is wrong is told by the name of the argument.

use app::AppError;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::mcp::schema;

/// Reads arguments; `null` is the same as left out.
///
/// # Errors
/// `invalid_parameter`, naming the argument that is unknown, missing or of another kind.
pub fn read<T: DeserializeOwned + JsonSchema>(arguments: Map<String, Value>) -> Result<T, AppError> {
    let given: Map<String, Value> = arguments.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let read = |given: &Map<String, Value>| serde_json::from_value::<T>(Value::Object(given.clone()));
    if let Ok(asked) = read(&given) {
        return Ok(asked);
    }
    let schema = schema::input::<T>();
    let known = schema.get("properties").and_then(Value::as_object);
    let mut bent = given.clone();
    for (name, value) in &mut bent {
        if let Some(kind) = known.and_then(|known| known.get(name)) {
            bend(value, kind);
        }
    }
    read(&bent).map_err(|error| {
        let message = error.to_string();
        // Only these name the argument; in all others what stands in quotes is the value.
        let is_name = message.starts_with("unknown field") || message.starts_with("missing field");
        let quoted = message.split('`').nth(1).filter(|_| is_name).map(str::to_owned);
        // A value of another kind is told without its name: it is the one without which the failure is another.
        let blamed = || {
            let without = |name: &&String| {
                let mut rest = bent.clone();
                rest.remove(*name);
                read(&rest).err().is_none_or(|other| other.to_string() != message)
            };
            bent.keys().find(without).cloned()
        };
        let name = quoted.or_else(blamed).unwrap_or_default();
        let told = if is_name { message } else { format!("`{name}`: {message}") };
        AppError::invalid_parameter(&name, told).hint("tools/list has the schema of the arguments")
    })
}

/// Turns a value into the kind that is asked for, where it means the same.
fn bend(value: &mut Value, schema: &Value) {
    let bent = match (schema["type"].as_str(), &*value) {
        (Some("integer" | "number"), Value::String(text)) => {
            serde_json::from_str::<Value>(text.trim()).ok().filter(Value::is_number)
        }
        (Some("boolean"), Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(Value::Bool(true)),
            "false" | "no" => Some(Value::Bool(false)),
            _ => None,
        },
        (Some("string"), Value::Number(number)) => Some(Value::String(number.to_string())),
        (Some("array"), Value::Number(number)) => Some(Value::Array(vec![Value::String(number.to_string())])),
        (Some("array") | None, Value::String(text)) if text.trim_start().starts_with('[') => {
            serde_json::from_str::<Value>(text).ok().filter(Value::is_array)
        }
        _ => None,
    };
    if let Some(bent) = bent {
        *value = bent;
    }
    if let Value::Array(items) = value
        && schema["items"]["type"] == "string"
    {
        for item in items.iter_mut() {
            bend(item, &schema["items"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::mcp::tools::Words;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        work: String,
        limit: Option<u32>,
        score_min: Option<f64>,
        #[serde(default)]
        spoilers: bool,
        #[serde(default)]
        works: Words,
        by: Option<By>,
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum By {
        Story,
        Release,
    }

    fn asked(arguments: Value) -> Result<Asked, AppError> {
        let Value::Object(arguments) = arguments else { unreachable!("an object was written") };
        read(arguments)
    }

    #[test]
    fn what_means_the_same_is_taken() {
        let sent = json!({
            "work": 16, "limit": "5", "score_min": "7.5", "spoilers": "true", "works": [1, "mal:2"],
        });
        let works = Words(vec!["1".to_owned(), "mal:2".to_owned()]);
        let meant = Asked {
            work: "16".to_owned(),
            limit: Some(5),
            score_min: Some(7.5),
            spoilers: true,
            works,
            by: None,
        };
        assert_eq!(asked(sent).expect("it is clear"), meant);
        let listed = |works: Value| asked(json!({ "work": "a", "works": works })).expect("a list").works.0;
        assert_eq!(listed(json!("[\"A, B\", \"C\"]")), ["A, B", "C"]);
        assert_eq!(
            (listed(json!("a, b")), listed(json!(7))),
            (vec!["a".into(), "b".into()], vec!["7".into()])
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let named = |arguments: Value| {
            let error = asked(arguments).expect_err("it is wrong");
            assert!(error.message.contains('`'), "{error}");
            error.details["parameter"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(named(json!({ "work": "a", "limit": "many" })), "limit");
        assert_eq!(named(json!({ "work": [1], "limit": 5 })), "work");
        assert_eq!(named(json!({ "limit": 5 })), "work");
        assert_eq!(named(json!({ "work": "a", "color": "red" })), "color");
        assert_eq!(named(json!({ "work": "a", "by": "work" })), "by", "the argument, not its value");
    }
}
