//! How far a piece of work is, how fast it goes and when it will be done.
//!
//! Pure: the elapsed time comes in from the caller, so nothing here reads a clock.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How far a piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is done.
    pub done: u64,
    /// What there is to do; `None` when nobody knows.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: Unit,
}

/// What progress counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Bytes of the file as it lies there, packed or not.
    Bytes,
    /// Rows, entries or lines.
    Rows,
}

impl Progress {
    /// The share that is done, 0 to 1; `None` when the total is not known. Nothing to do is all done.
    pub fn fraction(&self) -> Option<f64> {
        let total = self.total?;
        Some(if total == 0 { 1.0 } else { (self.done as f64 / total as f64).min(1.0) })
    }

    /// Units a second over the elapsed time; `None` before anything was done.
    pub fn rate(&self, elapsed: Duration) -> Option<f64> {
        let seconds = elapsed.as_secs_f64();
        (self.done > 0 && seconds > 0.0).then(|| self.done as f64 / seconds)
    }

    /// How much longer it takes at the rate so far; `None` when total or rate are not known.
    pub fn remaining(&self, elapsed: Duration) -> Option<Duration> {
        let left = self.total?.saturating_sub(self.done);
        Duration::try_from_secs_f64(left as f64 / self.rate(elapsed)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_remaining_time() {
        let progress = Progress { done: 250, total: Some(1000), unit: Unit::Rows };
        let elapsed = Duration::from_secs(5);
        assert_eq!(progress.fraction(), Some(0.25));
        assert_eq!(progress.rate(elapsed), Some(50.0));
        assert_eq!(progress.remaining(elapsed), Some(Duration::from_secs(15)));
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let start = Progress { done: 0, total: Some(10), unit: Unit::Bytes };
        assert_eq!(
            (start.rate(Duration::from_secs(1)), start.remaining(Duration::from_secs(1))),
            (None, None)
        );
        assert_eq!(start.rate(Duration::ZERO), None);
        let endless = Progress { done: 5, total: None, unit: Unit::Bytes };
        assert_eq!((endless.fraction(), endless.remaining(Duration::from_secs(1))), (None, None));
        let over = Progress { done: 12, total: Some(10), unit: Unit::Bytes };
        assert_eq!(
            (over.fraction(), over.remaining(Duration::from_secs(1))),
            (Some(1.0), Some(Duration::ZERO))
        );
        let nothing = Progress { done: 0, total: Some(0), unit: Unit::Rows };
        assert_eq!(nothing.fraction(), Some(1.0));
    }
}
