//! The one public table of error codes, and the error that every use case answers with.

use serde::Serialize;
use serde_json::{Value, json};

/// A kind of failure that clients may build on. Codes are never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The thing asked for is not there.
    NotFound,
    /// A parameter is unknown, out of range, or at odds with another.
    InvalidParameter,
    /// A body or a file is not of the right form.
    InvalidInput,
    /// A body or a file is larger than allowed.
    PayloadTooLarge,
    /// A body is of a type that this door does not read.
    UnsupportedMediaType,
    /// A title means several works.
    AmbiguousTitle,
    /// The change contradicts what is stored.
    Conflict,
    /// A token is missing, unknown, expired or revoked.
    Unauthorized,
    /// The token or the page's origin does not allow this.
    Forbidden,
    /// Too many requests from this client.
    RateLimited,
    /// The entry was taken away at its source, or is not open to the public.
    Removed,
    /// A source is closed to us, or takes us for a robot.
    Blocked,
    /// A source has banned us for a while.
    Banned,
    /// A source upstream does not answer.
    SourceUnavailable,
    /// The users' own database, to publish to or to migrate, failed; it is as it was.
    TargetFailed,
    /// The feature needs a setting that is missing.
    NotConfigured,
    /// Something stored is damaged.
    Damaged,
    /// The disk has no room for what was to be written.
    DiskFull,
    /// Somebody else is at work on it, or it is being built; ask again soon.
    Busy,
    /// The door knows this path, but not with this method.
    MethodNotAllowed,
    /// A fault of ours.
    Internal,
}

impl ErrorCode {
    /// Every code, in the order of the reference.
    pub const ALL: [Self; 21] = [
        Self::NotFound,
        Self::InvalidParameter,
        Self::InvalidInput,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::AmbiguousTitle,
        Self::Conflict,
        Self::Unauthorized,
        Self::Forbidden,
        Self::RateLimited,
        Self::Removed,
        Self::Blocked,
        Self::Banned,
        Self::SourceUnavailable,
        Self::TargetFailed,
        Self::NotConfigured,
        Self::Damaged,
        Self::DiskFull,
        Self::Busy,
        Self::MethodNotAllowed,
        Self::Internal,
    ];

    /// The code as published.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that goes with it.
    pub fn http_status(self) -> u16 {
        self.row().1
    }

    /// What it means, in a sentence.
    pub fn meaning(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::NotFound => ("not_found", 404, "The thing asked for is not there."),
            Self::InvalidParameter => {
                ("invalid_parameter", 422, "A parameter is unknown, out of range, or at odds with another.")
            }
            Self::InvalidInput => ("invalid_input", 422, "A body or a file is not of the right form."),
            Self::PayloadTooLarge => ("payload_too_large", 413, "A body or a file is larger than allowed."),
            Self::UnsupportedMediaType => {
                ("unsupported_media_type", 415, "A body is of a type that this door does not read.")
            }
            Self::AmbiguousTitle => {
                ("ambiguous_title", 409, "A title means several works; the details list up to ten of them.")
            }
            Self::Conflict => ("conflict", 409, "The change contradicts what is stored."),
            Self::Unauthorized => ("unauthorized", 401, "A token is missing, unknown, expired or revoked."),
            Self::Forbidden => ("forbidden", 403, "The token or the page's origin does not allow this."),
            Self::RateLimited => {
                ("rate_limited", 429, "Too many requests, of this client or of ours to a source.")
            }
            Self::Removed => {
                ("removed", 410, "The entry was taken away at its source, or is not open to the public.")
            }
            Self::Blocked => ("blocked", 502, "A source is closed to us, or takes us for a robot."),
            Self::Banned => {
                ("banned", 503, "A source has banned us for a while; it is left alone until then.")
            }
            Self::SourceUnavailable => ("source_unavailable", 502, "A source upstream does not answer."),
            Self::TargetFailed => (
                "target_failed",
                502,
                "Your own database, to publish to or to migrate, failed; it is as it was.",
            ),
            Self::NotConfigured => ("not_configured", 501, "The feature needs a setting that is missing."),
            Self::Damaged => ("damaged", 500, "Something stored, or an answer of a source, is damaged."),
            Self::DiskFull => ("disk_full", 507, "The disk has no room for what was to be written."),
            Self::Busy => {
                ("busy", 503, "Somebody else is at work on it, or it is being built; ask again soon.")
            }
            Self::MethodNotAllowed => {
                ("method_not_allowed", 405, "The path is known, but not with this method.")
            }
            Self::Internal => {
                ("internal", 500, "A fault of ours; the log has more under the correlation id.")
            }
        }
    }
}

/// Why a use case failed: what a client may know, and the cause for the log.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// The kind of failure.
    pub code: ErrorCode,
    /// What happened, in a lower-case fragment that names the thing.
    pub message: String,
    /// Facts for programs: the parameter, the id, the limits.
    pub details: Value,
    /// What to do next.
    pub hint: Option<String>,
    /// The cause, for the log and the terminal only; never sent over HTTP.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl AppError {
    /// An error with nothing but its code and message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: json!({}), hint: None, source: None }
    }

    /// Nothing of that kind has that id.
    pub fn not_found(kind: &str, id: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("there is no {kind} `{id}`")).detail("id", id)
    }

    /// A parameter that is unknown or has a bad value.
    pub fn invalid_parameter(name: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameter, message).detail("parameter", name)
    }

    /// A fault of ours.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(ErrorCode::Internal, "something went wrong inside").caused_by(source)
    }

    /// The same error with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with one more fact.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details[name] = value.into();
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// The error as every door prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Envelope {
    /// The published code.
    pub error_code: &'static str,
    /// What happened.
    pub message: String,
    /// Facts for programs.
    pub details: Value,
    /// What to do next.
    pub hint: Option<String>,
    /// The id under which the log has more.
    pub correlation_id: String,
}

impl Envelope {
    /// The public side of an error. The cause stays behind.
    pub fn new(error: &AppError, correlation_id: &str) -> Self {
        Self {
            error_code: error.code.as_str(),
            message: error.message.clone(),
            details: error.details.clone(),
            hint: error.hint.clone(),
            correlation_id: correlation_id.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_told_apart() {
        let names: HashSet<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).ok(), Some(Value::from(code.as_str())));
        }
    }

    #[test]
    fn the_cause_stays_inside() {
        let error = AppError::internal("password=hunter2");
        let envelope = serde_json::to_string(&Envelope::new(&error, "req-1")).expect("an envelope is JSON");
        assert!(!envelope.contains("hunter2"));
    }
}
