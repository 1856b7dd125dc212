//! One answer: status, headers and body, made in one line.

use std::{io::Write as _, sync::Arc};

use flate2::{Compression, write::GzEncoder};
use jiff::{Timestamp, fmt::rfc2822};
use serde_json::Value;

use super::Request;

/// What the server sends.
///
/// No `Date` is sent unless given, so that the age of an answer is a matter of the client's clock alone.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Arc<[u8]>,
    pub(super) chunked: bool,
    modified: Option<Timestamp>,
}

impl Answer {
    /// An answer with this status and no body.
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Arc::from([]), chunked: false, modified: None }
    }

    /// 200 with any body.
    pub fn bytes(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).with_body(body).with_header("content-type", content_type)
    }

    /// 200 with JSON text.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::bytes("application/json", body)
    }

    /// 200 with a JSON value.
    pub fn value(body: &Value) -> Self {
        Self::json(body.to_string())
    }

    /// 200 with a page in UTF-8.
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::bytes("text/html; charset=utf-8", body)
    }

    /// 200 with XML.
    pub fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::bytes("text/xml; charset=utf-8", body)
    }

    /// 200 with plain text in UTF-8.
    pub fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::bytes("text/plain; charset=utf-8", body)
    }

    /// 302 to a path here, or to any address: a private one, one by https.
    pub fn redirect(to: &str) -> Self {
        Self::status(302).with_header("location", to)
    }

    /// 429, without `Retry-After` until [`retry_after`](Self::retry_after) or [`retry_at`](Self::retry_at).
    pub fn too_many() -> Self {
        Self::text("Too Many Requests").with_status(429)
    }

    /// A server's error, such as 503.
    pub fn failing(status: u16) -> Self {
        Self::text(format!("error {status}")).with_status(status)
    }

    /// The same answer with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same answer with another body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Arc::from(body.into());
        self
    }

    /// The same answer with a header, which takes the place of an earlier one of that name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same answer with its body packed, whatever the client accepts. `AniDB` does so.
    #[must_use]
    pub fn gzipped(self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).expect("a Vec takes all bytes");
        let packed = encoder.finish().expect("a Vec takes all bytes");
        self.with_body(packed).with_header("content-encoding", "gzip")
    }

    /// The same answer sent in chunks, its length untold.
    #[must_use]
    pub fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// The same answer with `Cache-Control: max-age`.
    #[must_use]
    pub fn max_age(self, seconds: u64) -> Self {
        self.with_header("cache-control", format!("max-age={seconds}"))
    }

    /// The same answer with an `ETag`, which is quoted if it is not yet. Conditional: who sends it back in
    /// `If-None-Match` gets 304.
    #[must_use]
    pub fn etag(self, tag: &str) -> Self {
        let quoted = tag.starts_with('"') || tag.starts_with("W/");
        self.with_header("etag", if quoted { tag.to_owned() } else { format!("\"{tag}\"") })
    }

    /// The same answer with `Last-Modified`. Conditional: who sends this or a later date back in
    /// `If-Modified-Since` gets 304.
    #[must_use]
    pub fn last_modified(mut self, at: Timestamp) -> Self {
        self.modified = Some(at);
        self.with_header("last-modified", http_date(at))
    }

    /// The same answer with `Retry-After` in seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.with_header("retry-after", seconds.to_string())
    }

    /// The same answer with `Retry-After` as a date.
    #[must_use]
    pub fn retry_at(self, at: Timestamp) -> Self {
        self.with_header("retry-after", http_date(at))
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The same answer, or 304 where the request says that the client has it already (RFC 9110 §13.2.2).
    pub(super) fn unless_known(self, request: &Request) -> Self {
        if self.status != 200 || !self.is_known(request) {
            return self;
        }
        let kept = ["etag", "last-modified", "cache-control", "vary", "expires", "date"];
        let headers =
            self.headers.into_iter().filter(|(name, _)| kept.contains(&name.to_lowercase().as_str()));
        Self { headers: headers.collect(), ..Self::status(304) }
    }

    fn is_known(&self, request: &Request) -> bool {
        if let Some(tags) = request.header("if-none-match") {
            let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            return self
                .header("etag")
                .is_some_and(|own| tags.split(',').any(|tag| tag.trim() == "*" || weak(tag) == weak(own)));
        }
        let since = request.header("if-modified-since");
        let since = since.and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
        matches!((self.modified, since), (Some(modified), Some(since)) if modified.as_second() <= since.as_second())
    }
}

/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(at: Timestamp) -> String {
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).expect("years have four digits")
}
