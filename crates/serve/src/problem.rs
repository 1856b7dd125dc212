//! Failures on their way out: one envelope for programs, one page for people.
//!
//! A handler answers with a `Problem`; the guard around all routes dresses it with the correlation id
//! in the form that the client reads. What a client may learn is decided in `app::Envelope`.

use std::{error::Error, sync::Arc};

use app::{AppError, Envelope, ErrorCode};
use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};

use crate::next_step::next_step;

/// Why a request was not answered as asked. Boxed, so that good answers do not pay for its size.
#[derive(Debug)]
pub struct Problem(Box<Content>);

#[derive(Debug)]
struct Content {
    error: AppError,
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Draws a failure as a page.
type Page<'a> = &'a dyn Fn(&Envelope, StatusCode) -> Response;

/// A problem that travels with the bare answer until it is dressed.
#[derive(Clone)]
struct Carried(Arc<AppError>);

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status =
            StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Box::new(Content { error, status, headers: Vec::new() }))
    }
}

impl Problem {
    /// A problem with nothing but its code and message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        AppError::new(code, message).into()
    }

    /// A body that is not of the right form at all, which HTTP calls a bad request.
    pub fn bad_body(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidInput, message).with_status(StatusCode::BAD_REQUEST)
    }

    /// The same problem under another HTTP status than its code has by default.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// The HTTP status that it is answered with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The same problem with a header in its answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The same problem with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.error.hint = Some(hint.into());
        self
    }

    /// The same problem with one more fact.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.0.error.details[name] = value.into();
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        for (name, value) in self.0.headers {
            response.headers_mut().append(name, value);
        }
        response.extensions_mut().insert(Carried(Arc::new(self.0.error)));
        response
    }
}

/// Marks an answer that is complete although its status says failure.
#[derive(Clone)]
struct Kept;

/// The answer as it is: its body already tells what is wrong in its own way.
pub fn kept(mut response: Response) -> Response {
    response.extensions_mut().insert(Kept);
    response
}

/// Gives a failed answer its envelope and logs faults of ours, once and with their causes.
///
/// An answer that failed without a `Problem`, such as a rejection by the web framework, is given the
/// envelope that fits its status. Successes pass untouched.
pub fn dress(response: Response, correlation_id: &str, page: Option<Page<'_>>) -> Response {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || response.extensions().get::<Kept>().is_some() {
        return response;
    }
    let carried = response.extensions().get::<Carried>().map(|carried| Arc::clone(&carried.0));
    let error = carried.unwrap_or_else(|| Arc::new(plain_error(status)));
    if status.is_server_error() {
        tracing::error!(error_code = error.code.as_str(), causes = %causes(&error), "request failed: {error}");
    }
    let envelope = Envelope::new(&error, correlation_id);
    let mut dressed = match page {
        Some(page) => page(&envelope, status),
        // A page tells people in its own words what to do; a program is always told.
        None => Json(Envelope { hint: Some(next_step(&error)), ..envelope }).into_response(),
    };
    *dressed.status_mut() = status;
    for (name, value) in response.headers() {
        if !matches!(name.as_str(), "content-type" | "content-length") {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    dressed
}

/// What a status alone tells.
fn plain_error(status: StatusCode) -> AppError {
    let code = match status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        status if status.is_client_error() => ErrorCode::InvalidInput,
        _ => ErrorCode::Internal,
    };
    let reason = status.canonical_reason().unwrap_or("failed").to_ascii_lowercase();
    AppError::new(code, format!("the request could not be answered: {reason}"))
}

/// The chain of causes in one line.
pub fn causes(error: &AppError) -> String {
    let mut line = String::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_status_that_http_knows() {
        for code in ErrorCode::ALL {
            let problem = Problem::new(code, "x");
            assert_eq!(problem.into_response().status().as_u16(), code.http_status());
        }
    }

    #[test]
    fn a_bare_failure_gets_the_envelope_of_its_status() {
        for (status, code) in
            [(404, "not_found"), (413, "payload_too_large"), (400, "invalid_input"), (500, "internal")]
        {
            let error = plain_error(StatusCode::from_u16(status).expect("a status"));
            assert_eq!(error.code.as_str(), code);
        }
    }
}
