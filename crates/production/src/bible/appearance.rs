//! What a character looks like, part by part.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a character looks like: parts, each in a few words, none of them required.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Appearance {
    /// In free words, where somebody wrote one text instead of parts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// `long silver hair, braided`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hair: String,
    /// `green eyes`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub eyes: String,
    /// `small, slender`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub build: String,
    /// `red coat, leather gloves`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outfit: String,
    /// `scar over the left eye`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub marks: String,
}

impl Appearance {
    /// The parts that say something, with their names, in the order in which a prompt tells them.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("appearance", self.text.as_str()),
            ("hair", &self.hair),
            ("eyes", &self.eyes),
            ("build", &self.build),
            ("marks", &self.marks),
            ("outfit", &self.outfit),
        ];
        all.into_iter().filter(|(_, words)| !words.trim().is_empty())
    }
}

/// Plain text as it comes from people and from older programs, or parts by their names.
#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Text(String),
    Parts(BTreeMap<String, String>),
}

/// Writes an appearance as it came: a plain text as a text.
pub(super) fn serialize<S: Serializer>(appearance: &Appearance, serializer: S) -> Result<S::Ok, S::Error> {
    let only_text = Appearance { text: appearance.text.clone(), ..Appearance::default() };
    if *appearance == only_text {
        serializer.serialize_str(&appearance.text)
    } else {
        appearance.serialize(serializer)
    }
}

/// Reads an appearance that is either plain text or parts.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Appearance, D::Error> {
    let wrong = || {
        let told = "`appearance` is a text, or an object of the texts `text`, `hair`, `eyes`, `build`, `outfit` and `marks`";
        serde::de::Error::custom(told)
    };
    let mut appearance = Appearance::default();
    match Given::deserialize(deserializer).map_err(|_| wrong())? {
        Given::Text(text) => appearance.text = text,
        Given::Parts(parts) => {
            for (name, words) in parts {
                let part = match name.as_str() {
                    "text" => &mut appearance.text,
                    "hair" => &mut appearance.hair,
                    "eyes" => &mut appearance.eyes,
                    "build" => &mut appearance.build,
                    "outfit" => &mut appearance.outfit,
                    "marks" => &mut appearance.marks,
                    _ => return Err(wrong()),
                };
                *part = words;
            }
        }
    }
    Ok(appearance)
}
