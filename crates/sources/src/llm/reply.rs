//! An answer: its text, its tokens, its price.

use serde_json::Value;

use super::{Chat, LlmError, LlmSettings, about_tokens};

/// What a model answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Its words.
    pub text: String,
    /// Whether it was cut at the bound of its length.
    pub is_cut: bool,
    /// Tokens sent, as the server counted them, or about.
    pub tokens_in: u64,
    /// Tokens received, likewise.
    pub tokens_out: u64,
    /// What they cost.
    pub cost: f64,
}

impl Reply {
    /// Reads a chat completion.
    pub(super) fn read(body: &[u8], chat: &Chat, settings: &LlmSettings) -> Result<Self, LlmError> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| LlmError::Shape(format!("it is not JSON ({error})")))?;
        let choice = value.pointer("/choices/0").ok_or_else(|| {
            // Some servers answer 200 and put the failure into the body.
            let told = value.pointer("/error/message").and_then(Value::as_str);
            LlmError::Shape(told.map_or_else(|| "it has no choices".to_owned(), begin))
        })?;
        let text = text_of(&choice["message"]["content"]);
        let text = match (text.is_empty(), choice["message"]["refusal"].as_str()) {
            (true, Some(refusal)) => refusal.to_owned(),
            _ => text,
        };
        let counted = |name: &str| value["usage"][name].as_u64();
        let tokens_in = counted("prompt_tokens").unwrap_or_else(|| chat.about_tokens());
        let tokens_out = counted("completion_tokens").unwrap_or_else(|| about_tokens(&text));
        Ok(Self {
            is_cut: choice["finish_reason"] == "length",
            cost: settings.cost(tokens_in, tokens_out),
            text,
            tokens_in,
            tokens_out,
        })
    }
}

/// A message's content: a text, or parts of which some are texts.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// The begin of what a server said, on one line.
pub(super) fn begin(told: &str) -> String {
    const MOST: usize = 300;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &flat[..at]),
        None => flat,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<Reply, LlmError> {
        let chat = Chat { system: "be".into(), user: "ask".into(), schema: None, max_tokens: 10 };
        let settings = LlmSettings { price_in: 1.0, price_out: 1.0, ..LlmSettings::default() };
        Reply::read(value.to_string().as_bytes(), &chat, &settings)
    }

    #[test]
    fn answers_of_several_servers() {
        let plain = json!({ "choices": [{ "message": { "content": "yes" }, "finish_reason": "stop" }],
                            "usage": { "prompt_tokens": 7, "completion_tokens": 3 } });
        let reply = read(&plain).expect("an answer");
        assert_eq!((reply.text.as_str(), reply.tokens_in, reply.tokens_out), ("yes", 7, 3));
        assert!((reply.cost - 1e-5).abs() < 1e-12);
        let parts = json!({ "choices": [{ "message": { "content": [{ "type": "text", "text": "in " }, { "text": "parts" }] },
                                          "finish_reason": "length" }] });
        let reply = read(&parts).expect("an answer");
        assert_eq!((reply.text.as_str(), reply.is_cut, reply.tokens_out), ("in parts", true, 2));
        let refused = json!({ "choices": [{ "message": { "content": null, "refusal": "I will not" } }] });
        assert_eq!(read(&refused).expect("an answer").text, "I will not");
    }

    #[test]
    fn what_is_no_answer() {
        assert_eq!(read(&json!({})), Err(LlmError::Shape("it has no choices".into())));
        assert_eq!(
            read(&json!({ "error": { "message": "no\nroom" } })),
            Err(LlmError::Shape("no room".into()))
        );
    }
}
