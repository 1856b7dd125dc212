//! VNDB's formatting codes, taken out of a text. What a reader has to uncover there is left out here.

use crate::parts::text;

/// Codes whose marks are dropped and whose content stays.
const PLAIN: [&str; 8] = ["b", "i", "u", "s", "url", "quote", "code", "raw"];

/// The text without codes, spoilers and the remark of where it came from.
pub fn plain(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut hidden = 0_usize;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        if hidden == 0 {
            out.push_str(before);
        }
        // A code is short and stands in one line; everything else is text.
        let near = after.bytes().take(500).position(|byte| matches!(byte, b']' | b'[' | b'\n'));
        let code = near
            .and_then(|end| after.split_at_checked(end))
            .and_then(|(code, tail)| Some((code, tail.strip_prefix(']')?)));
        let word = code.map(|(code, _)| code.split('=').next().unwrap_or_default().to_ascii_lowercase());
        match (word.as_deref(), code) {
            (Some("spoiler"), Some((_, tail))) => {
                hidden += 1;
                rest = tail;
            }
            (Some("/spoiler"), Some((_, tail))) => {
                hidden = hidden.saturating_sub(1);
                rest = tail;
            }
            (Some(word), Some((_, tail))) if PLAIN.contains(&word.strip_prefix('/').unwrap_or(word)) => {
                rest = tail;
            }
            _ => {
                if hidden == 0 {
                    out.push('[');
                }
                rest = after;
            }
        }
    }
    if hidden == 0 {
        out.push_str(rest);
    }
    text::without_credit(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_and_words_stay() {
        for (text, read) in [
            (
                "A [b]night[/b] train.\n[From [url=https://a.example/?a=b]the Depot[/url]]",
                Some("A night train."),
            ),
            ("One.\n[spoiler]It [i]never[/i] arrives.[/spoiler]\nTwo [1].", Some("One.\n\nTwo [1].")),
            ("One [spoiler]and no end", Some("One")),
            ("[SPOILER]x[/SPOILER]", None),
            ("[raw][b][/raw] a]b [", Some("a]b [")),
            ("", None),
        ] {
            assert_eq!(plain(text).as_deref(), read, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[\\[\\]/=spoilerb \n]{0,80}") {
            let _ = plain(&text);
        }
    }
}
