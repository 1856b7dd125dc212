//! Where the model is, what it costs, and how patient we are.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::http::Secret;

/// Settings of the language model. `config/default.toml` says what each means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LlmSettings {
    /// The address in front of `/chat/completions`; empty when there is no model.
    pub base_url: String,
    /// The model's name.
    pub model: String,
    /// The key. Only ever from the environment.
    pub api_key: Secret,
    /// A file that holds the key in its first line; empty for none.
    pub api_key_file: PathBuf,
    /// The currency of the prices, for people.
    pub currency: String,
    /// The price of a million tokens sent.
    pub price_in: f64,
    /// The price of a million tokens received.
    pub price_out: f64,
    /// What all calls of any 30 days may cost together; 0 is no bound.
    pub budget: f64,
    /// In which way JSON is asked for.
    pub json: JsonMode,
    /// Seconds after which an answer is given up.
    pub timeout_s: u64,
    /// How often one question is put where the server is busy or fails.
    pub attempts: u32,
    /// How many questions are out at once.
    pub parallel: usize,
}

/// In which way a server is asked to answer in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonMode {
    /// Only in words.
    Off,
    /// By `response_format` of type `json_object`.
    Object,
    /// By `response_format` of type `json_schema`.
    Schema,
    /// By schema; a server that refuses it is asked for an object, then in words only.
    Auto,
}

impl Default for LlmSettings {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            model: String::new(),
            api_key: Secret::new(""),
            api_key_file: PathBuf::new(),
            currency: "USD".to_owned(),
            price_in: 0.0,
            price_out: 0.0,
            budget: 0.0,
            json: JsonMode::Auto,
            timeout_s: 180,
            attempts: 4,
            parallel: 1,
        }
    }
}

impl LlmSettings {
    /// What so many tokens cost.
    pub fn cost(&self, tokens_in: u64, tokens_out: u64) -> f64 {
        (tokens_in as f64 * self.price_in + tokens_out as f64 * self.price_out) / 1_000_000.0
    }

    /// Whether a model is set at all.
    pub fn is_set(&self) -> bool {
        !self.base_url.is_empty() && !self.model.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_by_the_million() {
        let settings = LlmSettings { price_in: 0.5, price_out: 2.0, ..LlmSettings::default() };
        assert!((settings.cost(1_000_000, 500_000) - 1.5).abs() < 1e-12);
        assert!(!settings.is_set());
    }

    #[test]
    fn the_key_is_not_shown() {
        let settings = LlmSettings { api_key: Secret::new("sk-hunter2"), ..LlmSettings::default() };
        let shown = format!("{settings:?} {}", serde_json::json!(settings));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
