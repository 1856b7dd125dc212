//! Tokens in our forms, so that only pages that we served can post them.
//!
//! A visitor carries a random cookie that no script can read; each form carries its seal, which only
//! this process can make. A foreign page can make the browser send the cookie, but not know the seal.
//! The key lives as long as the process: after a restart a page has to be loaded again.

use std::fmt::Write as _;

use app::{AppError, ErrorCode};
use axum::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::safety::cookies;

/// Name of the form field and, with a prefix, of the cookie.
pub const FIELD: &str = "csrf";
const COOKIE: &str = "emaki_visitor";

/// Makes and checks seals with a key that never leaves the process.
pub struct Seals {
    key: [u8; 32],
}

/// A visitor as the cookie names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    id: String,
    /// Whether the cookie has yet to be set.
    is_new: bool,
}

impl Seals {
    /// Seals with a fresh random key.
    pub fn new() -> Self {
        Self { key: rand::random() }
    }

    /// The seal of a visitor, as 64 hex digits for a form field.
    pub fn seal(&self, visitor: &Visitor) -> String {
        // The outer hash keeps the inner one's state to itself, as HMAC does.
        let inner = Sha256::new().chain_update(self.key).chain_update(visitor.id.as_bytes()).finalize();
        let outer = Sha256::new().chain_update(self.key).chain_update(inner).finalize();
        hex(&outer)
    }

    /// Refuses a form whose seal is missing or belongs to another visitor.
    pub fn check(&self, headers: &HeaderMap, field: Option<&str>) -> Result<(), Problem> {
        let visitor = Visitor::of(headers);
        let sealed = field.is_some_and(|field| !visitor.is_new && is_equal(field, &self.seal(&visitor)));
        if sealed {
            return Ok(());
        }
        Err(AppError::new(
            ErrorCode::Forbidden,
            "the form was not sent from a page of ours, or the page is too old",
        )
        .hint("load the page again and repeat what you did")
        .into())
    }
}

impl Visitor {
    /// The visitor that the cookie names, or a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let known = cookies::get(headers, COOKIE)
            .filter(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
        match known {
            Some(id) => Self { id: id.to_owned(), is_new: false },
            None => Self { id: hex(&rand::random::<[u8; 16]>()), is_new: true },
        }
    }

    /// The cookie to set, when the visitor has none yet.
    pub fn cookie(&self) -> Option<HeaderValue> {
        self.is_new.then(|| cookies::set(COOKIE, &self.id, None)).flatten()
    }
}

/// Compares without telling by its duration where two texts differ.
fn is_equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a `String` cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn carrying(visitor: &Visitor) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_str(&format!("{COOKIE}={}", visitor.id)).expect("plain"),
        );
        headers
    }

    #[test]
    fn a_seal_opens_for_its_visitor_in_its_process_only() {
        let (seals, visitor) = (Seals::new(), Visitor::of(&HeaderMap::new()));
        let (headers, seal) = (carrying(&visitor), seals.seal(&visitor));
        assert!(seals.check(&headers, Some(&seal)).is_ok());
        assert!(seals.check(&headers, None).is_err());
        assert!(seals.check(&headers, Some("")).is_err());
        assert!(seals.check(&HeaderMap::new(), Some(&seal)).is_err());
        assert!(seals.check(&carrying(&Visitor::of(&HeaderMap::new())), Some(&seal)).is_err());
        assert!(Seals::new().check(&headers, Some(&seal)).is_err());
    }

    #[test]
    fn the_cookie_is_set_once_and_closed_to_scripts() {
        let visitor = Visitor::of(&HeaderMap::new());
        let cookie = visitor.cookie().expect("a new visitor");
        let text = cookie.to_str().expect("plain");
        assert!(text.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{text}");
        assert_eq!(Visitor::of(&carrying(&visitor)).cookie(), None);
    }
}
