//! What came of asking one source about one work.

use std::{error::Error, time::Duration};

use model::{ExternalId, Instant, Record, SourceId};
use serde::Serialize;
use sources::{
    client::SourceError,
    http::FetchError,
    providers::{AskError, ParseError, Refusal},
};

use catalog::answers::Page;

/// What came of asking one source.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub source: SourceId,
    /// The work at the source; `None` when it was not found there.
    pub subject: Option<ExternalId>,
    /// Whether the work's id at the source was found on the way, and how sure that is.
    pub found: Option<f64>,
    /// What was answered just now.
    pub parts: Vec<NewPart>,
    /// Questions to which the source has nothing to say.
    pub nothing: Vec<Nothing>,
    /// Whether something older stands in for what was not answered.
    pub stale: bool,
    /// Why something is missing.
    pub missing: Option<Missing>,
}

/// An answer on its way into the store.
#[derive(Debug, Clone)]
pub(crate) struct NewPart {
    pub endpoint: String,
    pub asked_at: Instant,
    pub fresh_until: Instant,
    pub pages: Vec<Page>,
    pub records: Vec<Record>,
    pub whole: bool,
    /// Whether all of it came, so that it need not be asked again.
    pub finished: bool,
}

/// A question to which a source has nothing to say.
#[derive(Debug, Clone)]
pub(crate) struct Nothing {
    pub endpoint: String,
    pub reason: String,
    pub asked_at: Instant,
    pub fresh_until: Instant,
}

/// A source that gave nothing, or not all, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The source.
    pub source: SourceId,
    /// The kind of failure, in the words of the table of error codes.
    pub error_code: &'static str,
    /// What was asked.
    pub endpoint: Option<String>,
    /// What is to be told to whom.
    pub context: ErrorContext,
}

/// A failure in three layers: for whoever asks, for whoever looks for the cause, and the way that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorContext {
    /// A sentence for people.
    pub user_message: String,
    /// The causes in the words of the parts, without secrets.
    pub debug_info: String,
    /// What was done before, step by step.
    pub trace: Vec<String>,
}

impl Outcome {
    pub(crate) fn of(source: SourceId) -> Self {
        Self {
            source,
            subject: None,
            found: None,
            parts: Vec::new(),
            nothing: Vec::new(),
            stale: false,
            missing: None,
        }
    }

    /// Whether there is anything to keep.
    pub(crate) fn has_news(&self) -> bool {
        !self.parts.is_empty() || !self.nothing.is_empty()
    }
}

impl Missing {
    /// A failure of a source.
    pub(crate) fn of(source: &SourceId, endpoint: &str, error: &SourceError, trace: Vec<String>) -> Self {
        let mut causes = vec![error.to_string()];
        let mut cause: Option<&dyn Error> = error.source();
        while let Some(next) = cause {
            let text = next.to_string();
            if causes.last() != Some(&text) {
                causes.push(text);
            }
            cause = next.source();
        }
        Self {
            source: source.clone(),
            error_code: code(error),
            endpoint: Some(endpoint.to_owned()),
            context: ErrorContext { user_message: told(source, error), debug_info: causes.join(": "), trace },
        }
    }

    /// A source that was not asked.
    pub(crate) fn unasked(source: &SourceId, not_configured: bool, why: String) -> Self {
        let error_code = if not_configured { "not_configured" } else { "not_found" };
        let user_message = if not_configured {
            format!("{source} is not set up; `emaki source list` says what it needs")
        } else {
            format!("there is nothing of {source}")
        };
        let context = ErrorContext { user_message, debug_info: why, trace: Vec::new() };
        Self { source: source.clone(), error_code, endpoint: None, context }
    }

    /// A work that was not found at a source.
    pub(crate) fn not_found(source: &SourceId, why: String, trace: Vec<String>) -> Self {
        let user_message = format!("{source} has no entry that is proven to be this work");
        let context = ErrorContext { user_message, debug_info: why, trace };
        Self { source: source.clone(), error_code: "not_found", endpoint: None, context }
    }
}

/// Whether a source says that it has no such thing, which is an answer.
pub(crate) fn is_nothing(error: &SourceError) -> bool {
    let refusal = match error {
        SourceError::Fetch(FetchError::Refused { refusal, .. })
        | SourceError::Parse { source: ParseError::Refused(refusal), .. } => refusal,
        SourceError::Fetch(FetchError::Status { status, .. }) => return matches!(status, 404 | 410),
        _ => return false,
    };
    matches!(refusal, Refusal::NotFound | Refusal::Removed)
}

/// The published code of a failure.
fn code(error: &SourceError) -> &'static str {
    let of_refusal = |refusal: &Refusal| match refusal {
        Refusal::NotFound => "not_found",
        Refusal::Removed => "removed",
        Refusal::Blocked(_) => "blocked",
        Refusal::RateLimited { .. } => "rate_limited",
        Refusal::Banned(_) => "banned",
        Refusal::Unauthorized(_) => "unauthorized",
        Refusal::Fault(_) => "source_unavailable",
    };
    match error {
        SourceError::Disabled(_) | SourceError::Ask(AskError::NotConfigured { .. }) => "not_configured",
        SourceError::NoSuchSource(_)
        | SourceError::Ask(_)
        | SourceError::Query(_)
        | SourceError::NoSearch(_) => "internal",
        SourceError::Parse { source: ParseError::Refused(refusal), .. }
        | SourceError::Fetch(FetchError::Refused { refusal, .. }) => of_refusal(refusal),
        SourceError::Parse { .. } | SourceError::Fetch(FetchError::TooLarge { .. }) => "damaged",
        SourceError::Fetch(FetchError::Paced { .. }) => "rate_limited",
        SourceError::Fetch(FetchError::NotKept { .. }) => "not_found",
        SourceError::Fetch(
            FetchError::Unreachable { .. }
            | FetchError::Status { .. }
            | FetchError::Open { .. }
            | FetchError::Forbidden { .. },
        ) => "source_unavailable",
    }
}

/// Waits from here on are told in hours: whoever reads it should come back another day.
const LONG: Duration = Duration::from_hours(1);

fn told(source: &SourceId, error: &SourceError) -> String {
    if let SourceError::Fetch(FetchError::Paced { wait, .. }) = error
        && *wait >= LONG
    {
        let hours = wait.as_secs().div_ceil(3600);
        return format!(
            "{source} may not be asked for this yet; what it says comes with a run in {hours} h or later"
        );
    }
    match code(error) {
        "not_configured" => format!("{source} is not set up; `emaki source list` says what it needs"),
        "rate_limited" => format!("{source} asks for a pause; what it says comes with a later run"),
        "banned" | "blocked" => format!("{source} does not let us in for now"),
        "damaged" => format!("{source} answered something that cannot be read"),
        "unauthorized" => {
            format!("{source} does not accept our token; `emaki source login {source}` renews it")
        }
        "not_found" | "removed" => format!("{source} has no such entry"),
        _ => format!("{source} did not answer; what it says comes with a later run"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_three_layers() {
        let source = SourceId::known("jikan");
        let error = SourceError::Fetch(FetchError::Status {
            source_id: source.clone(),
            status: 500,
            url: "http://h.example/anime/1/full".into(),
        });
        let missing = Missing::of(&source, "anime_full", &error, vec!["asked for anime_full".into()]);
        assert_eq!(missing.error_code, "source_unavailable");
        assert!(missing.context.user_message.contains("did not answer"));
        assert!(missing.context.debug_info.contains("status 500"));
        assert_eq!(missing.context.trace.len(), 1);
        assert!(!is_nothing(&error));
        let gone = FetchError::Refused { source_id: source.clone(), refusal: Refusal::NotFound };
        assert!(is_nothing(&SourceError::Fetch(gone)));
        let wait = Duration::from_mins(23 * 60 + 10);
        let tomorrow = SourceError::Fetch(FetchError::Paced { source_id: source.clone(), wait });
        let missing = Missing::of(&source, "anime", &tomorrow, Vec::new());
        assert_eq!(missing.error_code, "rate_limited");
        assert!(
            missing.context.user_message.contains("in 24 h or later"),
            "{}",
            missing.context.user_message
        );
        let off = Missing::of(&source, "anime_full", &SourceError::Disabled(source.clone()), Vec::new());
        assert_eq!(off.error_code, "not_configured");
    }
}
