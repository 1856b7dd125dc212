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
    /// What the stem is written in.
    pub(crate) tongue: Tongue,
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
        let tongue = Tongue::of(&stem);
        Some(Self { stem, words, marks, tongue })
    }
}

/// What a name is written in, as far as it tells whether two names of one work must be alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// Kana, or Latin letters that read as Japanese syllables.
    Japanese,
    /// Other Latin letters, digits.
    Latin,
    /// Han characters, with or without kana.
    Han,
    /// Every other script.
    Other,
}

impl Tongue {
    fn of(stem: &str) -> Self {
        let latin = stem.chars().filter(char::is_ascii_alphanumeric).count() * 2 >= stem.chars().count();
        let han = |c: char| matches!(u32::from(c), 0x3005..=0x3007 | 0x3400..=0x9FFF | 0xF900..=0xFAFF);
        match latin {
            true if syllables(stem) => Self::Japanese,
            true => Self::Latin,
            false if stem.chars().any(han) => Self::Han,
            false => Self::Other,
        }
    }

    /// Whether two names can be held against each other at all.
    pub(crate) fn meets(self, other: Self) -> bool {
        let latin = |tongue| matches!(tongue, Self::Japanese | Self::Latin);
        self == other || (latin(self) && latin(other))
    }

    /// Whether two names of one work in these are most often the same one.
    pub(crate) fn binds(self, other: Self) -> bool {
        self == other && matches!(self, Self::Japanese | Self::Han)
    }
}

/// Whether a romanized stem can be read as Japanese syllables throughout.
fn syllables(stem: &str) -> bool {
    let letters = stem.as_bytes();
    let vowel = |at: usize| letters.get(at).is_some_and(|c| b"aiueo".contains(c));
    (0..letters.len()).all(|at| match letters[at] {
        b'a' | b'i' | b'u' | b'e' | b'o' | b'n' | b'0'..=b'9' => true,
        b'k' | b's' | b't' | b'h' | b'm' | b'r' | b'g' | b'z' | b'd' | b'b' | b'p' => {
            vowel(at + 1) || letters.get(at + 1) == Some(&letters[at]) || letters.get(at + 1) == Some(&b'y')
        }
        b'y' | b'w' | b'f' => vowel(at + 1),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
