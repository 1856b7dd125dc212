//! A question as tokens, each with its place in the question.

use super::Span;

/// A word, a number, a sign, or one letter of a script that leaves no blanks between words.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one plain fact about a token")]
pub(crate) struct Token {
    /// Folded: lower case, no accents, katakana as hiragana. A sign stands for itself.
    pub(crate) text: String,
    pub(crate) span: Span,
    /// The number that the token writes in digits.
    pub(crate) number: Option<f64>,
    /// A sign instead of a word.
    pub(crate) sign: bool,
    /// Han or kana.
    pub(crate) dense: bool,
    /// Begins with a capital letter.
    pub(crate) capital: bool,
    /// Whether a blank, or the beginning, comes before it.
    pub(crate) apart: bool,
    /// The word that was probably meant, where no vocabulary knows the one that is there.
    pub(crate) meant: Option<String>,
}

impl Token {
    /// The word to look up: the one that was meant.
    pub(crate) fn word(&self) -> &str {
        self.meant.as_deref().unwrap_or(&self.text)
    }

    /// Whether it parts two phrases: a comma, a full stop, a bracket, …
    pub(crate) fn parts(&self) -> bool {
        self.sign
            && matches!(self.text.as_str(), "," | ";" | "." | "?" | "!" | "(" | ")" | ":" | "、" | "。" | "…")
    }
}

/// Units that are written without a blank behind their number.
const GLUED_UNITS: &[&str] = &[
    "min", "mins", "h", "hr", "hrs", "ep", "eps", "x", "th", "m", "stars", "k", "cour", "cours", "episodes",
    "minutes",
];

/// Cuts a question into tokens.
pub(crate) fn tokens(question: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let letters: Vec<(usize, char)> = question.char_indices().collect();
    let end_of = |at: usize| letters.get(at).map_or(question.len(), |(byte, _)| *byte);
    let (mut at, mut apart) = (0, true);
    while at < letters.len() {
        let letter = letters[at].1;
        let mut end = at + 1;
        if letter.is_whitespace() {
            (at, apart) = (end, true);
            continue;
        }
        let kind = Kind::of(letter);
        match kind {
            Kind::Word => {
                while letters.get(end).is_some_and(|(_, next)| {
                    matches!(Kind::of(*next), Kind::Word | Kind::Digit)
                        || (is_apostrophe(*next)
                            && letters.get(end + 1).is_some_and(|(_, after)| Kind::of(*after) == Kind::Word))
                }) {
                    end += 1;
                }
            }
            Kind::Digit => {
                while letters.get(end).is_some_and(|(_, next)| {
                    Kind::of(*next) == Kind::Digit
                        || (matches!(next, '.' | ',')
                            && letters.get(end + 1).is_some_and(|(_, after)| Kind::of(*after) == Kind::Digit)
                            && !letters
                                .get(end + 2)
                                .is_some_and(|(_, after)| Kind::of(*after) == Kind::Digit))
                }) {
                    end += 1;
                }
                let digits = end;
                while letters.get(end).is_some_and(|(_, next)| Kind::of(*next) == Kind::Word) {
                    end += 1;
                }
                let tail = &question[end_of(digits)..end_of(end)];
                if end > digits && GLUED_UNITS.contains(&tail.to_lowercase().as_str()) {
                    end = digits;
                }
            }
            Kind::Dense | Kind::Sign => {}
        }
        // `sci-fi` is two words and no more.
        let inner = matches!(letter, '-' | '‐' | '‑')
            && !apart
            && letters.get(end).is_some_and(|(_, next)| Kind::of(*next) == Kind::Word);
        if inner {
            at = end;
            continue;
        }
        let span = Span { start: end_of(at), end: end_of(end) };
        let raw = &question[span.start..span.end];
        let sign = kind == Kind::Sign;
        let text = if sign { sign_text(letter) } else { spelling::fold(raw) };
        let number = (kind == Kind::Digit)
            .then(|| raw.chars().map(plain_digit).collect::<String>().replace(',', ".").parse().ok())
            .flatten();
        tokens.push(Token {
            text,
            span,
            number,
            sign,
            dense: kind == Kind::Dense,
            capital: letter.is_uppercase(),
            apart,
            meant: None,
        });
        (at, apart) = (end, false);
    }
    tokens
}

/// The words of some tokens, with one blank between them: the form in which phrases are looked up.
pub(crate) fn joined(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(token.word());
    }
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Word,
    Digit,
    /// Han and kana: every letter is a token.
    Dense,
    Sign,
}

impl Kind {
    fn of(letter: char) -> Self {
        match letter {
            '0'..='9' | '０'..='９' => Self::Digit,
            'ー'
            | '々'
            | '〆'
            | '\u{3041}'..='\u{30fa}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{3400}'..='\u{4dbf}' => Self::Dense,
            _ if letter.is_alphanumeric() => Self::Word,
            _ => Self::Sign,
        }
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`')
}

fn plain_digit(letter: char) -> char {
    match letter {
        '０'..='９' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// One letter for the signs that mean the same.
fn sign_text(letter: char) -> String {
    let plain = match letter {
        '–' | '—' | '‐' | '‑' | '−' => '-',
        '～' | '〜' => '~',
        '，' => ',',
        '．' => '.',
        '？' => '?',
        '！' => '!',
        '（' | '[' => '(',
        '）' | ']' => ')',
        '＋' => '+',
        '％' => '%',
        '／' => '/',
        '’' | '‘' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '"' => '"',
        _ => letter,
    };
    plain.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_signs_and_letters() {
        let texts = |question: &str| {
            tokens(question).into_iter().map(|token| token.text).collect::<Vec<_>>().join("|")
        };
        assert_eq!(texts("Don't show 90s films, 8.5+ (12eps)"), "dont|show|90s|films|,|8 5|+|(|12|eps|)");
        assert_eq!(texts("９０年代のロボット"), "90|年|代|の|ろ|ほ|っ|と".replace('ほ', "ぼ"));
        assert_eq!(tokens("about 1,5 h").iter().find_map(|token| token.number), Some(1.5));
        assert_eq!(tokens("2010–2014").len(), 3);
    }
}
