//! Answers that stand in place of the one asked for: checks for robots, limits, faults, "not found".
//!
//! Three questions, from the most careful to the least: [`by_title`] of any page of a site, since works are
//! called `Captcha` and `404 Lovers` too; [`foreign`] of a page that lacks its site's frame; and [`instead`]
//! of whatever came where JSON was asked for.

use super::{html::Page, text};
use crate::providers::Refusal;

/// How far into a page a title is looked for, in bytes.
const HEAD: usize = 64 << 10;
/// Nothing beyond this many bytes of a page in place of data is looked at.
const ENOUGH: usize = 256 << 10;
/// A message in plain words is no longer than this, in bytes.
const MESSAGE: usize = 2000;
/// Of what is told no more is handed on, in characters.
const TOLD: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blocked,
    TooMany,
    Banned,
    Unauthorized,
    NotFound,
    Removed,
    Fault,
}

/// Begins of titles, in lower case, of pages that let nobody in who may be a robot.
const BARRED: [&str; 19] = [
    "just a moment",
    "attention required!",
    "checking your browser",
    "access to this page has been denied",
    "access denied",
    "403 forbidden",
    "bot verification",
    "human verification",
    "verify you are human",
    "are you human",
    "are you a robot",
    "one moment, please",
    "please wait...",
    "sorry, you have been blocked",
    "ddos-guard",
    "ddos protection by",
    "security check",
    "crawler detected",
    "attention required |",
];

/// Begins of titles that works may have as well.
const DOUBTFUL: [(&str, Kind); 10] = [
    ("attention required", Kind::Blocked),
    ("please wait", Kind::Blocked),
    ("captcha", Kind::Blocked),
    ("forbidden", Kind::Blocked),
    ("too many requests", Kind::TooMany),
    ("page not found", Kind::NotFound),
    ("not found", Kind::NotFound),
    ("internal server error", Kind::Fault),
    ("service unavailable", Kind::Fault),
    ("bad gateway", Kind::Fault),
];

/// What stands in the code of guards. Pages that were let through carry parts of it as well.
const MARKS: [&str; 9] = [
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-error-details",
    "challenge-platform",
    "id=\"challenge-form\"",
    "id=\"challenge-error-text\"",
    "cf-captcha-container",
    "ddos-guard",
    "px-captcha",
];

/// Words of messages and of titles of pages that are no work's; the first that is found counts.
const WORDS: [(&[&str], Kind); 6] = [
    (
        &[
            "429 too many",
            "too many requests",
            "throttled",
            "rate limit",
            "slow down",
            "error code: 1015",
            "error 1015",
        ],
        Kind::TooMany,
    ),
    (
        &[
            "checking your browser",
            "just a moment",
            "captcha",
            "attention required",
            "ddos protection",
            "access denied",
            "forbidden",
            "bot detected",
            "crawler",
            "error code: 1020",
        ],
        Kind::Blocked,
    ),
    (&["banned"], Kind::Banned),
    (
        &["401 ", "unauthorized", "unauthenticated", "authentication", "invalid token", "not logged in"],
        Kind::Unauthorized,
    ),
    (
        &[
            "404 ",
            "not found",
            "couldn't find",
            "could not find",
            "does not exist",
            "doesn't exist",
            "no such",
        ],
        Kind::NotFound,
    ),
    (
        &[
            "bad gateway",
            "gateway time",
            "unavailable",
            "time-out",
            "timeout",
            "maintenance",
            "error code: 5",
        ],
        Kind::Fault,
    ),
];

/// The refusal that a page's title tells of, in the words that servers and their guards share.
///
/// Only the title's own bytes are looked at, so that asking costs nothing on a large page.
pub fn by_title(body: &[u8]) -> Option<Refusal> {
    let title = title(body)?;
    sure(&title.to_lowercase()).map(|kind| kind.told(title))
}

/// The refusal that a page without its site's own frame is, when a guard or the bare server wrote it.
pub fn foreign(body: &[u8]) -> Option<Refusal> {
    let page = String::from_utf8_lossy(body);
    let title = title(body).unwrap_or_default();
    let lower = title.to_lowercase();
    // Cloudflare tells its limits on pages whose title says only that access is denied.
    if lower.starts_with("access denied") && page.contains("1015") && page.contains("rate limited") {
        return Some(Kind::TooMany.told(title));
    }
    let marked = || MARKS.iter().any(|mark| page.contains(mark)).then_some(Kind::Blocked);
    let kind = sure(&lower).or_else(|| doubtful(&lower)).or_else(marked)?;
    Some(kind.told(if title.is_empty() { "a guard's page".to_owned() } else { title }))
}

/// The refusal that a body is which came where JSON was asked for: a page or a message in plain words.
/// `None` for what may be JSON, and for bytes that are no text.
///
/// A page that says nothing we know is a closed door as well: whoever answers with a page where data was
/// asked for did not let us through to the data.
pub fn instead(body: &[u8]) -> Option<Refusal> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    match body.first()? {
        b'{' | b'[' => None,
        b'<' => Some(page_instead(body.get(..ENOUGH).unwrap_or(body))),
        _ => message(body),
    }
}

/// The refusal that an error's number means, whether it came as a status or in an answer's own words.
pub fn by_status(status: Option<i64>, told: String) -> Refusal {
    let kind = status.and_then(|status| Kind::of(&status.to_string()));
    kind.unwrap_or(Kind::Fault).told(told)
}

/// The title of a page, decoded, from its bytes alone.
pub fn title(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(body.get(..HEAD).unwrap_or(body));
    // Only ASCII letters change, so that places in one text are places in the other.
    let lower = head.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let begin = open + lower.get(open..)?.find('>')? + 1;
    let end = begin + lower.get(begin..)?.find("</title")?;
    head.get(begin..end).and_then(text::from_html).and_then(|title| text::clean(&title))
}

fn page_instead(body: &[u8]) -> Refusal {
    if let Some(refusal) = foreign(body) {
        return refusal;
    }
    let page = Page::parse(body);
    let heading = page.title().or_else(|| page.text("h1")).unwrap_or_else(|| "no title".to_owned());
    let heading: String = heading.chars().take(TOLD).collect();
    let lower = heading.to_lowercase();
    let code = || lower.split(|c: char| !c.is_alphanumeric()).find_map(Kind::of);
    match doubtful(&lower).or_else(code).or_else(|| by_words(&lower)) {
        Some(kind) => kind.told(heading),
        None => Refusal::Blocked(format!("a page came instead of data: {heading}")),
    }
}

fn message(body: &[u8]) -> Option<Refusal> {
    let told = std::str::from_utf8(body).ok().filter(|told| told.len() <= MESSAGE)?;
    if told.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let told = text::lines(told)?;
    // A message has words; a number or a quoted text alone is JSON of another form.
    if told.split_whitespace().count() < 2 || told.starts_with('"') {
        return None;
    }
    let kind = by_words(&told.to_lowercase()).unwrap_or(Kind::Fault);
    Some(kind.told(told.chars().take(TOLD).collect()))
}

/// What a title can only mean when it is no work's.
fn sure(title: &str) -> Option<Kind> {
    if BARRED.iter().any(|begin| title.starts_with(begin)) {
        return Some(Kind::Blocked);
    }
    // `404`, `404 Not Found`, `Error 503`, `503 Service Temporarily Unavailable - …`
    let words = title.strip_prefix("error ").unwrap_or(title);
    let code: String = words.chars().take_while(char::is_ascii_digit).collect();
    let rest = words.get(code.len()..).unwrap_or_default().trim_start_matches([' ', ':', '-', '|', '–']);
    match Kind::of(&code) {
        Some(kind) if rest.is_empty() || kind.phrases().iter().any(|phrase| rest.starts_with(phrase)) => {
            Some(kind)
        }
        _ if title.starts_with("page not found") || title == "not found" => Some(Kind::NotFound),
        _ if title.starts_with("too many requests") || title == "rate limited" => Some(Kind::TooMany),
        _ => None,
    }
}

/// What a title most likely means.
fn doubtful(title: &str) -> Option<Kind> {
    let rest_of = |words: &str| title.strip_prefix(words);
    // Not the begin of a longer word.
    let opens_with =
        |words: &str| rest_of(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let code: String = title.chars().take_while(|c| c.is_alphanumeric()).collect();
    let known = DOUBTFUL.iter().find(|(begin, _)| opens_with(begin)).map(|(_, kind)| *kind);
    known.or_else(|| Kind::of(&code))
}

fn by_words(lower: &str) -> Option<Kind> {
    WORDS.iter().find(|(words, _)| words.iter().any(|word| lower.contains(word))).map(|(_, kind)| *kind)
}

impl Kind {
    /// What a status of HTTP means, Cloudflare's own among them.
    fn of(code: &str) -> Option<Self> {
        Some(match code {
            "401" => Self::Unauthorized,
            "403" => Self::Blocked,
            "404" => Self::NotFound,
            "410" => Self::Removed,
            "429" => Self::TooMany,
            "500" | "502" | "503" | "504" | "520" | "521" | "522" | "523" | "524" => Self::Fault,
            _ => return None,
        })
    }

    /// What follows such a code when it is one.
    fn phrases(self) -> &'static [&'static str] {
        match self {
            Self::Blocked => &["forbidden", "access", "error"],
            Self::TooMany => &["too many", "error"],
            Self::Banned => &[],
            Self::Unauthorized => &["unauthorized", "authorization required", "error"],
            Self::NotFound | Self::Removed => &["not found", "page not found", "gone", "error"],
            Self::Fault => {
                &["internal", "bad gateway", "service", "gateway", "web server", "connection", "error"]
            }
        }
    }

    fn told(self, told: String) -> Refusal {
        match self {
            Self::Blocked => Refusal::Blocked(told),
            Self::TooMany => Refusal::RateLimited { retry_after: None },
            Self::Banned => Refusal::Banned(told),
            Self::Unauthorized => Refusal::Unauthorized(told),
            Self::NotFound => Refusal::NotFound,
            Self::Removed => Refusal::Removed,
            Self::Fault => Refusal::Fault(told),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITED: Refusal = Refusal::RateLimited { retry_after: None };

    fn titled(title: &str) -> Option<Refusal> {
        by_title(format!("<html><TITLE lang=en>{title}</title>").as_bytes())
    }

    #[test]
    fn titles_tell_refusals() {
        for barred in ["Just a moment...", "Attention Required! | Cloudflare", "403 Forbidden", "403"] {
            assert!(matches!(titled(barred), Some(Refusal::Blocked(_))), "{barred}");
        }
        for gone in ["404 Not Found - A.example", "Page not found", "404", "Error 404"] {
            assert_eq!(titled(gone), Some(Refusal::NotFound), "{gone}");
        }
        assert_eq!(titled("410 Gone"), Some(Refusal::Removed));
        assert_eq!(titled("429 Too Many Requests"), Some(LIMITED));
        assert!(matches!(titled("502 Bad Gateway"), Some(Refusal::Fault(_))));
        for work in ["404 Lovers", "500 Years", "The Captcha", "Captcha", "Forbidden Depot", "A Moment", ""] {
            assert_eq!(titled(work), None, "{work}");
        }
        assert_eq!(titled("Not Found: the Anime"), None);
        assert_eq!(title(b"<title>A &amp;\n B</title>").as_deref(), Some("A & B"));
        assert_eq!(title("<title>ÄÖ".as_bytes()), None);
    }

    #[test]
    fn guards_are_told_from_servers() {
        let told = |page: &str| foreign(page.as_bytes());
        for barred in [
            "<title>Just a moment...</title>",
            "<title>Captcha</title>",
            "<TITLE>403 Forbidden</TITLE><h1>nginx</h1>",
            "<p>one moment</p><script>window._cf_chl_opt={}</script>",
        ] {
            assert!(matches!(told(barred), Some(Refusal::Blocked(_))), "{barred}");
        }
        let limited =
            "<title>Access denied | a.example</title><p>Error 1015</p><p>You are being rate limited</p>";
        assert_eq!(told(limited), Some(LIMITED));
        assert_eq!(told("<title>404 Oh no</title>"), Some(Refusal::NotFound));
        assert_eq!(told("<title>502 Bad Gateway</title>"), Some(Refusal::Fault("502 Bad Gateway".into())));
        assert_eq!(told("<title>4040 Miles</title>"), None);
        assert_eq!(told("<title>Moonlit Depot</title>"), None);
    }

    #[test]
    fn pages_and_messages_instead_of_data() {
        let told = |body: &str| instead(body.as_bytes());
        assert_eq!(told("<title>404 Not Found</title>"), Some(Refusal::NotFound));
        assert_eq!(told(" <html><h1>502 Bad Gateway</h1>"), Some(Refusal::Fault("502 Bad Gateway".into())));
        assert_eq!(told("<h1>429 Too Many Requests</h1>"), Some(LIMITED));
        for closed in ["<title>Just a moment...</title>", "<title>403 Forbidden</title>", "<p>"] {
            assert!(matches!(told(closed), Some(Refusal::Blocked(_))), "{closed}");
        }
        assert_eq!(told("Couldn't find a moon with these parameters."), Some(Refusal::NotFound));
        assert_eq!(told("error code: 1015"), Some(LIMITED));
        assert_eq!(told("error code: 521"), Some(Refusal::Fault("error code: 521".into())));
        let fault = "Invalid 'id' filter: v404.";
        assert_eq!(told(fault), Some(Refusal::Fault(fault.into())));
        assert!(matches!(told("Invalid authentication token."), Some(Refusal::Unauthorized(_))));
        for none in ["", " {\"a\":1", "[1", "12", "\"a b\"", "null", "\u{1}\u{2} \u{3}"] {
            assert_eq!(told(none), None, "{none:?}");
        }
        assert_eq!(by_status(Some(418), "tea".into()), Refusal::Fault("tea".into()));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let page = [b"<title>".as_slice(), &bytes].concat();
            for body in [&bytes, &page] {
                let _ = (title(body), by_title(body), foreign(body), instead(body));
            }
        }
    }
}
