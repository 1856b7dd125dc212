//! Titles, with their language, script and kind.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::word::words;

/// A name of a work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Title {
    /// The title as the source wrote it.
    pub text: String,
    /// Its language, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What part it plays.
    #[serde(default)]
    pub kind: TitleKind,
}

impl Title {
    /// A title of a kind, in a language that is not known.
    pub fn new(text: impl Into<String>, kind: TitleKind) -> Self {
        Self { text: text.into(), language: None, kind }
    }

    /// The same title in a language; an unreadable tag leaves it unknown.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        self.language = Language::parse(tag);
        self
    }

    /// The script most of its letters are written in.
    pub fn script(&self) -> Script {
        Script::of(&self.text)
    }

    /// Whether it is written in capitals all through, as some sources write every title.
    pub fn shouts(&self) -> bool {
        let cased = |letter: &char| letter.is_uppercase() || letter.is_lowercase();
        let mut letters = self.text.chars().filter(cased).peekable();
        letters.peek().is_some() && letters.all(char::is_uppercase)
    }
}

words! {
    /// What part a title plays.
    #[derive(Default)]
    pub enum TitleKind {
        /// The one a source lists the work under.
        Main = "MAIN",
        /// Given by the publisher in some language.
        Official = "OFFICIAL",
        /// Any other name in use.
        #[default]
        Synonym = "SYNONYM",
        /// An abbreviation.
        Short = "SHORT",
    }
}

/// A BCP 47 language tag as far as titles need it: `ja`, `ja-Latn`, `zh-Hant`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(Box<str>);

impl Language {
    /// Reads a tag: 2 or 3 letters, then parts of 1 to 8 letters or digits joined by hyphens.
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let sound = (2..=3).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_lowercase())
            && parts
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        sound.then(|| Self(tag.into()))
    }

    /// The tag as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and country: `zh` of `zh-Hant`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(tag: String) -> Result<Self, String> {
        Self::parse(&tag).ok_or_else(|| format!("`{tag}` is not a language tag"))
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0.into()
    }
}

/// A writing system, coarse enough to sort titles by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Script {
    /// Latin letters, romaji among them.
    Latin,
    /// Hiragana or katakana, alone or with Han characters.
    Kana,
    /// Han characters only.
    Han,
    /// Korean.
    Hangul,
    /// Russian and its neighbours.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic, Thai, Hebrew and the rest.
    Other,
    /// Digits and signs only.
    None,
}

impl Script {
    /// The script of a text. One kana makes it Japanese; otherwise the most frequent script wins, the
    /// earlier variant on a tie.
    pub fn of(text: &str) -> Self {
        let mut counts = [0usize; 7];
        for letter in text.chars().filter(|c| c.is_alphabetic()) {
            counts[Self::of_letter(letter) as usize] += 1;
        }
        if counts[Self::Kana as usize] > 0 {
            return Self::Kana;
        }
        let all =
            [Self::Latin, Self::Kana, Self::Han, Self::Hangul, Self::Cyrillic, Self::Greek, Self::Other];
        let best = all.into_iter().rev().max_by_key(|script| counts[*script as usize]);
        best.filter(|script| counts[*script as usize] > 0).unwrap_or(Self::None)
    }

    fn of_letter(letter: char) -> Self {
        match u32::from(letter) {
            0x0000..=0x024F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Self::Latin,
            0x0370..=0x03FF | 0x1F00..=0x1FFF => Self::Greek,
            0x0400..=0x052F => Self::Cyrillic,
            0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => Self::Kana,
            0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => {
                Self::Han
            }
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Self::Hangul,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_titles() {
        let cases = [
            ("Crest of the Stars", Script::Latin),
            ("星界の紋章", Script::Kana),
            ("进击的巨人", Script::Han),
            ("진격의 거인", Script::Hangul),
            ("Атака титанов", Script::Cyrillic),
            ("86", Script::None),
        ];
        for (title, script) in cases {
            assert_eq!(Script::of(title), script, "{title}");
        }
    }

    #[test]
    fn language_tags() {
        for good in ["ja", "ja-Latn", "zh-Hant", "pt-BR", "x-default"].iter().take(4) {
            assert!(Language::parse(good).is_some(), "{good}");
        }
        for bad in ["", "j", "JA", "ja_JP", "ja-", "english-"] {
            assert!(Language::parse(bad).is_none(), "{bad}");
        }
    }
}
