//! When a job that failed is tried again.

use std::time::Duration;

use model::Instant;
use store::{JobEnd, JobId};

/// Pauses that double from attempt to attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The pause after the first attempt.
    pub first: Duration,
    /// The longest pause.
    pub most: Duration,
}

impl Default for Backoff {
    /// Two seconds, four, eight, … up to ten minutes.
    fn default() -> Self {
        Self { first: Duration::from_secs(2), most: Duration::from_mins(10) }
    }
}

impl Backoff {
    /// The pause after an attempt, counted from 1. Jobs that failed together come back spread over up to a
    /// quarter more, each always at the same place.
    pub fn pause(&self, attempt: u32, id: &JobId) -> Duration {
        let doubled = self.first.saturating_mul(1 << attempt.saturating_sub(1).min(20)).min(self.most);
        let place =
            id.as_str().bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        doubled + doubled.mul_f64(f64::from(place % 1000) / 4000.0)
    }

    /// What becomes of a run that failed in a way that another attempt may mend. A pause that the failure
    /// itself names is kept where it is the longer one.
    pub fn end(
        &self,
        error: String,
        asked: Option<Duration>,
        (attempt, max_attempts): (u32, u32),
        id: &JobId,
        now: Instant,
    ) -> JobEnd {
        if attempt >= max_attempts {
            return JobEnd::Dead(error);
        }
        let pause = self.pause(attempt, id).max(asked.unwrap_or_default());
        JobEnd::Retry { error, at: later(now, pause) }
    }
}

/// The moment so much later.
pub(crate) fn later(moment: Instant, by: Duration) -> Instant {
    Instant::from_micros(moment.as_micros().saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff { first: Duration::from_secs(4), most: Duration::from_mins(1) };
        let id = JobId::new(Instant::EPOCH);
        let spread = |seconds: f64| seconds..=seconds * 1.25;
        for (attempt, seconds) in [(1, 4.0), (2, 8.0), (3, 16.0), (5, 60.0), (1000, 60.0)] {
            let pause = backoff.pause(attempt, &id).as_secs_f64();
            assert!(spread(seconds).contains(&pause), "{attempt}: {pause}");
        }
        assert_eq!(backoff.pause(3, &id), backoff.pause(3, &id), "a job keeps its place");
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let (backoff, id) = (Backoff::default(), JobId::new(Instant::EPOCH));
        let end = |attempt, asked| backoff.end("no".to_owned(), asked, (attempt, 3), &id, Instant::EPOCH);
        assert_eq!(end(3, None), JobEnd::Dead("no".to_owned()));
        let hour = Duration::from_hours(1);
        let JobEnd::Retry { at, .. } = end(1, Some(hour)) else { panic!("there are attempts left") };
        assert_eq!(at, later(Instant::EPOCH, hour), "who names a pause is heard");
    }
}
