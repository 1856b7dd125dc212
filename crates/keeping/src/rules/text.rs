//! Cleaning of texts: what programs left behind in them, and stray blanks.

use std::borrow::Cow;

use crate::forms::Shape;

/// A cleaned text.
#[derive(Debug, PartialEq, Eq)]
pub struct Cleaned<'a> {
    /// What is left; none when that is nothing.
    pub text: Option<Cow<'a, str>>,
    /// The rule that changed it last; none when it was clean.
    pub rule: Option<&'static str>,
}

/// Whether a letter is none that is read but one that steers: a control character other than tab and line
/// ends, or one that turns the direction of writing around and so makes a text look like another.
///
/// The latter are Unicode's embeddings, overrides and isolates (UAX #9); marks of direction, which words of
/// Arabic and Hebrew need beside Latin ones, only take part.
pub fn is_steering(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        letter => letter.is_control(),
    }
}

/// A text with its steering letters written out, such as `\u{202e}`, so that they can be seen.
pub fn legible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let written = |letter: char| {
        if is_steering(letter) { letter.escape_unicode().to_string() } else { letter.to_string() }
    };
    Cow::Owned(text.chars().map(written).collect())
}

/// Cleans a text by what may stand in its column: `text.control`, `text.nan`, `text.x000d`, `text.blanks`, and
/// for numbers `number.writing`. Ids stay as they are, letter by letter. Cleaning twice changes nothing more.
pub fn clean(shape: Shape, text: &str) -> Cleaned<'_> {
    let of = |text: Option<Cow<'static, str>>, rule| Cleaned { text, rule: Some(rule) };
    match shape {
        Shape::Id => return Cleaned { text: (!text.is_empty()).then_some(Cow::Borrowed(text)), rule: None },
        Shape::Integer(..) | Shape::Decimal(..) => {
            let number = match shape {
                Shape::Integer(..) => super::integer(text),
                _ => text.trim().parse().ok().and_then(super::decimal),
            };
            if let Some(number) = number.filter(|number| number != text) {
                return of(Some(number.into()), "number.writing");
            }
        }
        _ => {}
    }
    if text.trim() == "nan" {
        return of(None, "text.nan");
    }
    let mut rule = None;
    let mut clean = Cow::Borrowed(text);
    if text.contains(is_steering) {
        clean = Cow::Owned(text.replace(is_steering, ""));
        rule = Some("text.control");
    }
    if clean.contains("x000D") || clean.contains('\r') {
        let breaks = ["_x000D_\r\n", "_x000D_\n", "_x000D_", "x000D\n", "x000D", "\r\n", "\r"];
        let mended = breaks.iter().fold(clean.into_owned(), |text, pattern| text.replace(pattern, "\n"));
        clean = Cow::Owned(mended);
        rule = Some("text.x000d");
    }
    let one_line = !matches!(shape, Shape::LongText);
    let tidy = if one_line { tidied(&clean) } else { None };
    if let Some(tidy) = tidy {
        clean = Cow::Owned(tidy);
        rule = Some(rule.unwrap_or("text.blanks"));
    }
    let trimmed = clean.trim();
    if trimmed.len() != clean.len() {
        rule = Some(rule.unwrap_or("text.blanks"));
        clean = match clean {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
    }
    Cleaned { text: (!clean.is_empty()).then_some(clean), rule }
}

/// One blank for each run of them, when there is a run or another kind of blank than the plain one.
fn tidied(text: &str) -> Option<String> {
    let is_stray = |c: char| c.is_whitespace() && c != ' ' && c != '\u{3000}';
    (text.contains("  ") || text.contains(is_stray)).then(|| {
        text.split([' ', '\n', '\t', '\u{a0}']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    })
}

/// `text.line_breaks`: one line break for each run of them.
pub fn one_line_breaks(text: &str) -> Cow<'_, str> {
    if !text.contains("\n\n") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut broken = false;
    for letter in text.chars() {
        let is_break = letter == '\n';
        if !(is_break && broken) {
            out.push(letter);
        }
        broken = is_break;
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steering_letters_can_be_seen() {
        assert_eq!(legible("Mi\u{1}ra\u{202e}x"), "Mi\\u{1}ra\\u{202e}x");
        assert!(matches!(legible("two\nlines"), Cow::Borrowed(_)));
    }

    fn shown(shape: Shape, text: &str) -> String {
        let cleaned = clean(shape, text);
        format!("{:?} {}", cleaned.text.as_deref(), cleaned.rule.unwrap_or("-"))
    }

    #[test]
    fn texts_are_cleaned_by_their_column() {
        let cases = [
            (Shape::Text, "Mira", "Some(\"Mira\") -"),
            (Shape::Text, " Mira  of\tDawn ", "Some(\"Mira of Dawn\") text.blanks"),
            (Shape::Text, "nan", "None text.nan"),
            (Shape::Text, "Mi\u{1}ra\u{202e}", "Some(\"Mira\") text.control"),
            (Shape::LongText, "a\u{9b}\tb\nc\u{2066}", "Some(\"a\\tb\\nc\") text.control"),
            (Shape::Text, "\u{200f}Mira", "Some(\"\\u{200f}Mira\") -"),
            (Shape::Text, "Nan", "Some(\"Nan\") -"),
            (Shape::Text, "   ", "None text.blanks"),
            (Shape::LongText, "a_x000D_\n_x000D_\nb", "Some(\"a\\n\\nb\") text.x000d"),
            (Shape::LongText, "a\r\nb_x000D_", "Some(\"a\\nb\") text.x000d"),
            (Shape::LongText, "  a  b \n", "Some(\"a  b\") text.blanks"),
            (Shape::Integer(0, 9), "12.0", "Some(\"12\") number.writing"),
            (Shape::Integer(0, 9), "twelve", "Some(\"twelve\") -"),
            (Shape::Decimal(0.0, 9.0), "8.0", "Some(\"8\") number.writing"),
            (Shape::Decimal(0.0, 9.0), "nan", "None text.nan"),
            (Shape::Id, " 007 ", "Some(\" 007 \") -"),
        ];
        for (shape, text, wanted) in cases {
            assert_eq!(shown(shape, text), wanted, "{text:?}");
        }
    }

    #[test]
    fn several_line_breaks_become_one() {
        assert_eq!(one_line_breaks("a\n\n\nb\nc"), "a\nb\nc");
        assert!(matches!(one_line_breaks("a\nb"), Cow::Borrowed(_)));
    }

    proptest::proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in "[ a\n\r\t_x0D]{0,24}", long: bool) {
            let shape = if long { Shape::LongText } else { Shape::Text };
            if let Some(once) = clean(shape, &text).text {
                let twice = clean(shape, &once);
                proptest::prop_assert_eq!(twice.text.as_deref(), Some(&*once));
            }
        }
    }
}
