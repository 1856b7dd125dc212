//! Descriptions: wiki links and marks taken out, remarks told from the plot.

use crate::parts::text;

/// Marks of AniDB's own kind; `[url=…]` and others come with a value.
const MARKS: [&str; 14] =
    ["i", "b", "u", "s", "ul", "ol", "li", "url", "spoiler", "quote", "size", "color", "small", "img"];

/// The plot, and the remarks around it: what a work is based on, and notes on how it was shown.
///
/// Where a text came from (`Source: …`) is dropped.
pub fn parts(description: &str) -> (Option<String>, Option<String>) {
    let (mut plot, mut remarks) = (Vec::new(), Vec::new());
    let mut in_note = false;
    let description = plain(description).replace("\r\n", "\n");
    for line in description.split('\n') {
        let line = line.trim();
        if let Some(based_on) = line.strip_prefix("* ") {
            remarks.push(based_on.to_owned());
            in_note = false;
        } else if ["Source:", "Sources:", "source:"].iter().any(|word| line.starts_with(word)) {
            in_note = false;
        } else if line.starts_with("Note:") || line.starts_with("Notes:") {
            remarks.push(line.to_owned());
            in_note = true;
        } else if in_note && !line.is_empty() {
            remarks.push(line.to_owned());
        } else {
            plot.push(line);
            in_note = false;
        }
    }
    (
        text::lines(&plot.join("\n")).and_then(|plot| text::without_credit(&plot)),
        text::lines(&remarks.join("\n")),
    )
}

/// The text as people read it: links by their names, no marks, apostrophes.
pub fn plain(description: &str) -> String {
    super::words::apostrophes(&without_marks(&without_links(description)))
}

/// `http://anidb.net/ch123 [Name]` becomes `Name`.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find("http") {
        let (before, link) = rest.split_at(begin);
        out += before;
        if let Some((name, after)) = named_link(link) {
            out += name;
            rest = after;
        } else {
            out += "http";
            rest = link.get(4..).unwrap_or_default();
        }
    }
    out + rest
}

/// The name of a link to AniDB at the begin of a text, and what follows.
fn named_link(text: &str) -> Option<(&str, &str)> {
    let after = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
    let after = after.strip_prefix("www.").unwrap_or(after).strip_prefix("anidb.net/")?;
    let (_, after) = cut(after, char::is_whitespace)?;
    let (name, after) = cut(after.strip_prefix('[')?, |c| c == ']')?;
    (!name.contains('\n')).then_some((name, after))
}

/// What stands before and behind the first fitting character, which must come soon: links and marks are
/// short, and a text of brackets that never close must not be searched over and over.
fn cut(text: &str, fits: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let (at, found) = text.char_indices().take(300).find(|(_, c)| fits(*c))?;
    Some((text.get(..at)?, text.get(at + found.len_utf8()..)?))
}

fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out += before;
        let mark = cut(after, |c| c == ']').filter(|(inner, _)| is_mark(inner));
        if let Some((_, after)) = mark {
            rest = after;
        } else {
            out.push('[');
            rest = after;
        }
    }
    out + rest
}

fn is_mark(inner: &str) -> bool {
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name = inner.split_once('=').map_or(inner, |(name, _)| name);
    MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_marks_become_plain_text() {
        let text = "http://anidb.net/ch12 [Mika]`s depot, [i]at[/i] night [sic] http://a.example [x] [url=http://b]b[/url]";
        assert_eq!(plain(text), "Mika's depot, at night [sic] http://a.example [x] b");
        for odd in ["http", "http://anidb.net/ch1", "http://anidb.net/ch1 [open", "[", "[i", "]"] {
            assert_eq!(plain(odd), odd);
        }
    }

    #[test]
    fn remarks_are_told_from_the_plot() {
        let text = "* Based on a novel.\nA depot.\nSource: ANN\nNote: Shown late.\nIn two parts.\n\nA moon.";
        let (plot, remarks) = parts(text);
        assert_eq!(plot.as_deref(), Some("A depot.\n\nA moon."));
        assert_eq!(remarks.as_deref(), Some("Based on a novel.\nNote: Shown late.\nIn two parts."));
        assert_eq!(parts(" \n "), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(http://anidb.net/c1 \\[|\\[/?i\\]|.){0,60}") {
            let _ = parts(&text);
        }
    }
}
