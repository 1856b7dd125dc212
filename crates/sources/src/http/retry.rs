//! Whether and when a failed attempt is made again.

use std::time::Duration;

/// How often and how long one request is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// The longest pause before the second attempt; doubled before each further one.
    pub base: Duration,
    /// No pause of ours is longer.
    pub cap: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 3, base: Duration::from_secs(1), cap: Duration::from_secs(30) }
    }
}

impl Retry {
    /// The pause after attempt number `attempt` (from 1) has failed: a share of the doubled base, drawn
    /// by `dice` from 0 to 1, never below half of it, so that many who failed together come back apart.
    pub fn pause(&self, attempt: u32, dice: f64) -> Duration {
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        doubled.min(self.cap).mul_f64(0.5 + 0.5 * dice.clamp(0.0, 1.0))
    }
}

/// Whether an answer with this status may be another one soon.
pub fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// Seconds or an HTTP date in a `Retry-After`, as a wait from `now`; at most a day.
pub fn retry_after(value: &str, now: model::Instant) -> Option<Duration> {
    const DAY: Duration = Duration::from_hours(24);
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(DAY));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(super::clock::between(now, date.into()).min(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_are_spread() {
        let retry = Retry::default();
        assert_eq!(retry.pause(1, 1.0), Duration::from_secs(1));
        assert_eq!(retry.pause(2, 0.0), Duration::from_secs(1));
        assert_eq!(retry.pause(3, 1.0), Duration::from_secs(4));
        assert_eq!(retry.pause(40, 1.0), Duration::from_secs(30));
    }

    #[test]
    fn retry_after_in_both_forms() {
        let now = "2026-07-02T10:00:00Z".parse::<jiff::Timestamp>().expect("a time").into();
        assert_eq!(retry_after("120", now), Some(Duration::from_mins(2)));
        assert_eq!(retry_after("Thu, 02 Jul 2026 10:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Thu, 02 Jul 2020 10:00:30 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }
}
