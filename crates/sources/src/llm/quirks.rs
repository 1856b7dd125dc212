//! What servers that call themselves compatible do not understand, found out once and remembered.

use std::sync::Mutex;

use super::JsonMode;

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Speech {
    /// In which way JSON is asked for.
    pub json: JsonMode,
    /// Whether the answer's length is bounded by `max_completion_tokens`, as newer servers want.
    pub completion_tokens: bool,
}

/// What was found out so far.
#[derive(Debug)]
pub(super) struct Quirks(Mutex<Speech>, bool);

impl Quirks {
    /// Begins with what the settings say; only `auto` gives way.
    pub fn new(json: JsonMode) -> Self {
        Self(Mutex::new(Speech { json, completion_tokens: false }), json == JsonMode::Auto)
    }

    /// How to speak now.
    pub fn speech(&self) -> Speech {
        *self.0.lock().expect("no panic while held")
    }

    /// Learns from a refusal of what was said in some way; `true` when another way is worth a try.
    pub fn learn(&self, status: u16, told: &str, said: Speech) -> bool {
        if !matches!(status, 400 | 404 | 415 | 422 | 501) {
            return false;
        }
        let told = told.to_lowercase();
        let mut speech = self.0.lock().expect("no panic while held");
        if told.contains("max_completion_tokens") && !said.completion_tokens {
            speech.completion_tokens = true;
            return true;
        }
        let about_json =
            ["response_format", "json_schema", "json_object"].iter().any(|word| told.contains(word));
        if about_json && self.1 && said.json != JsonMode::Off {
            let weaker = match said.json {
                JsonMode::Auto | JsonMode::Schema => JsonMode::Object,
                JsonMode::Object | JsonMode::Off => JsonMode::Off,
            };
            speech.json = speech.json.min(weaker);
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_asked_for_less_until_it_understands() {
        let quirks = Quirks::new(JsonMode::Auto);
        let mut ways = vec![quirks.speech().json];
        while quirks.learn(400, "unknown field `response_format`", quirks.speech()) {
            ways.push(quirks.speech().json);
        }
        assert_eq!(ways, [JsonMode::Auto, JsonMode::Object, JsonMode::Off]);
        let told = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
        assert!(quirks.learn(400, told, quirks.speech()));
        assert!(!quirks.learn(400, told, quirks.speech()));
    }

    #[test]
    fn what_the_settings_say_stays() {
        let quirks = Quirks::new(JsonMode::Schema);
        assert!(!quirks.learn(400, "response_format", quirks.speech()));
        assert!(!Quirks::new(JsonMode::Auto).learn(401, "response_format", quirks.speech()));
    }
}
