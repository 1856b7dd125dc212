//! Prose as it is shown and compared: without markup, credits and the marks of single sites.

use std::borrow::Cow;

/// Names of characters for those that markup spells out. Numbers are read apart.
const ENTITIES: [(&str, &str); 10] = [
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&nbsp;", " "),
    ("&hellip;", "…"),
    ("&mdash;", "—"),
    ("&ndash;", "–"),
    ("&rsquo;", "’"),
];

/// How the last line of a text begins when it says who wrote it; in lower case, brackets left out.
const CREDITS: [&str; 5] = ["source:", "written by", "(source", "[source", "sources:"];

/// How a text in brackets behind the last sentence begins when it says who wrote it: `(from a site)`. In
/// lower case; without brackets these words begin sentences.
const BRACKETED: [&str; 6] =
    ["from ", "souce", "witten by", "credit:", "summary found", "original description"];

/// A text without HTML, without links that only its own site knows, and without the credit behind it.
/// Paragraphs stay; an empty rest is empty.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text.trim());
    }
    let text = without_entities(&without_tags(text));
    let text = without_site_links(&text);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        // One blank line parts paragraphs.
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    while let Some(last) = lines.last_mut() {
        if last.is_empty() || is_credit(last) {
            lines.pop();
            continue;
        }
        let Some(at) = credit_at_end(last) else { break };
        last.truncate(at);
        *last = last.trim_end().to_owned();
        if !last.is_empty() {
            break;
        }
    }
    Cow::Owned(lines.join("\n"))
}

/// Most texts are clean, and need no copy.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = !bytes.iter().any(|byte| matches!(byte, b'<' | b'&' | b'\t' | b'\r'));
    plain
        && !text.contains("http")
        && !text.contains("  ")
        && !text.contains("ource")
        && !text.contains("ritten by")
        && !text.contains("\n\n\n")
        && !text.trim_end().ends_with([')', ']'])
}

fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = rest[1..].trim_start_matches('/').to_ascii_lowercase();
        // A sign of comparison is no markup.
        let opens = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
        match rest.find('>') {
            Some(end) if opens => {
                if tag.starts_with("br") || tag.starts_with("p>") || tag.starts_with("p ") {
                    out.push('\n');
                }
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn without_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 10);
        if let Some((letter, end)) = end.and_then(|end| Some((entity(&rest[..=end])?, end))) {
            out.push_str(&letter);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn entity(text: &str) -> Option<Cow<'static, str>> {
    if let Some((_, letter)) = ENTITIES.iter().find(|(name, _)| *name == text) {
        return Some(Cow::Borrowed(letter));
    }
    let number = text.strip_prefix("&#")?.strip_suffix(';')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|letter| !letter.is_control()).map(|letter| Cow::Owned(letter.to_string()))
}

/// AniDB writes names as `http://anidb.net/ch12 [Nao]`: the name stays.
fn without_site_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let name = rest[end..].strip_prefix(" [").and_then(|behind| behind.split_once(']'));
        match name {
            Some((name, behind)) if rest[..end].contains("anidb.net/") => {
                out.push_str(name);
                rest = behind;
            }
            _ => {
                out.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_credit(line: &str) -> bool {
    let plain = line.trim_matches(['(', '[', ')', ']', '*', '~', '-', '—', ' ']).to_lowercase();
    line.chars().count() <= 120 && CREDITS.iter().any(|credit| plain.starts_with(credit))
}

/// Where a credit in brackets begins that ends the line: `… the end. (Source: ANN)`.
fn credit_at_end(line: &str) -> Option<usize> {
    let open = match line.trim_end().chars().next_back()? {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    let at = line.rfind(open)?;
    (is_credit(&line[at..]) || is_bracketed_credit(&line[at..], &line[..at])).then_some(at)
}

/// A few words in brackets that follow the end of a sentence.
fn is_bracketed_credit(bracket: &str, before: &str) -> bool {
    let plain = bracket.trim_matches(['(', '[', ')', ']', ' ']).to_lowercase();
    let ended = before.trim_end().chars().next_back().is_none_or(|last| ".!?…\"'”’".contains(last));
    ended && plain.split_whitespace().count() <= 5 && BRACKETED.iter().any(|credit| plain.starts_with(credit))
}

/// A title's text for comparing: NFKC, one apostrophe, long vowels short, case left out. Measured: of
/// 88 names that this folds none was another title.
pub(crate) fn title_key(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut key = String::with_capacity(text.len());
    for letter in text.nfkc().flat_map(char::to_lowercase) {
        match letter {
            '’' | '‘' | '`' | '´' | 'ʼ' => key.push('\''),
            'ā' | 'â' => key.push('a'),
            'ī' | 'î' => key.push('i'),
            'ū' | 'û' => key.push('u'),
            'ē' | 'ê' => key.push('e'),
            'ō' | 'ô' => key.push('o'),
            other => key.push(other),
        }
    }
    let short = key.replace("ou", "o").replace("oo", "o").replace("uu", "u");
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_credits_go_and_the_text_stays() {
        let cases = [
            ("A train.<br><br>\n<i>A station.</i>\n\n(Source: A Site)", "A train.\n\nA station."),
            ("It ends. (Source: A Site, translated)", "It ends."),
            ("It ends.\n\n[Written by A Rewrite]", "It ends."),
            ("Fish &amp; chips &#39;now&#x27; &unknown;", "Fish & chips 'now' &unknown;"),
            ("http://anidb.net/ch12 [Nao] waits.", "Nao waits."),
            ("If 1 < 2 and 3 > 2.", "If 1 < 2 and 3 > 2."),
            ("The source: a well.", "The source: a well."),
            ("It ends. (from manga)", "It ends."),
            ("It ends.\n(From ASite)", "It ends."),
            ("It ends.\n\n[Witten by Nao]", "It ends."),
            ("He comes (from the north)", "He comes (from the north)"),
            ("From the north.", "From the north."),
            ("Source: A Site", ""),
            ("  plain  ", "plain"),
        ];
        for (raw, cleaned) in cases {
            assert_eq!(clean(raw), cleaned, "{raw}");
            assert_eq!(clean(cleaned), cleaned, "cleaning again changes nothing");
        }
    }

    #[test]
    fn spellings_of_one_title() {
        assert_eq!(title_key("Tsukikage no Eki"), title_key("TSUKIKAGE NO EKI"));
        assert_eq!(title_key("Shōjo’s Depot"), title_key("Shoujo's Depot"));
        assert_eq!(title_key("ＡＢＣ"), title_key("abc"));
        assert_ne!(title_key("Depot"), title_key("Depot 2"));
    }
}
