//! Addresses that only lead on to another.

use url::Url;

use super::target::{host, parse, query};

/// Redirects within redirects that are followed.
const DEEPEST: usize = 4;

/// The address that a row or a text means, redirects taken off; as it is where there is none.
pub fn without_redirects(address: &str) -> String {
    let trimmed = address.trim();
    match parse(trimmed) {
        // Untouched addresses stay letter by letter; reading and printing would tidy them up.
        Some(url) if is_redirect(&url) => unwrapped(url).map_or_else(|| trimmed.to_owned(), String::from),
        _ => trimmed.to_owned(),
    }
}

/// The address behind redirects; none where a redirect names none.
pub(super) fn unwrapped(mut url: Url) -> Option<Url> {
    for _ in 0..DEEPEST {
        if !is_redirect(&url) {
            return Some(url);
        }
        let named = |name: &str| query(&url, name).filter(|text| !text.is_empty());
        let inner = named("q").or_else(|| named("url")).or_else(|| named("u"))?;
        url = if inner.starts_with('/') { url.join(&inner).ok()? } else { parse(&inner)? };
    }
    None
}

fn is_redirect(url: &Url) -> bool {
    let host = host(url);
    (host == "google.com" && url.path() == "/url")
        || (host == "youtube.com" && matches!(url.path(), "/redirect" | "/attribution_link"))
}
