//! What a server says against a request, in the words of our own fields. Pure.

use serde_json::Value;

use crate::engines::{FieldError, shortened::shortened};

/// Words that it uses, and the fields of our doors that they are about; the first one that stands there counts.
const WORDS: &[(&str, &str)] = &[
    ("negative_prompt", "negative_prompt"),
    ("prompt", "prompt"),
    ("lora", "loras"),
    ("init_image", "references"),
    ("strength", "references"),
    ("sample_method", "sampler"),
    ("sampler", "sampler"),
    ("scheduler", "scheduler"),
    ("steps", "steps"),
    ("cfg", "guidance"),
    ("width", "width"),
    ("height", "height"),
    ("seed", "seed"),
    ("model", "model"),
];

/// The error of a request that was refused; the field is empty where it does not say which.
pub(super) fn errors(body: &[u8]) -> Vec<FieldError> {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let said = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let message = match (said("error"), said("message")) {
        ("", "") => "it does not say why".to_owned(),
        ("", message) | (message, "") => message.to_owned(),
        (error, message) => format!("{error} ({message})"),
    };
    let lower = message.to_lowercase();
    let field = WORDS.iter().find(|(word, _)| lower.contains(*word)).map_or("", |(_, field)| *field);
    vec![FieldError {
        field: field.to_owned(),
        message: shortened(&message, 300),
        kind: "refused".to_owned(),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_where_it_is_known() {
        let told = |body: &str| {
            let error = errors(body.as_bytes()).remove(0);
            format!("{}: {}", error.field, error.message)
        };
        assert_eq!(told(r#"{"error":"invalid generation parameters"}"#), ": invalid generation parameters");
        assert_eq!(told(r#"{"error":"invalid lora"}"#), "loras: invalid lora");
        assert_eq!(
            told(r#"{"error":"loaded model does not support img_gen"}"#),
            "model: loaded model does not support img_gen"
        );
        assert_eq!(
            told(r#"{"error":"invalid json","message":"syntax error at line 1"}"#),
            ": invalid json (syntax error at line 1)"
        );
        for nothing in ["", "<html>", "[]", r#"{"error":{"deep":1}}"#] {
            assert_eq!(told(nothing), ": it does not say why");
        }
        let long = format!(r#"{{"error":"{}"}}"#, "ö".repeat(5000));
        assert_eq!(errors(long.as_bytes())[0].message.chars().count(), 301);
    }
}
