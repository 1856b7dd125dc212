//! Words of a text that speak for a role or an element.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::vocabulary::{Element, Role};

/// Which words speak for what.
#[derive(Debug, Deserialize)]
pub(super) struct Cues {
    roles: HashMap<Role, Vec<String>>,
    elements: HashMap<Element, Vec<String>>,
}

impl Cues {
    /// The words that come with the program.
    pub fn own() -> &'static Self {
        static READ: LazyLock<Cues> = LazyLock::new(|| {
            serde_json::from_str(include_str!("cues.json")).expect("a test reads the words")
        });
        &READ
    }

    /// The words of a text that speak for a role.
    pub fn of_role<'t>(&self, role: Role, text: &'t BTreeSet<String>) -> BTreeSet<&'t str> {
        among(self.roles.get(&role), text)
    }

    /// The words of a text that speak for an element.
    pub fn of_element<'t>(&self, element: Element, text: &'t BTreeSet<String>) -> BTreeSet<&'t str> {
        among(self.elements.get(&element), text)
    }
}

fn among<'t>(cues: Option<&Vec<String>>, text: &'t BTreeSet<String>) -> BTreeSet<&'t str> {
    let cues = cues.into_iter().flatten();
    cues.filter_map(|cue| text.get(cue)).map(String::as_str).collect()
}

/// The words of texts in small letters, each once; of a plural the singular as well. A hyphen is part of a
/// word.
pub(super) fn words(texts: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        for word in text.split(|letter: char| !letter.is_alphanumeric() && letter != '-') {
            let word = word.trim_matches('-').to_lowercase();
            if word.is_empty() {
                continue;
            }
            if let Some(singular) = word.strip_suffix('s').filter(|singular| singular.len() > 2) {
                words.insert(singular.to_owned());
            }
            words.insert(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Word;

    #[test]
    fn every_role_and_element_has_words_but_neutral() {
        for role in Role::ALL {
            assert!(Cues::own().roles.contains_key(role), "{}", role.word());
        }
        let without: Vec<&str> = Element::ALL
            .iter()
            .filter(|element| !Cues::own().elements.contains_key(element))
            .map(|element| element.word())
            .collect();
        assert_eq!(without, ["neutral"]);
    }

    #[test]
    fn words_are_whole_and_plurals_count() {
        let text = words(&["Firefly, a hot-headed maid who loves SWORDS"]);
        assert!(text.contains("sword") && text.contains("hot-headed") && !text.contains("fire"));
    }
}
