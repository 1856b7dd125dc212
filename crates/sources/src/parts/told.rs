//! Errors told in plain words or by a server's bare page, where an answer should be JSON.

use super::text;
use crate::providers::Refusal;

/// The most that is looked at, in bytes: error pages are short, and what is longer says so at its begin.
const LOOK: usize = 64 * 1024;
/// A message in plain words is no longer than this, in bytes.
const MESSAGE: usize = 2000;

/// Words in lower case, and what they tell of a message that has one of them.
type Words = (&'static [&'static str], fn(String) -> Refusal);

/// Words by which a refusal is known; the first that is found counts.
static WORDS: [Words; 6] = [
    (
        &[
            "checking your browser",
            "just a moment",
            "captcha",
            "attention required",
            "ddos protection",
            "access denied",
            "403 forbidden",
            "forbidden",
            "bot detected",
            "crawler",
        ],
        Refusal::Blocked,
    ),
    (&["429 too many", "too many requests", "throttled", "rate limit", "slow down"], |_| {
        Refusal::RateLimited { retry_after: None }
    }),
    (&["banned"], Refusal::Banned),
    (
        &["401 ", "unauthorized", "unauthenticated", "authentication", "invalid token", "not logged in"],
        Refusal::Unauthorized,
    ),
    (
        &[
            "404 ",
            "not found",
            "couldn't find",
            "could not find",
            "does not exist",
            "no such",
            "doesn't exist",
        ],
        |_| Refusal::NotFound,
    ),
    (&[""], Refusal::Fault),
];

/// The refusal that a body is which is no JSON but a message or a server's page; `None` for what opens like
/// JSON, and for bytes that are no text.
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let body = body.trim_ascii();
    let is_page = body.first() == Some(&b'<');
    if matches!(body.first(), None | Some(b'{' | b'[')) || (!is_page && body.len() > MESSAGE) {
        return None;
    }
    let part = &body[..body.len().min(LOOK)];
    let told = match std::str::from_utf8(part) {
        Ok(told) => told.to_owned(),
        Err(_) if is_page => String::from_utf8_lossy(part).into_owned(),
        Err(_) => return None,
    };
    if told.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let told = if is_page { text::from_html(&told)? } else { text::lines(&told)? };
    // A message has words; a number or a quoted text alone is JSON of another form.
    if told.split_whitespace().count() < 2 || told.starts_with('"') {
        return None;
    }
    let lower = told.to_lowercase();
    let refusal = WORDS.iter().find(|(words, _)| words.iter().any(|word| lower.contains(word)))?.1;
    Some(refusal(told.chars().take(200).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_pages() {
        let told = |body: &str| refusal(body.as_bytes());
        assert_eq!(told("Couldn't find a moon with these parameters."), Some(Refusal::NotFound));
        assert_eq!(
            told("Invalid 'id' filter: v404."),
            Some(Refusal::Fault("Invalid 'id' filter: v404.".into()))
        );
        let page =
            "<html><head><title>403 Forbidden</title></head><body><center>nginx</center></body></html>";
        assert!(matches!(told(page), Some(Refusal::Blocked(_))));
        assert!(matches!(told("<title>Just a moment...</title>"), Some(Refusal::Blocked(_))));
        assert!(matches!(told("<h1>429 Too Many Requests</h1>"), Some(Refusal::RateLimited { .. })));
        assert!(matches!(told("<h1>502 Bad Gateway</h1>"), Some(Refusal::Fault(_))));
        assert!(matches!(told("Invalid authentication token."), Some(Refusal::Unauthorized(_))));
        for none in ["", " {\"a\":1", "[1", "12", "\"a b\"", "null", "\u{1}\u{2} \u{3}"] {
            assert_eq!(told(none), None, "{none:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = refusal(&bytes);
        }
    }
}
