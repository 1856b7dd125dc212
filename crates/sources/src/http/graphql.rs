//! GraphQL queries in one form: what the language calls insignificant makes no difference.

/// The query's tokens joined by single blanks. Blanks, line ends, commas, comments and a byte order mark
/// outside of strings are insignificant (GraphQL, October 2021, section 2.1).
pub fn canonical(query: &str) -> String {
    let mut out = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\t' | '\n' | '\r' | ',' | '\u{feff}' => {
                rest = &rest[first.len_utf8()..];
                continue;
            }
            '#' => {
                rest = rest.find(['\n', '\r']).map_or("", |end| &rest[end..]);
                continue;
            }
            '"' => string(rest),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Letters of names and numbers; a variable's `$` and a number's sign belong to what follows anyway.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The length of the string at the begin of a text, its quotes included.
fn string(text: &str) -> usize {
    let (quote, skip) = if text.starts_with("\"\"\"") { ("\"\"\"", 3) } else { ("\"", 1) };
    let mut at = skip;
    while let Some(rest) = text.get(at..) {
        if rest.starts_with(quote) {
            return at + skip;
        }
        let Some(next) = rest.chars().next() else { break };
        at += next.len_utf8();
        // What follows a backslash never ends the string.
        if next == '\\' {
            at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strings_keep_their_blanks() {
        assert_eq!(
            canonical("{ a(b:\"x,  \\\" y\", c:1)#n\n{d} }"),
            "{ a ( b : \"x,  \\\" y\" c : 1 ) { d } }"
        );
        assert_eq!(
            canonical("{a(b:\"\"\"p \" q\"\"\"){c}}"),
            canonical("{ a (b: \"\"\"p \" q\"\"\") { c } }")
        );
        assert_ne!(canonical("{ab}"), canonical("{a b}"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,200}") {
            let once = canonical(&text);
            proptest::prop_assert!(once.len() <= 2 * text.len());
        }
    }
}
