//! The `Origin` header: which web pages may ask us for something.
//!
//! A browser says on every state-changing request and WebSocket which page sent it. Only our own
//! pages and the configured ones are heard. Programs that are no browsers send no origin.

use app::{AppError, ErrorCode};
use axum::http::{HeaderMap, HeaderValue, Method, header};

use crate::problem::Problem;

/// The web origins that may call us besides our own pages.
#[derive(Debug, Clone)]
pub struct Origins {
    allowed: Vec<String>,
}

impl Origins {
    /// The configured origins, such as `https://catalog.example`.
    pub fn new(allowed: &[String]) -> Self {
        Self { allowed: allowed.iter().map(|o| o.trim_end_matches('/').to_ascii_lowercase()).collect() }
    }

    /// Refuses a state-changing request or a WebSocket upgrade that a foreign page sent.
    pub fn check(&self, method: &Method, headers: &HeaderMap, host: Option<&str>) -> Result<(), Problem> {
        if method.is_safe() && !is_websocket(headers) {
            return Ok(());
        }
        // How far away the page is, in the browser's own word, which no script can change.
        let distance = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let is_ours = match headers.get(header::ORIGIN) {
            // Our pages send no referrer, and for those browsers blot out the origin of forms as well.
            Some(origin) if origin == "null" => distance == Some(b"same-origin"),
            Some(origin) => self.allowed_value(origin).is_some() || is_same(origin, host),
            None => matches!(distance, None | Some(b"same-origin" | b"none")),
        };
        if is_ours { Ok(()) } else { Err(foreign()) }
    }

    /// The origin to name in `Access-Control-Allow-Origin`, when it is a configured one.
    pub fn allowed_value<'a>(&self, origin: &'a HeaderValue) -> Option<&'a HeaderValue> {
        let text = origin.to_str().ok()?.to_ascii_lowercase();
        self.allowed.contains(&text).then_some(origin)
    }
}

/// Whether the request asks to become a WebSocket.
pub fn is_websocket(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.to_ascii_lowercase().contains("websocket"))
}

/// Whether an origin is the very host that the request is addressed to, port included.
fn is_same(origin: &HeaderValue, host: Option<&str>) -> bool {
    let (Ok(origin), Some(host)) = (origin.to_str(), host) else { return false };
    let bare = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    bare.is_some_and(|bare| bare.eq_ignore_ascii_case(host))
}

fn foreign() -> Problem {
    AppError::new(ErrorCode::Forbidden, "the request comes from a page of another origin")
        .hint("add the page's origin to `serve.cors_origins` to let it in")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(method: &Method, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Origins::new(&["https://Friend.example/".to_owned()])
            .check(method, &headers, Some("localhost:8000"))
            .is_ok()
    }

    #[test]
    fn only_our_pages_and_friends_may_change_things() {
        assert!(verdict(&Method::POST, &[("origin", "http://localhost:8000")]));
        assert!(verdict(&Method::POST, &[("origin", "https://friend.example")]));
        assert!(verdict(&Method::POST, &[]));
        for foreign in
            ["http://localhost:8001", "https://evil.example", "null", "http://localhost:8000.evil.example"]
        {
            assert!(!verdict(&Method::POST, &[("origin", foreign)]), "{foreign}");
            assert!(verdict(&Method::GET, &[("origin", foreign)]), "reading is the browser's business");
            assert!(!verdict(&Method::GET, &[("origin", foreign), ("upgrade", "WebSocket")]), "{foreign}");
        }
    }

    #[test]
    fn the_browsers_own_word_counts_where_no_origin_is_sent() {
        assert!(!verdict(&Method::POST, &[("sec-fetch-site", "cross-site")]));
        assert!(!verdict(&Method::DELETE, &[("sec-fetch-site", "same-site")]));
        assert!(verdict(&Method::POST, &[("sec-fetch-site", "same-origin")]));
        assert!(verdict(&Method::POST, &[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!verdict(&Method::POST, &[("origin", "null"), ("sec-fetch-site", "cross-site")]));
        assert!(!verdict(
            &Method::POST,
            &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")]
        ));
    }
}
