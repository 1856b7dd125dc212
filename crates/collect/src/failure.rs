//! Why something was not collected, sorted by what it means for the rest.

use keeping::Fault;
use sources::{
    client::SourceError,
    http::FetchError,
    providers::{AskError, ParseError, Refusal},
};

/// Why something was not collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The source has no such thing; it is not asked for again.
    NotFound(String),
    /// This one thing failed, and may not the next time.
    Item(String),
    /// The source as a whole gives nothing for now: the rest of it waits for the next run.
    Source {
        /// Why.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// Nothing is kept of it, and the network was not to be asked.
    NotKept,
    /// A file has faults; nothing of it is taken.
    Faulty {
        /// How many, in which file.
        message: String,
        /// Each of them.
        faults: Vec<Fault>,
    },
}

impl Failure {
    /// The source as a whole gives nothing.
    pub fn source(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Source { reason: reason.into(), hint: hint.into() }
    }

    /// This one thing failed.
    pub fn item(reason: impl Into<String>) -> Self {
        Self::Item(reason.into())
    }

    /// Whether there is no sense in asking the source for more.
    pub fn ends_all(&self) -> bool {
        matches!(self, Self::Source { .. } | Self::Faulty { .. })
    }

    /// Why, in a sentence.
    pub fn reason(&self) -> String {
        match self {
            Self::NotFound(reason) | Self::Item(reason) | Self::Source { reason, .. } => reason.clone(),
            Self::NotKept => "nothing is kept of it, and the network was not to be asked".to_owned(),
            Self::Faulty { message, .. } => message.clone(),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let reason = error.to_string();
        let later = "run it again later; what was collected so far is kept";
        match error {
            SourceError::Fetch(error) => match error {
                FetchError::Refused { source_id, refusal } => match refusal {
                    Refusal::NotFound | Refusal::Removed => Self::NotFound(refusal.to_string()),
                    Refusal::Unauthorized(_) => {
                        Self::source(reason, format!("`emaki source login {source_id}` logs in again"))
                    }
                    Refusal::Blocked(_) | Refusal::RateLimited { .. } | Refusal::Banned(_) => {
                        Self::source(reason, later)
                    }
                    Refusal::Fault(_) => Self::Item(reason),
                },
                FetchError::Paced { .. } | FetchError::Open { .. } => Self::source(reason, later),
                FetchError::Forbidden { .. } => Self::source(
                    reason,
                    "the site does not want this page to be fetched; leave the source out",
                ),
                FetchError::NotKept { .. } => Self::NotKept,
                FetchError::Unreachable { .. } | FetchError::Status { .. } | FetchError::TooLarge { .. } => {
                    Self::Item(reason)
                }
            },
            SourceError::Parse { source: ParseError::Refused(refusal), .. } => match refusal {
                Refusal::NotFound | Refusal::Removed => Self::NotFound(refusal.to_string()),
                _ => Self::Item(refusal.to_string()),
            },
            SourceError::Parse { source_id, source, .. } => {
                Self::Item(format!("the answer of {source_id} cannot be read: {source}"))
            }
            SourceError::Disabled(source_id) => {
                Self::source(reason, format!("`enabled = true` under [sources.{source_id}] turns it on"))
            }
            SourceError::Ask(AskError::Missing { parameter: "account", .. }) => {
                Self::source("nobody is logged in", "`emaki source login mal` logs in")
            }
            SourceError::Ask(AskError::NotConfigured { source_id, setting, .. }) => {
                let (source, setting) = (source_id.as_str().to_uppercase(), setting.to_uppercase());
                Self::source(reason, format!("set EMAKI_SOURCES__{source}__{setting}"))
            }
            // An id that cannot be one is that item's own fault.
            SourceError::Ask(AskError::Value { .. }) => Self::Item(reason),
            SourceError::NoSuchSource(_)
            | SourceError::Ask(_)
            | SourceError::Query(_)
            | SourceError::NoSearch(_) => Self::source(reason, "see to the settings under [collect]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Instant, SourceId};

    use super::*;

    const JIKAN: SourceId = SourceId::known("jikan");

    #[test]
    fn failures_of_one_thing_are_told_from_those_of_a_source() {
        let refused = |refusal| SourceError::Fetch(FetchError::Refused { source_id: JIKAN, refusal });
        let status = |status| {
            SourceError::Fetch(FetchError::Status { source_id: JIKAN, status, url: "http://h".into() })
        };
        let open = SourceError::Fetch(FetchError::Open { source_id: JIKAN, until: Instant::EPOCH });
        let cases = [
            (refused(Refusal::NotFound), "not found"),
            (refused(Refusal::Removed), "not found"),
            (refused(Refusal::Blocked("x".into())), "source"),
            (refused(Refusal::Unauthorized("x".into())), "source"),
            (refused(Refusal::Fault("x".into())), "item"),
            (status(500), "item"),
            (status(403), "item"),
            (open, "source"),
            (SourceError::Fetch(FetchError::NotKept { source_id: JIKAN }), "not kept"),
            (SourceError::Disabled(JIKAN), "source"),
        ];
        for (error, kind) in cases {
            let told = error.to_string();
            let failure = Failure::from(error);
            let found = match &failure {
                Failure::NotFound(_) => "not found",
                Failure::Item(_) => "item",
                Failure::Source { .. } => "source",
                Failure::NotKept => "not kept",
                Failure::Faulty { .. } => "faulty",
            };
            assert_eq!(found, kind, "{told}");
            assert_eq!(failure.ends_all(), kind == "source", "{told}");
        }
    }
}
