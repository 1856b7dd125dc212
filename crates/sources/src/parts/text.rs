//! Words as people read them: blanks folded, markup taken out, stand-ins for "unknown" dropped.

use std::collections::HashSet;

/// What sites write where they know nothing.
const UNKNOWN: [&str; 16] = [
    "",
    "-",
    "–",
    "—",
    "?",
    "??",
    "n/a",
    "na",
    "nan",
    "none",
    "null",
    "tba",
    "tbd",
    "unknown",
    "not available",
    "none found, add some",
];

/// The text with runs of blanks folded to one; `None` when nothing is left.
///
/// Hard and zero-width blanks count as blanks, and the `_x000D_` that spreadsheets leave is dropped.
pub fn clean(text: &str) -> Option<String> {
    let text = text.replace("_x000D_", " ");
    let is_blank =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}');
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Like [`clean`], and `None` for what sites write in place of a value: `?`, `N/A`, `Unknown`, `TBA`.
pub fn known(text: &str) -> Option<String> {
    clean(text).filter(|text| !UNKNOWN.contains(&text.to_lowercase().as_str()))
}

/// A longer text: lines kept, blanks within them folded, at most one empty line in a row.
pub fn lines(text: &str) -> Option<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text.replace("_x000D_", "\n").replace("\r\n", "\n").split(['\n', '\r']) {
        match clean(line) {
            Some(line) => out.push(line),
            None if out.last().is_some_and(|last| !last.is_empty()) => out.push(String::new()),
            None => {}
        }
    }
    let text = out.join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The text of a piece of HTML: tags out, breaks and paragraphs as line ends, entities decoded. `None` also for
/// what is beyond the bounds of [`tree`](super::tree).
pub fn from_html(html: &str) -> Option<String> {
    if !html.contains(['<', '&']) {
        return lines(html);
    }
    let mut spaced = html.to_owned();
    for (tag, line_end) in [
        ("<br", "\n<br"),
        ("<BR", "\n<BR"),
        ("</p>", "</p>\n\n"),
        ("</div>", "</div>\n"),
        ("</li>", "</li>\n"),
    ] {
        spaced = spaced.replace(tag, line_end);
    }
    let fragment = super::tree::fragment(&spaced)?;
    lines(&fragment.root_element().text().collect::<String>())
}

/// The synopsis without the remark of where it came from: `(Source: ANN)`, `[Written by MAL Rewrite]`.
pub fn without_credit(text: &str) -> Option<String> {
    let mut text = text.trim_end();
    // Only a short remark in brackets at the very end is a credit.
    while let Some(open) =
        text.rfind(['(', '[']).filter(|open| text.ends_with([')', ']']) && text.len() - open < 160)
    {
        let remark = text[open + 1..].trim_start().to_lowercase();
        if !["source:", "source :", "written by", "from ", "quelle:"]
            .iter()
            .any(|mark| remark.starts_with(mark))
        {
            break;
        }
        text = text[..open].trim_end();
    }
    lines(text)
}

/// The first whole number in a text, separators of thousands left out: `1,081+ eps` is 1081.
pub fn number(text: &str) -> Option<u64> {
    let begin = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[begin..]
        .chars()
        .scan('0', |before, c| {
            let fits = c.is_ascii_digit()
                || (matches!(c, ',' | '\u{a0}' | '\u{202f}' | '’') && before.is_ascii_digit());
            *before = c;
            fits.then_some(c)
        })
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// The first decimal number in a text: `Rating: 8.65 (123 votes)` is 8.65.
pub fn decimal(text: &str) -> Option<f64> {
    let begin = text.find(|c: char| c.is_ascii_digit())?;
    let end =
        text[begin..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |end| begin + end);
    text[begin..end].trim_end_matches('.').parse().ok()
}

/// A number that fits a count of episodes; 0 is "not known".
pub fn count(number: u64) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| *number > 0)
}

/// Nothing has more names or tags than this; what would is broken, or wants to cost us time.
const MOST_WORDS: usize = 2_000;

/// Adds the words that are not there yet, compared without regard to case, up to 2,000 in all.
pub fn add_words(list: &mut Vec<String>, words: impl IntoIterator<Item = String>) {
    let room = MOST_WORDS.saturating_sub(list.len());
    if room == 0 {
        return;
    }
    let mut known: HashSet<String> = list.iter().map(|word| word.to_lowercase()).collect();
    list.extend(words.into_iter().filter(|word| known.insert(word.to_lowercase())).take(room));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_unknown() {
        for word in ["", " ? ", "N/A", "Unknown", "TBA", "\u{a0}"] {
            assert_eq!(known(word), None, "{word:?}");
        }
        assert_eq!(known(" Moonlit\u{a0}\n Depot "), Some("Moonlit Depot".into()));
    }

    #[test]
    fn markup_becomes_lines() {
        let html = "One &amp; two<br>three<br /><br />\n\n<i>four</i> (Source: ANN)";
        assert_eq!(from_html(html).as_deref(), Some("One & two\nthree\n\nfour (Source: ANN)"));
        assert_eq!(without_credit("four (Source: ANN)").as_deref(), Some("four"));
        assert_eq!(without_credit("five\n\n[Written by MAL Rewrite]").as_deref(), Some("five"));
        assert_eq!(without_credit("their source: a spring").as_deref(), Some("their source: a spring"));
        assert_eq!(without_credit("(Source: x)"), None);
    }

    #[test]
    fn numbers_in_words() {
        assert_eq!(number("Episodes: 1,081+ eps"), Some(1081));
        assert_eq!(number("ranked #12, of 40"), Some(12));
        assert_eq!(number("none"), None);
        assert_eq!(decimal("8.65 (12)"), Some(8.65));
        assert_eq!(decimal("scored 7."), Some(7.0));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,200}") {
            let _ = (clean(&text), known(&text), lines(&text), from_html(&text), without_credit(&text), number(&text), decimal(&text));
        }
    }
}
