//! When a source that fails is left alone: closed, open, and one probe in between.

use std::time::Duration;

use model::Instant;
use serde::Serialize;

use super::{
    Breaking,
    clock::{between, later},
};

/// The stretch in which failures are counted.
const WINDOW: Duration = Duration::from_mins(1);
/// A probe that never came back is forgotten after this time.
const PROBE: Duration = Duration::from_mins(2);

/// One source's breaker. Pure: the time comes in.
#[derive(Debug, Clone)]
pub struct Breaker {
    breaking: Breaking,
    failures: Vec<Instant>,
    state: State,
    /// How often it has opened.
    pub trips: u64,
    /// Requests that it held back.
    pub blocked: u64,
}

/// How a breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Requests go through.
    Closed,
    /// Requests are held back until this moment.
    Open {
        /// The moment from which one probe may go.
        until: Instant,
    },
    /// One probe is under way since this moment, the rest is held back.
    HalfOpen {
        /// When it went.
        since: Instant,
    },
}

impl Breaker {
    /// A closed one.
    pub fn new(breaking: Breaking) -> Self {
        Self { breaking, failures: Vec::new(), state: State::Closed, trips: 0, blocked: 0 }
    }

    /// How it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Asks to let a request through; an error is the moment from which asking again makes sense.
    pub fn admit(&mut self, now: Instant) -> Result<(), Instant> {
        let held = match self.state {
            State::Closed => return Ok(()),
            State::Open { until } if now < until => Err(until),
            State::HalfOpen { since } if between(since, now) < PROBE => Err(later(since, PROBE)),
            State::Open { .. } | State::HalfOpen { .. } => {
                self.state = State::HalfOpen { since: now };
                Ok(())
            }
        };
        self.blocked += u64::from(held.is_err());
        held
    }

    /// A request came back well.
    pub fn succeed(&mut self) {
        self.failures.clear();
        self.state = State::Closed;
    }

    /// A request failed by the source's fault.
    pub fn fail(&mut self, now: Instant) {
        self.failures.retain(|failure| between(*failure, now) < WINDOW);
        self.failures.push(now);
        let probing = matches!(self.state, State::HalfOpen { .. });
        if probing || self.failures.len() >= self.breaking.failures as usize {
            self.open(later(now, self.breaking.open));
        }
    }

    /// A request that was let through was given up before it could tell anything.
    pub fn abandon(&mut self, now: Instant) {
        if matches!(self.state, State::HalfOpen { .. }) {
            self.state = State::Open { until: now };
        }
    }

    /// Opens it until a moment, whatever was counted: after a ban.
    pub fn open(&mut self, until: Instant) {
        self.trips += 1;
        self.failures.clear();
        self.state = State::Open { until };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        later(Instant::EPOCH, Duration::from_secs(seconds))
    }

    #[test]
    fn a_whole_cycle() {
        let mut breaker = Breaker::new(Breaking::new(3, 20));
        for second in [0, 1] {
            breaker.fail(at(second));
        }
        assert_eq!(breaker.admit(at(2)), Ok(()));
        breaker.fail(at(2));
        assert_eq!(breaker.admit(at(3)), Err(at(22)), "the third failure opens it");
        assert_eq!(breaker.admit(at(22)), Ok(()), "one probe");
        assert!(breaker.admit(at(22)).is_err(), "and only one");
        breaker.fail(at(23));
        assert_eq!(breaker.admit(at(24)), Err(at(43)), "a failed probe opens it again");
        assert_eq!(breaker.admit(at(43)), Ok(()));
        breaker.succeed();
        assert_eq!(breaker.state(), State::Closed);
        assert_eq!((breaker.trips, breaker.blocked), (2, 3));
    }

    #[test]
    fn success_and_time_forget_failures() {
        let mut breaker = Breaker::new(Breaking::new(2, 20));
        breaker.fail(at(0));
        breaker.succeed();
        breaker.fail(at(1));
        breaker.fail(at(62));
        assert_eq!(breaker.state(), State::Closed, "more than a minute lies between the two");
        breaker.fail(at(63));
        assert_eq!(breaker.state(), State::Open { until: at(83) });
    }

    #[test]
    fn a_lost_probe_does_not_block_for_ever() {
        let mut breaker = Breaker::new(Breaking::new(1, 20));
        breaker.fail(at(0));
        assert_eq!(breaker.admit(at(20)), Ok(()));
        assert!(breaker.admit(at(100)).is_err());
        assert_eq!(breaker.admit(at(140)), Ok(()));
        breaker.abandon(at(141));
        assert_eq!(breaker.admit(at(141)), Ok(()), "a probe that was given up makes way at once");
    }
}
