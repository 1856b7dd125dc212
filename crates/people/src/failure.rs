//! Why an asset or a document could not be had, and when it is tried again.

use std::time::Duration;

use model::Instant;
use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// The kinds of failure.
    pub enum FailureCategory {
        /// No connection, or one that broke.
        Network = "network",
        /// The other side asks for a pause.
        RateLimit = "rate_limit",
        /// A file was asked for too often today.
        Quota = "quota",
        /// It is private, or asks for a sign-in.
        Permission = "permission",
        /// It was removed.
        Gone = "gone",
        /// What came is not what it should be: a page in place of a film, a wrong length.
        Validation = "validation",
        /// No room, or a disk that fails.
        Disk = "disk",
        /// A program that is missing or breaks, and everything else on our side.
        System = "system",
    }
}

impl FailureCategory {
    /// Whether trying again is of no use, unless whoever saw the failure knows better.
    pub fn is_permanent(self) -> bool {
        match self {
            Self::Permission | Self::Gone | Self::Validation => true,
            Self::Network | Self::RateLimit | Self::Quota | Self::Disk | Self::System => false,
        }
    }

    /// The pause after the first failure.
    fn first_pause(self) -> Duration {
        let seconds = match self {
            Self::Network => 60,
            // A disk is not emptied in a minute, and a missing program is not installed in one.
            Self::Disk | Self::System => 10 * 60,
            Self::RateLimit => 15 * 60,
            // Drive counts what is asked of one file by the day.
            Self::Quota | Self::Permission | Self::Gone | Self::Validation => 24 * 60 * 60,
        };
        Duration::from_secs(seconds)
    }
}

/// The longest pause before an attempt.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);

/// The last failure of an asset or a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its kind.
    pub category: FailureCategory,
    /// Whether it is not tried again by itself.
    pub permanent: bool,
    /// What happened, in words, with what to do next.
    pub message: String,
    /// How many attempts failed one after another, this one included.
    pub attempts: u32,
    /// When it is tried again; none for a permanent failure.
    pub next_at: Option<Instant>,
}

impl Failure {
    /// The failure that follows on `before`: its pause is double the last one, up to a day.
    ///
    /// `asked` is the pause that the other side asked for, which is never shortened.
    pub fn after(
        before: Option<&Self>,
        category: FailureCategory,
        message: impl Into<String>,
        asked: Option<Duration>,
        now: Instant,
    ) -> Self {
        let attempts = before.map_or(0, |failure| failure.attempts).saturating_add(1);
        let doubled = category.first_pause().saturating_mul(1 << (attempts - 1).min(12)).min(LONGEST_PAUSE);
        let pause = doubled.max(asked.unwrap_or_default());
        let micros = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX);
        let next = Instant::from_micros(now.as_micros().saturating_add(micros));
        let permanent = category.is_permanent();
        Self { category, permanent, message: message.into(), attempts, next_at: (!permanent).then_some(next) }
    }

    /// Whether it may be tried at `now`.
    pub fn is_due(&self, now: Instant) -> bool {
        !self.permanent && self.next_at.is_none_or(|next| next <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(failure: &Failure) -> Option<i64> {
        failure.next_at.map(|next| next.as_micros() / 60_000_000)
    }

    #[test]
    fn pauses_double_and_end_at_a_day() {
        let mut last = None;
        let mut pauses = Vec::new();
        for _ in 0..13 {
            let failure =
                Failure::after(last.as_ref(), FailureCategory::Network, "cut off", None, Instant::EPOCH);
            pauses.push(minutes(&failure).expect("a network comes back"));
            last = Some(failure);
        }
        assert_eq!(&pauses[..4], [1, 2, 4, 8]);
        assert_eq!(pauses[12], 24 * 60);
    }

    #[test]
    fn what_is_gone_is_not_tried_again_and_an_asked_pause_holds() {
        let gone = Failure::after(None, FailureCategory::Gone, "removed", None, Instant::EPOCH);
        assert!(gone.permanent && !gone.is_due(Instant::from_micros(i64::MAX)));
        let asked = Some(Duration::from_hours(2));
        let limited = Failure::after(None, FailureCategory::RateLimit, "429", asked, Instant::EPOCH);
        assert_eq!(minutes(&limited), Some(120));
        assert!(!limited.is_due(Instant::from_micros(119 * 60_000_000)));
        assert!(limited.is_due(Instant::from_micros(120 * 60_000_000)));
    }
}
