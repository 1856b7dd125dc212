//! What comes out of an answer, or why nothing does.

use std::time::Duration;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{ExternalId, Namespace, Record, SourceId};

/// What the reader of an answer may know besides its bytes.
#[derive(Debug, Clone)]
pub struct Context {
    /// The moment for which values hold that depend on time, such as a status read from dates.
    pub as_of: Timestamp,
    /// The thing that was asked for. Some answers do not repeat it, such as a list of episodes.
    pub subject: Option<ExternalId>,
    /// The page number that was asked for, from 1, where an answer does not repeat it.
    pub page: Option<u32>,
}

impl Context {
    /// A reader who knows only the time.
    pub fn at(as_of: Timestamp) -> Self {
        Self { as_of, subject: None, page: None }
    }

    /// An id for an answer that names nothing and whose subject is not known: made of the words given, so
    /// that the same answer read again has the same one.
    pub fn stand_in(&self, source: &SourceId, namespace: Namespace, words: &str) -> ExternalId {
        ExternalId::without_id(namespace, source.as_str(), "", words, "")
    }

    /// The day, in UTC.
    pub fn today(&self) -> Date {
        self.as_of.to_zoned(TimeZone::UTC).date()
    }
}

/// What came out of an answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// The records, in the answer's order.
    pub records: Vec<Record>,
    /// Whether the answer is about one thing, and so prints as one record instead of a list of one.
    pub single: bool,
    /// How to ask for the rest, when there is more.
    pub next: Option<Next>,
    /// How many there are in all, when the answer says.
    pub total: Option<u64>,
}

/// How to ask for the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The same wish with this parameter.
    With(&'static str, String),
    /// This address, which must lie under the provider's own base.
    Url(String),
}

impl Parsed {
    /// One record.
    pub fn one(record: Record) -> Self {
        Self { records: vec![record], single: true, ..Self::default() }
    }

    /// A list.
    pub fn list(records: Vec<Record>) -> Self {
        Self { records, ..Self::default() }
    }

    /// The same with the way to the next page.
    #[must_use]
    pub fn then(mut self, next: Option<Next>) -> Self {
        self.next = next;
        self
    }
}

/// An answer that is none: the source refuses, whatever status it came with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing.
    #[error("there is no such entry")]
    NotFound,
    /// There was, and it was taken away.
    #[error("the entry was removed or is not open to the public")]
    Removed,
    /// The source takes us for a robot, or is closed to us.
    #[error("access is blocked: {0}")]
    Blocked(String),
    /// Too many requests.
    #[error("too many requests")]
    RateLimited {
        /// How long to wait, when the answer says.
        retry_after: Option<Duration>,
    },
    /// We were banned for having asked too much.
    #[error("we are banned for now: {0}")]
    Banned(String),
    /// A token is missing, wrong or expired.
    #[error("the token is not accepted: {0}")]
    Unauthorized(String),
    /// The source reports a fault, ours or its own.
    #[error("the source reports an error: {0}")]
    Fault(String),
}

/// Why no record came out of an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The answer is a refusal.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is not what the endpoint answers: cut short, or of another form.
    #[error("the answer is damaged: {0}")]
    Damaged(String),
    /// Nothing tells which endpoint's answer it is.
    #[error("the answer is of no known form; say which endpoint it is of: {0}")]
    Unrecognized(String),
    /// The provider has no endpoint of that name.
    #[error("there is no endpoint `{name}`; there are {known}")]
    NoSuchEndpoint {
        /// The name given.
        name: String,
        /// The names there are.
        known: String,
    },
}

impl ParseError {
    /// Damage, told in a few words.
    pub fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}
