//! Limits that a source's answers told: they lower at once and rise only after a quiet hour.

use std::time::Duration;

use model::Instant;

use super::pace::{Limit, later};

/// How long nothing may have confirmed a lower limit before a higher one is believed.
///
/// Sources lower their limit while they are under load and answers that were on their way still tell the
/// old one, so a single high number proves nothing.
const QUIET: Duration = Duration::from_hours(1);

/// A limit as learned from answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Learned {
    /// What holds now.
    pub limit: Limit,
    /// When it was last lowered or told again.
    pub told_at: Instant,
}

impl Learned {
    /// What holds after an answer told a limit over the same window.
    ///
    /// A lower one holds at once, the same one is told again, and a higher one holds only when an hour
    /// has passed in which none of the two happened.
    pub fn after(known: Option<Self>, said: Limit, now: Instant) -> Self {
        let Some(known) = known else { return Self { limit: said, told_at: now } };
        let told_at = known.told_at.max(now);
        let is_quiet = now >= later(known.told_at, QUIET);
        if said.count <= known.limit.count || is_quiet {
            return Self { limit: Limit { count: said.count, ..known.limit }, told_at };
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays `minute:count` pairs and gives what holds after each.
    fn played(story: &str) -> Vec<u32> {
        let mut known = None;
        let told = |event: &str| {
            let (minute, count) = event.split_once(':').expect("minute:count");
            let now = Instant::from_micros(minute.parse::<i64>().expect("a minute") * 60_000_000);
            let count = count.parse().expect("a count");
            let after = Learned::after(known, Limit { count, window: Duration::from_mins(1) }, now);
            known = Some(after);
            after.limit.count
        };
        story.split_whitespace().map(told).collect()
    }

    #[test]
    fn the_first_is_believed() {
        assert_eq!(played("0:30"), [30]);
    }

    #[test]
    fn it_lowers_at_once() {
        assert_eq!(played("0:90 1:30 2:29"), [90, 30, 29]);
    }

    #[test]
    fn it_rises_only_after_a_quiet_hour() {
        assert_eq!(played("0:30 59:90 60:90 61:90"), [30, 30, 90, 90]);
    }

    #[test]
    fn a_limit_told_again_is_not_quiet() {
        assert_eq!(played("0:30 50:30 60:90 109:90 110:90"), [30, 30, 30, 30, 90]);
    }

    #[test]
    fn a_rise_begins_a_new_hour() {
        assert_eq!(played("0:30 60:60 61:90 120:90"), [30, 60, 60, 90]);
    }

    #[test]
    fn a_clock_that_goes_back_shortens_no_hour() {
        assert_eq!(played("60:30 0:20 119:90 120:90"), [30, 20, 20, 90]);
    }
}
