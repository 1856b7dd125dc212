//! One form of a name in Latin letters: its words, each with what it tells.

use super::{latin, words, words::WordKind};

/// A name in Latin letters, cut into words. Their order says nothing: sources disagree about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The words, in ascending order of their keys.
    pub tokens: Vec<Token>,
    /// A nickname, or a name beside the one listed.
    pub aside: bool,
    /// Read from kana, so that letters which Japanese does not tell apart may differ.
    pub heard: bool,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// One spelling for all romanizations.
    pub key: String,
    /// The key as Japanese hears it.
    pub(crate) heard: String,
    /// Its consonants; empty for words with fewer than two.
    pub skeleton: String,
    kind: u8,
    /// Stands between others in a name of three or more.
    pub(crate) inner: bool,
}

impl Token {
    fn new(key: String, kind: WordKind) -> Self {
        let heard = latin::heard(&key);
        let skeleton = latin::skeleton(&heard);
        Self { key, heard, skeleton, kind: kind as u8, inner: false }
    }

    /// Whether it is a part of the name itself.
    pub fn is_plain(&self) -> bool {
        self.kind == WordKind::Plain as u8
    }

    pub(crate) fn is(&self, kind: WordKind) -> bool {
        self.kind == kind as u8
    }
}

impl Form {
    /// Reads a name; `None` when no letter is in it. A name made of titles alone keeps them as its words.
    pub fn of(text: &str, aside: bool) -> Option<Self> {
        let mut tokens = Vec::new();
        let plain = latin::plain(text);
        let is_gap = |c: char| !c.is_alphanumeric() && c != '\'' && c != '.';
        let raw: Vec<&str> = plain.split(is_gap).filter(|w| w.chars().any(char::is_alphanumeric)).collect();
        for (at, word) in raw.iter().enumerate() {
            tokens.extend(token(word, at, raw.len()));
        }
        if !tokens.iter().any(|token| token.is_plain() || token.is(WordKind::Owner)) {
            for token in &mut tokens {
                if token.is(WordKind::Title) || token.is(WordKind::Kin) || token.is(WordKind::Particle) {
                    token.kind = WordKind::Plain as u8;
                }
            }
        }
        let plain = tokens.iter().filter(|token| token.is_plain()).count();
        for (at, token) in tokens.iter_mut().filter(|token| token.is_plain()).enumerate() {
            token.inner = at > 0 && at + 1 < plain;
        }
        tokens.sort_unstable();
        (!tokens.is_empty()).then_some(Self { tokens, aside, heard: false })
    }
}

/// One word, or nothing for a sign.
fn token(word: &str, at: usize, count: usize) -> Option<Token> {
    let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("s'"));
    if let Some(owner) = owner.filter(|owner| owner.len() > 1 && at + 1 < count) {
        return Some(Token::new(latin::key(&letters(owner)), WordKind::Owner));
    }
    let dotted = word.ends_with('.');
    let letters = letters(word);
    if letters.is_empty() {
        return None;
    }
    let number = letters.chars().all(|c| c.is_ascii_digit());
    let last = at > 0 && at + 1 == count;
    let single = letters.chars().count() == 1 && letters.is_ascii();
    let roman = matches!(letters.as_str(), "ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix");
    if number || (last && ((single && !dotted) || roman)) {
        return Some(Token::new(letters, WordKind::Index));
    }
    if single && count > 1 {
        return Some(Token::new(letters, WordKind::Particle));
    }
    Some(match words::kind(&letters) {
        WordKind::Kin => Token::new(words::kin(&letters).unwrap_or_default().to_owned(), WordKind::Kin),
        kind => Token::new(latin::key(&letters), kind),
    })
}

fn letters(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}
