//! A question, and the request that it becomes.

use serde_json::{Value, json};

use super::{JsonMode, quirks::Speech};

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Chat {
    /// What the model is to be and to do.
    pub system: String,
    /// What it is asked.
    pub user: String,
    /// The name and JSON Schema of the answer wanted.
    pub schema: Option<(&'static str, Value)>,
    /// How many tokens the answer may have.
    pub max_tokens: u64,
}

impl Chat {
    /// About how many tokens it sends.
    pub fn about_tokens(&self) -> u64 {
        // Roles and marks around the two messages.
        const AROUND: u64 = 16;
        super::about_tokens(&self.system) + super::about_tokens(&self.user) + AROUND
    }

    /// The request's body, in the way the server understands.
    pub(super) fn body(&self, model: &str, speech: Speech) -> Value {
        let mut body = json!({
            "model": model,
            "messages": [
                { "role": "system", "content": self.system },
                { "role": "user", "content": self.user },
            ],
        });
        body[if speech.completion_tokens { "max_completion_tokens" } else { "max_tokens" }] =
            self.max_tokens.into();
        match (speech.json, &self.schema) {
            (JsonMode::Off, _) | (_, None) => {}
            (JsonMode::Object, Some(_)) => body["response_format"] = json!({ "type": "json_object" }),
            (JsonMode::Schema | JsonMode::Auto, Some((name, schema))) => {
                body["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": { "name": name, "schema": schema },
                });
            }
        }
        body
    }
}
