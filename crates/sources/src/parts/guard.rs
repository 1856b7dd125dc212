//! Pages that a guard such as Cloudflare puts in a site's place, and what it hides on pages that it lets through.

use scraper::{ElementRef, Node};

use super::text;
use crate::providers::Refusal;

/// The title of a page stands near its begin; what comes later is not looked at.
const HEAD_BYTES: usize = 16 << 10;

/// Openings of titles of guards and of bare servers, in lower case.
const TITLES: [(&str, Kind); 31] = [
    ("just a moment", Kind::Blocked),
    ("attention required", Kind::Blocked),
    ("access denied", Kind::Blocked),
    ("access to this page has been denied", Kind::Blocked),
    ("please wait", Kind::Blocked),
    ("one moment, please", Kind::Blocked),
    ("checking your browser", Kind::Blocked),
    ("ddos-guard", Kind::Blocked),
    ("security check", Kind::Blocked),
    ("are you a robot", Kind::Blocked),
    ("are you human", Kind::Blocked),
    ("verify you are human", Kind::Blocked),
    ("bot verification", Kind::Blocked),
    ("human verification", Kind::Blocked),
    ("captcha", Kind::Blocked),
    ("403", Kind::Blocked),
    ("forbidden", Kind::Blocked),
    ("sorry, you have been blocked", Kind::Blocked),
    ("429", Kind::TooMany),
    ("too many requests", Kind::TooMany),
    ("404", Kind::NotFound),
    ("page not found", Kind::NotFound),
    ("not found", Kind::NotFound),
    ("410", Kind::Removed),
    ("500", Kind::Fault),
    ("502", Kind::Fault),
    ("503", Kind::Fault),
    ("504", Kind::Fault),
    ("internal server error", Kind::Fault),
    ("service unavailable", Kind::Fault),
    ("bad gateway", Kind::Fault),
];

/// What stands in the code of guards only. Pages that were let through carry parts of it as well, so this
/// is asked of pages that hold nothing of their site.
const MARKS: [&str; 8] = [
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-error-details",
    "id=\"challenge-form\"",
    "id=\"challenge-error-text\"",
    "cf-captcha-container",
    "ddos-guard",
    "px-captcha",
];

#[derive(Clone, Copy)]
enum Kind {
    Blocked,
    TooMany,
    NotFound,
    Removed,
    Fault,
}

/// The refusal that a page is when a guard or the bare server wrote it. To be asked of pages without the
/// site's own frame only: a work may be called "Just a Moment".
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let page = String::from_utf8_lossy(body);
    let title = title(&page).unwrap_or_default();
    let lower = title.to_lowercase();
    // Cloudflare tells its bans and limits on pages whose title says only that access is denied.
    if lower.starts_with("access denied") && page.contains("1015") && page.contains("rate limited") {
        return Some(Refusal::RateLimited { retry_after: None });
    }
    let known = TITLES.iter().find(|(opening, _)| opens_with(&lower, opening)).map(|(_, kind)| *kind);
    let marked = || MARKS.iter().any(|mark| page.contains(mark)).then_some(Kind::Blocked);
    Some(match known.or_else(marked)? {
        Kind::Blocked => Refusal::Blocked(if title.is_empty() { "a guard's page".to_owned() } else { title }),
        Kind::TooMany => Refusal::RateLimited { retry_after: None },
        Kind::NotFound => Refusal::NotFound,
        Kind::Removed => Refusal::Removed,
        Kind::Fault => Refusal::Fault(title),
    })
}

/// The title of a page, read from its text without parsing it.
pub fn title(page: &str) -> Option<String> {
    let mut end = page.len().min(HEAD_BYTES);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    let head = page.get(..end)?;
    let lower = head.to_ascii_lowercase();
    let begin = lower.find("<title")?;
    let open = begin + lower.get(begin..)?.find('>')? + 1;
    let close = lower.get(open..)?.find("</title").map_or(head.len(), |close| open + close);
    text::from_html(head.get(open..close)?).and_then(|title| text::clean(&title))
}

/// The cleaned text of an element, with what Cloudflare took for mail addresses written out again.
///
/// It replaces any word with an `@` in it, names such as `MOON@DEPOT` among them, by a stand-in.
pub fn words(element: ElementRef<'_>) -> Option<String> {
    let mut out = String::new();
    collect(element, &mut out);
    text::clean(&out)
}

fn collect(element: ElementRef<'_>, out: &mut String) {
    // Pages may nest their elements thousands deep, so this is a walk and not a recursion.
    let mut hidden = None;
    for node in element.descendants() {
        if let Some(end) = hidden {
            if node.ancestors().any(|ancestor| ancestor.id() == end) {
                continue;
            }
            hidden = None;
        }
        match node.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(found) => {
                if let Some(mail) = found.attr("data-cfemail").and_then(mail) {
                    out.push_str(&mail);
                    hidden = Some(node.id());
                }
            }
            _ => {}
        }
    }
}

/// The text behind Cloudflare's code: hexadecimal digits, of which the first pair is the key for the rest.
pub fn mail(code: &str) -> Option<String> {
    let digits: Vec<u8> =
        code.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect();
    let (key, rest) = bytes.split_first()?;
    String::from_utf8(rest.iter().map(|byte| byte ^ key).collect()).ok().filter(|text| !text.is_empty())
}

/// Whether a title opens with these words, and not with the begin of a longer word.
fn opens_with(title: &str, words: &str) -> bool {
    title.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::html::Page;

    #[test]
    fn guards_are_told_from_servers() {
        let told = |page: &str| refusal(page.as_bytes());
        assert!(matches!(told("<title>Just a moment...</title>"), Some(Refusal::Blocked(_))));
        assert!(matches!(told("<title>Attention Required! | Cloudflare</title>"), Some(Refusal::Blocked(_))));
        assert!(matches!(told("<TITLE>403 Forbidden</TITLE><h1>nginx</h1>"), Some(Refusal::Blocked(_))));
        assert!(matches!(
            told("<p>one moment</p><script>window._cf_chl_opt={}</script>"),
            Some(Refusal::Blocked(_))
        ));
        assert_eq!(
            told("<title>429 Too Many Requests</title>"),
            Some(Refusal::RateLimited { retry_after: None })
        );
        let limited =
            "<title>Access denied | a.example</title><p>Error 1015</p><p>You are being rate limited</p>";
        assert_eq!(told(limited), Some(Refusal::RateLimited { retry_after: None }));
        assert_eq!(told("<title>404 Not Found</title>"), Some(Refusal::NotFound));
        assert_eq!(told("<title>502 Bad Gateway</title>"), Some(Refusal::Fault("502 Bad Gateway".into())));
        assert_eq!(told("<title>4040 Miles</title>"), None);
        assert_eq!(told("<title>Moonlit Depot</title>"), None);
    }

    #[test]
    fn hidden_words_come_back() {
        assert_eq!(mail("5a171515141a1e1f0a150e").as_deref(), Some("MOON@DEPOT"));
        for broken in ["", "e", "e6", "xy12", "ü1", "ff80"] {
            let _ = mail(broken);
        }
        let page = Page::parse(
            br#"<h1>The <a data-cfemail="5a171515141a1e1f0a150e">[email&#160;protected]</a> <i>Line</i></h1>"#,
        );
        assert_eq!(page.first("h1").and_then(words).as_deref(), Some("The MOON@DEPOT Line"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at(body: Vec<u8>, text in "<title>?.{0,80}") {
            let _ = (refusal(&body), refusal(text.as_bytes()), mail(&text), title(&text));
        }
    }
}
