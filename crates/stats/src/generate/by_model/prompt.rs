//! The question: the templates in `system.txt` and `user.txt`, filled in.

use std::fmt::Write as _;

use keeping::forms::Couple;
use serde_json::{Value, json};
use sources::llm::Chat;

use super::super::Subject;
use crate::vocabulary::{
    Archetype, Element, Grade, LEAST, MOST, Of, Resistance, Role, Stat, Vocabulary, Word, schema,
};

const SYSTEM: &str = include_str!("system.txt");
const USER: &str = include_str!("user.txt");
/// The longest description that is sent of one character, in characters.
const LONGEST_ABOUT: usize = 1_200;
/// How many tokens an answer about one character has at most; a tidy one has some 230.
const MOST_EACH: u64 = 420;
/// How many it usually has.
pub(super) const USUAL_EACH: u64 = 240;

/// What a model is told once, the same for all questions.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    system: String,
    schema: Value,
    with_about: bool,
}

/// What was wrong with the last answer about a character, in the check's words.
pub(super) type Faults = Vec<(Couple, Vec<String>)>;

impl Prompt {
    pub fn new(vocabulary: &Vocabulary, with_about: bool) -> Self {
        let archetypes: Vec<String> = vocabulary.archetypes.iter().map(line).collect();
        let filled = [
            ("{{stats}}", Stat::list()),
            ("{{least}}", LEAST.to_string()),
            ("{{most}}", MOST.to_string()),
            ("{{roles}}", Role::list()),
            ("{{grades}}", Grade::list()),
            ("{{elements}}", Element::list()),
            ("{{resistances}}", Resistance::list()),
            ("{{archetypes}}", archetypes.join("\n")),
            ("{{example}}", example(vocabulary).to_string()),
        ];
        let system = filled.iter().fold(SYSTEM.to_owned(), |text, (name, value)| text.replace(name, value));
        Self { system, schema: answer_schema(vocabulary), with_about }
    }

    /// The question about some characters; `faults` are those of the last answer about them.
    pub fn chat(&self, subjects: &[Subject], faults: &Faults) -> Chat {
        let characters: Vec<String> = subjects.iter().map(|subject| self.character(subject)).collect();
        let mut user = USER
            .replace("{{count}}", &subjects.len().to_string())
            .replace("{{characters}}", &characters.join("\n"));
        if !faults.is_empty() {
            user += "\nYour last answer about them was not taken. Mend this:\n";
            for (couple, words) in faults {
                for word in words {
                    let _ = writeln!(user, "- {couple}: {word}");
                }
            }
        }
        Chat {
            system: self.system.clone(),
            user,
            schema: Some(("stats", self.schema.clone())),
            max_tokens: MOST_EACH * subjects.len() as u64 + 100,
        }
    }

    fn character(&self, subject: &Subject) -> String {
        let mut object = json!({
            "id": subject.couple.to_string(),
            "name": subject.name,
            "series": subject.series,
        });
        if self.with_about && !subject.about.is_empty() {
            let about: String = subject.about.chars().take(LONGEST_ABOUT).collect();
            object["about"] = about.into();
        }
        object.to_string()
    }
}

/// An archetype on one line: `Mage: … | hp 60-80, atk 60-80 | Mage S, Attacker D`.
fn line(archetype: &Archetype) -> String {
    let bands: Vec<String> = archetype
        .stat_focus
        .iter()
        .map(|(stat, band)| format!("{} {}-{}", stat.word(), band.min, band.max))
        .collect();
    let grades: Vec<String> = archetype
        .role_potency
        .iter()
        .map(|(role, grade)| format!("{} {}", role.word(), grade.word()))
        .collect();
    let description = archetype.description.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("- {}: {description} | {} | {}", archetype.name, bands.join(", "), grades.join(", "))
}

/// What one answer looks like.
fn example(vocabulary: &Vocabulary) -> Value {
    let archetype = vocabulary.archetypes.first();
    let stat = |stat: Stat| {
        let band = archetype.and_then(|archetype| archetype.stat_focus.get(&stat));
        // In the middle, in a step of 5.
        band.map_or(100, |band| u8::midpoint(band.min, band.max) / 5 * 5)
    };
    json!({
        "id": "source:id",
        "archetype": archetype.map(|archetype| archetype.name.as_str()),
        "stats": Of::each(stat),
        "role_potency": archetype.map(|archetype| &archetype.role_potency),
        "elemental_type": ["neutral"],
        "elemental_resistances": Of::each(|_: Element| Resistance::Neutral),
    })
}

/// The JSON Schema of a whole answer.
fn answer_schema(vocabulary: &Vocabulary) -> Value {
    let mut one = schema(vocabulary);
    if let Value::Object(one) = &mut one {
        one.remove("$schema");
        one.remove("title");
        one["properties"]["id"] = json!({ "type": "string" });
        if let Value::Array(required) = &mut one["required"] {
            required.push("id".into());
        }
    }
    json!({
        "type": "object",
        "properties": { "characters": { "type": "array", "items": one } },
        "required": ["characters"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Subject {
        Subject {
            couple: Couple::new("mal", "7"),
            name: "Nana \"N\"".into(),
            series: "Moonlit Depot".into(),
            about: "line\nline".into(),
            genres: Vec::new(),
            rarity: 1,
            favorites: 0,
        }
    }

    #[test]
    fn every_blank_of_the_templates_is_filled() {
        let faults = vec![(Couple::new("mal", "7"), vec!["stats.hp: it is missing; give it".to_owned()])];
        let chat = Prompt::new(Vocabulary::own(), true).chat(&[subject()], &faults);
        assert!(!chat.system.contains("{{") && !chat.user.contains("{{"), "{chat:?}");
        assert!(chat.system.contains("- Healer: Mends what others break"));
        assert!(
            chat.user.contains(
                r#"{"about":"line\nline","id":"mal:7","name":"Nana \"N\"","series":"Moonlit Depot"}"#
            )
        );
        assert!(chat.user.ends_with("- mal:7: stats.hp: it is missing; give it\n"));
        assert!(
            !Prompt::new(Vocabulary::own(), false).chat(&[subject()], &Vec::new()).user.contains("about")
        );
    }

    #[test]
    fn the_example_is_a_good_answer() {
        use crate::{answers::Answers, check::check_answers};
        let text = json!([example(Vocabulary::own())]).to_string();
        let answers = Answers::parse(text.as_bytes(), "example").expect("a list");
        assert_eq!(check_answers(&answers, Vocabulary::own(), None).findings, []);
    }
}
