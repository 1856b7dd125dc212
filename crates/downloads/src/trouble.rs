//! Why something could not be had, in the words that assets keep.

use std::{fmt, io, time::Duration};

use model::{Instant, SourceId};
use people::FailureCategory;
use sources::http::{FetchError, Headers, retry_after};

/// What is said of a file that another process is downloading; nothing failed then.
pub const BUSY: &str = "another process downloads";

/// What a failure says of others of the same host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    Item,
    /// The host wants a rest from all of them.
    Host,
    /// The host rests since before, and was not even asked for this one.
    Rest,
}

/// Why something could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its kind; whether it is worth another try follows from it.
    pub category: FailureCategory,
    /// What happened, and what to do next where there is something to do.
    pub message: String,
    /// The pause that the other side asks for.
    pub pause: Option<Duration>,
    /// What it says of others of the same host.
    pub reach: Reach,
}

impl Trouble {
    /// Of a kind, in words.
    pub fn new(category: FailureCategory, message: impl Into<String>) -> Self {
        let reach = if category == FailureCategory::RateLimit { Reach::Host } else { Reach::Item };
        Self { category, message: message.into(), pause: None, reach }
    }

    /// That a host rests for so much longer, so that it was not asked.
    pub fn of_rest(source: &SourceId, left: Duration) -> Self {
        let message = format!("`{source}` wants a rest of {} s more, and was not asked", left.as_secs());
        let rest = Self::new(FailureCategory::RateLimit, message).with_pause(left);
        Self { reach: Reach::Rest, ..rest }
    }

    /// The same where it is about this one thing alone, whatever its kind says.
    #[must_use]
    pub fn of_one_alone(self) -> Self {
        Self { reach: Reach::Item, ..self }
    }

    /// The same with the pause that the other side asks for.
    #[must_use]
    pub fn with_pause(self, pause: Duration) -> Self {
        Self { pause: Some(pause), ..self }
    }

    /// Whether the whole host is to be left alone for a while, not only this one file.
    pub fn is_of_the_host(&self) -> bool {
        self.reach != Reach::Item
    }

    /// Whether nothing was asked and nothing failed, because the host rests.
    pub fn is_rest(&self) -> bool {
        self.reach == Reach::Rest
    }

    /// What a request came to that got no answer.
    pub fn of_fetch(error: &FetchError) -> Self {
        let category = match error {
            FetchError::Forbidden { .. } | FetchError::TooLarge { .. } => FailureCategory::Validation,
            FetchError::Refused { .. } | FetchError::Paced { .. } => FailureCategory::RateLimit,
            FetchError::Unreachable { .. }
            | FetchError::Status { .. }
            | FetchError::Open { .. }
            | FetchError::NotKept { .. } => FailureCategory::Network,
        };
        Self::new(category, error.to_string())
    }

    /// What a status means that is no success.
    pub fn of_status(status: u16, headers: &Headers) -> Self {
        let category = match status {
            401 | 403 | 451 => FailureCategory::Permission,
            404 | 410 => FailureCategory::Gone,
            429 => FailureCategory::RateLimit,
            408 | 425 | 500..=599 => FailureCategory::Network,
            _ => FailureCategory::Validation,
        };
        // The system's time is no matter here: what is asked for in seconds is meant from now.
        let asked = headers.get("retry-after").and_then(|value| retry_after(&value, Instant::EPOCH));
        let pause = asked.filter(|pause| *pause <= Duration::from_hours(48));
        Self { pause, ..Self::new(category, format!("the server answered with status {status}")) }
    }

    /// What a file of this machine came to.
    pub fn of_io(what: &str, error: &io::Error) -> Self {
        let is_full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        let next = if is_full { "; make room, and the download goes on where it was" } else { "" };
        Self::new(FailureCategory::Disk, format!("{what}: {error}{next}"))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.category, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_their_kinds() {
        let headers = Headers::of([("retry-after", "120")]);
        for (status, category) in [
            (403, FailureCategory::Permission),
            (404, FailureCategory::Gone),
            (429, FailureCategory::RateLimit),
            (503, FailureCategory::Network),
            (400, FailureCategory::Validation),
        ] {
            let trouble = Trouble::of_status(status, &headers);
            assert_eq!(trouble.category, category, "{status}");
            assert_eq!(trouble.pause, Some(Duration::from_mins(2)));
        }
    }

    #[test]
    fn a_full_disk_says_what_to_do() {
        let trouble = Trouble::of_io("cannot write `x`", &io::ErrorKind::StorageFull.into());
        assert_eq!(trouble.category, FailureCategory::Disk);
        assert!(trouble.message.contains("make room"), "{trouble}");
    }
}
