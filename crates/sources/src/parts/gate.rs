//! Pages that stand in place of the page asked for: checks for robots, limits, faults, "not found".
//!
//! They are told by their title, which is theirs alone, and never by a word somewhere in a page: works are
//! called `Captcha` and `Access Denied` too. Only the title's own bytes are looked at, so that asking costs
//! nothing on a large page.

use super::text;
use crate::providers::Refusal;

/// How far into a page a title is looked for, in bytes.
const HEAD: usize = 64 << 10;

/// Begins of titles of pages that let nobody in who may be a robot.
const BARRED: [&str; 14] = [
    "just a moment",
    "attention required!",
    "checking your browser",
    "access to this page has been denied",
    "access denied",
    "403 forbidden",
    "human verification",
    "verify you are human",
    "are you a robot",
    "please wait...",
    "ddos-guard",
    "ddos protection by",
    "security check",
    "crawler detected",
];

/// The title of a page, decoded, from its bytes alone.
pub fn title(body: &[u8]) -> Option<String> {
    let head = body.get(..HEAD).unwrap_or(body);
    let head = String::from_utf8_lossy(head);
    // Only ASCII letters change, so that places in one text are places in the other.
    let lower = head.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let begin = open + lower.get(open..)?.find('>')? + 1;
    let end = begin + lower.get(begin..)?.find("</title")?;
    head.get(begin..end).and_then(text::from_html).and_then(|title| text::clean(&title))
}

/// The refusal that a page's title tells of, in the words that servers and their guards share.
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let title = title(body)?;
    let lower = title.to_lowercase();
    if BARRED.iter().any(|begin| lower.starts_with(begin)) {
        return Some(Refusal::Blocked(title));
    }
    // `404`, `404 Not Found`, `Error 503`, `503 Service Temporarily Unavailable - …`
    let words = lower.strip_prefix("error ").unwrap_or(&lower);
    let code: String = words.chars().take_while(char::is_ascii_digit).collect();
    let rest = words.get(code.len()..).unwrap_or_default().trim_start_matches([' ', ':', '-', '|', '–']);
    let said = |phrases: &[&str]| rest.is_empty() || phrases.iter().any(|phrase| rest.starts_with(phrase));
    match code.as_str() {
        "404" | "410" if said(&["not found", "page not found", "gone", "error"]) => Some(Refusal::NotFound),
        "403" if said(&["access", "error"]) => Some(Refusal::Blocked(title)),
        "429" if said(&["too many", "error"]) => Some(Refusal::RateLimited { retry_after: None }),
        "500" | "502" | "503" | "504" | "520" | "521" | "522" | "523" | "524"
            if said(&[
                "internal",
                "bad gateway",
                "service",
                "gateway",
                "web server",
                "connection",
                "error",
            ]) =>
        {
            Some(Refusal::Fault(title))
        }
        _ if lower.starts_with("page not found") || lower == "not found" => Some(Refusal::NotFound),
        _ if lower.starts_with("too many requests") || lower == "rate limited" => {
            Some(Refusal::RateLimited { retry_after: None })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_refusals() {
        let told = |title: &str| refusal(format!("<html><TITLE lang=en>{title}</title>").as_bytes());
        for barred in ["Just a moment...", "Attention Required! | Cloudflare", "403 Forbidden", "403"] {
            assert!(matches!(told(barred), Some(Refusal::Blocked(_))), "{barred}");
        }
        for gone in ["404 Not Found - A.example", "Page not found", "404", "Error 404"] {
            assert_eq!(told(gone), Some(Refusal::NotFound), "{gone}");
        }
        assert_eq!(told("429 Too Many Requests"), Some(Refusal::RateLimited { retry_after: None }));
        assert!(matches!(told("502 Bad Gateway"), Some(Refusal::Fault(_))));
        for work in ["404 Lovers", "500 Years", "The Captcha", "A Moment", "", "Not Found: the Anime"] {
            assert_eq!(told(work), None, "{work}");
        }
        assert_eq!(title(b"<title>A &amp;\n B</title>").as_deref(), Some("A & B"));
        assert_eq!(title("<title>ÄÖ".as_bytes()), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = (title(&bytes), refusal(&[b"<title>".as_slice(), &bytes].concat()));
        }
    }
}
