//! Choices resolved by the dice of one picture, and noted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    dice::Dice,
    syntax::{self, Node, SyntaxError},
};

/// The most that words may become, in characters.
const MAX_LENGTH: usize = 16_000;
/// How often wildcards may lead to wildcards.
const MAX_WILDCARDS: usize = 200;
/// How deep wildcards may lie within wildcards, and choices within choices.
const MAX_WITHIN: usize = 40;
/// The most that the choices of one picture may take where they are noted, in bytes.
const MAX_NOTED: usize = 128_000;

/// What was chosen at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// In which piece.
    pub from: String,
    /// The choice as it was written: `{red|blue}` or `__weather__`.
    pub written: String,
    /// What it became.
    pub taken: String,
}

/// Resolves the choices of one picture, one after another.
pub(super) struct Choosing<'a> {
    wildcards: &'a BTreeMap<String, Vec<String>>,
    dice: Dice,
    filled: usize,
    within: usize,
    noted: usize,
    pub choices: Vec<Choice>,
}

impl<'a> Choosing<'a> {
    pub fn new(wildcards: &'a BTreeMap<String, Vec<String>>, seed: u64) -> Self {
        Self { wildcards, dice: Dice::new(seed), filled: 0, within: 0, noted: 0, choices: Vec::new() }
    }

    /// The words without choices.
    pub fn resolve(&mut self, from: &str, words: &str) -> Result<String, SyntaxError> {
        let mut out = String::new();
        self.put(from, &syntax::parse(words)?, &mut out)?;
        Ok(out)
    }

    fn put(&mut self, from: &str, nodes: &[Node], out: &mut String) -> Result<(), SyntaxError> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Choice(options, written) => {
                    let mut place =
                        self.dice.below(options.iter().map(|(weight, _)| u64::from(*weight)).sum());
                    let drawn = options.iter().find(|(weight, _)| {
                        let here = place < u64::from(*weight);
                        place = place.saturating_sub(u64::from(*weight));
                        here
                    });
                    // All weights may be 0; the first one is as good as any then.
                    let option =
                        drawn.or(options.first()).map(|(_, nodes)| nodes.as_slice()).unwrap_or_default();
                    self.note(from, written, out, |own, out| own.put(from, option, out))?;
                }
                Node::Wildcard(name) => {
                    let values = self.wildcards.get(name).filter(|values| !values.is_empty());
                    let values = values.ok_or_else(|| SyntaxError::Wildcard {
                        name: name.clone(),
                        known: self.wildcards.keys().cloned().collect(),
                    })?;
                    self.filled += 1;
                    if self.filled > MAX_WILDCARDS {
                        return Err(SyntaxError::Length(MAX_LENGTH));
                    }
                    let at = usize::try_from(self.dice.below(values.len() as u64)).unwrap_or(0);
                    let inner = syntax::parse(&values[at])?;
                    self.note(from, &format!("__{name}__"), out, |own, out| own.put(from, &inner, out))?;
                }
            }
            if out.len() > MAX_LENGTH {
                return Err(SyntaxError::Length(MAX_LENGTH));
            }
        }
        Ok(())
    }

    /// Notes a choice before those within it.
    fn note(
        &mut self,
        from: &str,
        written: &str,
        out: &mut String,
        fill: impl FnOnce(&mut Self, &mut String) -> Result<(), SyntaxError>,
    ) -> Result<(), SyntaxError> {
        let (at, begun) = (self.choices.len(), out.len());
        let choice = Choice { from: from.to_owned(), written: written.to_owned(), taken: String::new() };
        self.choices.push(choice);
        self.within += 1;
        if self.within > MAX_WITHIN {
            return Err(SyntaxError::Length(MAX_LENGTH));
        }
        fill(self, out)?;
        self.within -= 1;
        out[begun..].trim().clone_into(&mut self.choices[at].taken);
        // What lies within another is noted with it too, so that few words may become many.
        self.noted += written.len() + self.choices[at].taken.len();
        if self.noted > MAX_NOTED { Err(SyntaxError::Length(MAX_LENGTH)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(words: &str, seed: u64) -> (String, Vec<String>) {
        let wildcards = BTreeMap::from([
            ("weather".to_owned(), vec!["snow".to_owned(), "{light|heavy} rain".to_owned()]),
            ("ring".to_owned(), vec!["__ring__".to_owned()]),
        ]);
        let mut choosing = Choosing::new(&wildcards, seed);
        let text = choosing.resolve("words", words).unwrap_or_else(|error| error.to_string());
        let choices = choosing.choices.iter().map(|choice| format!("{} -> {}", choice.written, choice.taken));
        (text, choices.collect())
    }

    #[test]
    fn one_seed_always_chooses_the_same() {
        let words = "{a|b|c} lamp in __weather__";
        let all: Vec<_> = (0..40).map(|seed| resolved(words, seed)).collect();
        assert_eq!(all, (0..40).map(|seed| resolved(words, seed)).collect::<Vec<_>>());
        let mut texts: Vec<&str> = all.iter().map(|(text, _)| text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert!(texts.len() >= 7, "forty seeds find most of nine prompts: {texts:?}");
        for (text, choices) in &all {
            assert!(choices.len() >= 2 && choices[0].starts_with("{a|b|c} -> "), "{choices:?}");
            assert!(!text.contains(['{', '|', '_']), "{text}");
        }
    }

    #[test]
    fn weights_and_nothing() {
        assert_eq!(resolved("{0::never|1::always}", 3).0, "always");
        assert_eq!(resolved("{0::a|0::b}", 3).0, "a");
        assert_eq!(resolved("lamp{|}", 3).0, "lamp");
        let often = (0..1000).filter(|seed| resolved("{9::often|rarely}", *seed).0 == "often").count();
        assert!((850..950).contains(&often), "{often}");
    }

    #[test]
    fn what_is_not_there_and_what_never_ends() {
        assert_eq!(resolved("__wether__", 1).0, "there is no wildcard `__wether__`; there are ring, weather");
        assert!(resolved("__ring__", 1).0.contains("grow beyond"));
        let deep = |levels: usize| format!("{}lamp{}", "{".repeat(levels), "}".repeat(levels));
        assert_eq!(resolved(&deep(5), 1).0, "lamp");
        assert!(resolved(&deep(60), 1).0.contains(' '), "told and not resolved");
    }
}
