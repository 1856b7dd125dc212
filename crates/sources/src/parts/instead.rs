//! Pages that come where data was asked for: checks for robots, closed doors, broken gateways.

use super::html::Page;
use crate::providers::Refusal;

/// Nothing beyond this many bytes of such a page is looked at.
const ENOUGH: usize = 256 << 10;

/// What a page says that came instead of data; `None` when the bytes are no page.
///
/// A page that says nothing we know is a closed door as well: whoever answers with a page where data was
/// asked for did not let us through to the data.
pub fn page(body: &[u8]) -> Option<Refusal> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let opens = body.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    (opens == Some(b'<')).then_some(())?;
    let page = Page::parse(body.get(..ENOUGH).unwrap_or(body));
    let title = page.title().or_else(|| page.text("h1")).unwrap_or_else(|| "no title".to_owned());
    let title: String = title.chars().take(120).collect();
    let lower = title.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    Some(if says(&["429", "too many requests"]) {
        Refusal::RateLimited { retry_after: None }
    } else if says(&["404", "not found"]) {
        Refusal::NotFound
    } else if says(&[
        "500",
        "502",
        "503",
        "504",
        "bad gateway",
        "unavailable",
        "time-out",
        "timeout",
        "maintenance",
    ]) {
        Refusal::Fault(title)
    } else {
        Refusal::Blocked(format!("a page came instead of data: {title}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_tell_why_no_data_came() {
        let told = |html: &str| page(html.as_bytes());
        assert_eq!(told(r#"{"data":1}"#), None);
        assert_eq!(told("<title>404 Not Found</title>"), Some(Refusal::NotFound));
        assert_eq!(told(" <html><h1>502 Bad Gateway</h1>"), Some(Refusal::Fault("502 Bad Gateway".into())));
        for closed in ["<title>Just a moment...</title>", "<title>403 Forbidden</title>", "<p>"] {
            assert!(matches!(told(closed), Some(Refusal::Blocked(_))), "{closed}");
        }
    }
}
