//! A request as it came in.

use std::{borrow::Cow, time::Instant};

use serde_json::Value;
use url::form_urlencoded;

/// One request that the server read to its end.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its place among all requests, from 1.
    pub number: usize,
    /// When its last byte was read.
    pub at: Instant,
    /// Which connection it came by, from 1.
    pub connection: usize,
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, percent signs and all.
    pub path: String,
    /// What followed the question mark, as it was sent; empty when nothing did.
    pub query: String,
    /// The headers in their order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, chunks put together.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header; the first one where there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The pairs of the query, decoded, in their order.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// One value of the query, decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        self.query_pairs().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body as JSON; null when it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// One value of a form in the body, decoded.
    pub fn form_value(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(&self.body)
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The path with its query, as it was sent.
    pub fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Whether the client wants to go on with the connection.
    pub(super) fn keeps_alive(&self) -> bool {
        !self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}
