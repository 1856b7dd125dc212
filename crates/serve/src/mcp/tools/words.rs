//! What assistants send in more than one shape: lists that come as text.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

/// A list of words. Text with commas is read as well, which is how some assistants send lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Words(pub Vec<String>);

impl Words {
    /// Whether nothing is listed, so that a filter is left out.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a list of words")]
        enum Sent {
            Nothing(()),
            Text(String),
            List(Vec<String>),
        }
        let split = |text: String| text.split(',').map(|word| word.trim().to_owned()).collect();
        let words: Vec<String> = match Sent::deserialize(from)? {
            Sent::Nothing(()) => Vec::new(),
            // A list that was sent as the text of one.
            Sent::Text(text) => match serde_json::from_str::<Vec<String>>(&text) {
                Ok(list) => list,
                Err(_) => split(text),
            },
            Sent::List(list) => list,
        };
        Ok(Self(words.into_iter().filter(|word| !word.is_empty()).collect()))
    }
}

impl JsonSchema for Words {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_as_lists_or_as_text() {
        for sent in [r#"["drama","space"]"#, r#""drama, space""#, r#""[\"drama\", \"space\"]""#] {
            let words: Words = serde_json::from_str(sent).expect("a list");
            assert_eq!(words.0, ["drama", "space"]);
        }
        assert_eq!(serde_json::from_str::<Words>("null").ok(), Some(Words::default()));
        assert!(serde_json::from_str::<Words>("7").is_err());
    }
}
