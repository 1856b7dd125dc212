//! Correlation ids: one id from the first caller to the last log line.
//!
//! The headers are those that callers of the older service send. An id that is missing, too long or
//! not plain text is replaced, so that nothing a stranger sends can break a log line or a header.

use app::{AppError, ErrorCode};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::problem::Problem;

/// Names the request through every log line and error.
pub const ID: HeaderName = HeaderName::from_static("x-correlation-id");
/// The id of the request that caused this one.
pub const PARENT: HeaderName = HeaderName::from_static("x-parent-correlation-id");
/// How many services the request came through.
pub const DEPTH: HeaderName = HeaderName::from_static("x-request-chain-depth");
/// Which program answered.
pub const TRACE_SOURCE: HeaderName = HeaderName::from_static("x-trace-source");

/// Services calling each other in a circle are stopped beyond this depth.
const MAX_DEPTH: u32 = 10;
const MAX_ID_BYTES: usize = 128;

/// Where a request stands in a chain of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correlation {
    /// This request.
    pub id: String,
    /// The request that caused it.
    pub parent: Option<String>,
    /// Number of services before us.
    pub depth: u32,
}

impl Correlation {
    /// Reads the headers. A bad depth does not lose the id, so both come back.
    pub fn read(headers: &HeaderMap) -> (Self, Result<(), Problem>) {
        let id = plain(headers, &ID).unwrap_or_else(fresh_id);
        let mut correlation = Self { id, parent: plain(headers, &PARENT), depth: 0 };
        let Some(depth) = headers.get(&DEPTH) else { return (correlation, Ok(())) };
        let verdict = match depth.to_str().ok().and_then(|text| text.trim().parse().ok()) {
            None => Err(bad_depth("is not a whole number", StatusCode::BAD_REQUEST)),
            Some(depth) => {
                correlation.depth = depth;
                if depth > MAX_DEPTH {
                    Err(bad_depth(
                        "is above 10: services call each other in a circle",
                        StatusCode::LOOP_DETECTED,
                    ))
                } else {
                    Ok(())
                }
            }
        };
        (correlation, verdict)
    }

    /// Adds the headers of the answer.
    pub fn write(&self, headers: &mut HeaderMap) {
        let text = |text: &str| HeaderValue::from_str(text).ok();
        if let Some(id) = text(&self.id) {
            headers.insert(ID, id);
        }
        if let Some(parent) = self.parent.as_deref().and_then(text) {
            headers.insert(PARENT, parent);
        }
        if self.depth > 0 {
            headers.insert(DEPTH, self.depth.into());
        }
        headers.insert(TRACE_SOURCE, HeaderValue::from_static("emaki"));
    }
}

fn bad_depth(what: &str, status: StatusCode) -> Problem {
    let error = AppError::new(ErrorCode::InvalidParameter, format!("`X-Request-Chain-Depth` {what}"));
    Problem::from(error.detail("parameter", "X-Request-Chain-Depth")).with_status(status)
}

fn plain(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    is_sound(text).then(|| text.to_owned())
}

/// Whether an id may stand in headers and log lines.
pub fn is_sound(text: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// An id for what came without one.
pub fn fresh_id() -> String {
    format!("req-{:012x}", rand::random::<u64>() >> 16)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_given_id_is_kept_and_a_missing_one_made() {
        let (given, verdict) =
            Correlation::read(&headers(&[("x-correlation-id", "abc:1"), ("x-request-chain-depth", "3")]));
        assert!(verdict.is_ok());
        assert_eq!((given.id.as_str(), given.depth), ("abc:1", 3));
        let (made, _) = Correlation::read(&HeaderMap::new());
        assert_eq!(made.id.len(), 16);
        assert!(made.id.starts_with("req-"));
    }

    #[test]
    fn an_id_that_could_break_a_log_line_is_replaced() {
        let long: &'static str = Box::leak("a".repeat(129).into_boxed_str());
        for bad in ["", "a b", "a\tb", long] {
            let (read, _) = Correlation::read(&headers(&[("x-correlation-id", bad)]));
            assert!(read.id.starts_with("req-"), "{bad}");
        }
    }

    #[test]
    fn a_circle_of_services_is_stopped() {
        let status = |depth| {
            Correlation::read(&headers(&[("x-request-chain-depth", depth)]))
                .1
                .map_err(|p| p.into_response().status())
        };
        assert_eq!(status("10"), Ok(()));
        assert_eq!(status("11"), Err(StatusCode::LOOP_DETECTED));
        assert_eq!(status("many"), Err(StatusCode::BAD_REQUEST));
        assert_eq!(status("-1"), Err(StatusCode::BAD_REQUEST));
    }
}
