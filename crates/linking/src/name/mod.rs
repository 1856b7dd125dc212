//! A name taken apart: what is told, and which installment and kind of telling it is.

mod grammar;
mod marks;
mod words;

pub(crate) use marks::{Kinds, Marks};

use spelling::key;

/// A name in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name without its marks, romanized one way, no blanks.
    pub(crate) stem: String,
    /// The words of the stem, each romanized; of Han and Hangul words, their pairs of letters.
    pub(crate) words: Vec<String>,
    /// What the name says beside the stem.
    pub(crate) marks: Marks,
    /// Whether the stem is in Latin letters or digits, so that it can be held against others that are.
    pub(crate) latin: bool,
}

impl Name {
    /// Takes a name apart; `None` when nothing but signs is in it.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let segments = words::segments(text);
        let (stem_words, marks) = grammar::read(&segments);
        let skip = usize::from(stem_words.len() > 1 && matches!(stem_words[0].as_str(), "the" | "a"));
        let stem = key(&stem_words[skip..].join(" "));
        if stem.is_empty() {
            return None;
        }
        let mut words: Vec<String> = Vec::new();
        for word in &stem_words {
            let keyed = key(word);
            if keyed.is_ascii() {
                words.push(keyed);
            } else {
                let letters: Vec<char> = keyed.chars().collect();
                if letters.len() < 3 {
                    words.push(keyed);
                } else {
                    words.extend(letters.windows(2).map(|pair| pair.iter().collect()));
                }
            }
        }
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        words.dedup();
        let latin = stem.chars().filter(char::is_ascii_alphanumeric).count() * 2 >= stem.chars().count();
        Some(Self { stem, words, marks, latin })
    }
}

#[cfg(test)]
mod tests;
