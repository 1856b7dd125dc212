//! The stats of one character as they are stored, and the five texts under which they are published.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{
    noise::Noise,
    vocabulary::{Element, Grade, Of, Resistance, Role, Stat, Word},
};

/// The stats of one character. Elements and archetype are texts, so that what an answer said is kept
/// letter by letter even where `check` finds fault with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Its archetype's name.
    pub archetype: String,
    /// The eight stats as they are published.
    pub values: Of<Stat, u8>,
    /// As they were answered, before noise; none where only the published ones are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Of<Stat, u8>>,
    /// The noise between the two.
    #[serde(default, skip_serializing_if = "Noise::is_none")]
    pub noise: Noise,
    /// A grade for each role.
    pub potency: Of<Role, Grade>,
    /// Its elements.
    pub elements: Vec<String>,
    /// How it takes each element.
    pub resistances: Of<Element, Resistance>,
    /// What the offline generator went by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

impl Stats {
    /// The column `stats`: `{"hp": 96, "atk": 89, …}`.
    pub fn stats_text(&self) -> String {
        object(self.values.iter().map(|(stat, value)| (stat.word(), value.to_string())))
    }

    /// The column `elemental_type`: `["light", "dark"]`.
    pub fn elemental_type_text(&self) -> String {
        let elements: Vec<String> = self.elements.iter().map(|element| string(element)).collect();
        format!("[{}]", elements.join(", "))
    }

    /// The column `archetype`, which is a plain text.
    pub fn archetype_text(&self) -> String {
        self.archetype.clone()
    }

    /// The column `potency`: `{"Mage": "C", …}`.
    pub fn potency_text(&self) -> String {
        object(self.potency.iter().map(|(role, grade)| (role.word(), string(grade.word()))))
    }

    /// The column `elemental_resistances`: `{"fire": "neutral", …}`.
    pub fn elemental_resistances_text(&self) -> String {
        object(
            self.resistances.iter().map(|(element, resistance)| (element.word(), string(resistance.word()))),
        )
    }

    /// The text of a published column, by its name.
    pub fn text(&self, column: &str) -> Option<String> {
        match column {
            "stats" => Some(self.stats_text()),
            "elemental_type" => Some(self.elemental_type_text()),
            "archetype" => Some(self.archetype_text()),
            "potency" => Some(self.potency_text()),
            "elemental_resistances" => Some(self.elemental_resistances_text()),
            _ => None,
        }
    }
}

/// An object as the old pipeline wrote it: a blank behind each comma and colon.
fn object(members: impl Iterator<Item = (&'static str, String)>) -> String {
    let members: Vec<String> = members.map(|(key, value)| format!("\"{key}\": {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

/// A text in quotes, as the old pipeline wrote it: in ASCII.
fn string(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let mut ascii = String::with_capacity(quoted.len());
    for letter in quoted.chars() {
        if letter.is_ascii() {
            ascii.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(ascii, "\\u{unit:04x}");
            }
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_written_as_in_the_old_files() {
        let stats = Stats {
            archetype: "Healer".into(),
            values: Of::each(|stat: Stat| 10 * (stat.index() as u8 + 1)),
            raw: None,
            noise: Noise::None,
            potency: Of::each(|role| if role == Role::Healer { Grade::S } else { Grade::D }),
            elements: vec!["light".into(), "näß\"🌙".into()],
            resistances: Of::each(|element| match element {
                Element::Light => Resistance::Resist,
                Element::Dark => Resistance::Weak,
                _ => Resistance::Neutral,
            }),
            why: Vec::new(),
        };
        assert_eq!(
            stats.stats_text(),
            r#"{"hp": 10, "atk": 20, "mag": 30, "vit": 40, "spr": 50, "int": 60, "spd": 70, "lck": 80}"#
        );
        assert_eq!(stats.elemental_type_text(), r#"["light", "n\u00e4\u00df\"\ud83c\udf19"]"#);
        assert_eq!(
            stats.potency_text(),
            r#"{"Mage": "D", "Attacker": "D", "Healer": "S", "Buffer": "D", "Debuffer": "D", "Defender": "D", "Specialist": "D"}"#
        );
        assert_eq!(
            stats.elemental_resistances_text(),
            r#"{"fire": "neutral", "water": "neutral", "earth": "neutral", "wind": "neutral", "nature": "neutral", "neutral": "neutral", "void": "neutral", "light": "resist", "dark": "weak"}"#
        );
        assert_eq!(stats.text("archetype").as_deref(), Some("Healer"));
        assert_eq!(stats.text("name"), None);
        let body = serde_json::to_string(&stats).expect("stats are JSON");
        assert_eq!(serde_json::from_str::<Stats>(&body).expect("reads back"), stats);
    }
}
