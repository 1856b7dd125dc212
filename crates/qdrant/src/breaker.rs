//! When the server is left alone: after some failures in a row for a while, which grows until it answers again.

use std::time::Duration;

/// So many failures in a row are bad luck; one more is a server in trouble.
const FAILURES: u32 = 3;
/// The rest grows up to so many times the first.
const LONGEST: u32 = 12;

/// What was seen of the server lately. Times are counted from any one moment.
#[derive(Debug)]
pub(crate) struct Breaker {
    rest: Duration,
    failures: u32,
    /// Until when nobody asks, and how long this rest is.
    resting: Option<(Duration, Duration)>,
    last: String,
}

impl Breaker {
    pub(crate) fn new(rest: Duration) -> Self {
        Self { rest, failures: 0, resting: None, last: String::new() }
    }

    /// Whether to ask now; the last failure's words where not. After a rest one question is let through, and
    /// all others wait for what becomes of it.
    pub(crate) fn ask(&mut self, now: Duration) -> Result<(), String> {
        match self.resting {
            Some((until, _)) if now < until => Err(self.last.clone()),
            Some((_, length)) => {
                self.resting = Some((now + length, length));
                Ok(())
            }
            None => Ok(()),
        }
    }

    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
        self.resting = None;
    }

    pub(crate) fn failed(&mut self, now: Duration, why: String) {
        self.failures += 1;
        self.last = why;
        if self.failures >= FAILURES {
            let length = self.resting.map_or(self.rest, |(_, length)| (length * 2).min(self.rest * LONGEST));
            self.resting = Some((now + length, length));
        }
    }

    /// Whether it rests.
    pub(crate) fn is_open(&self) -> bool {
        self.resting.is_some()
    }

    /// The last failure's words.
    pub(crate) fn last(&self) -> Option<&str> {
        (self.failures > 0).then_some(self.last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rests_longer_each_time_and_lets_one_through() {
        let at = Duration::from_secs;
        let mut breaker = Breaker::new(at(5));
        for second in 0..3 {
            assert!(breaker.ask(at(second)).is_ok());
            breaker.failed(at(second), format!("no. {second}"));
        }
        assert_eq!(breaker.ask(at(6)), Err("no. 2".to_owned()));
        assert!(breaker.ask(at(7)).is_ok(), "after five seconds one may ask");
        assert!(breaker.ask(at(7)).is_err(), "and nobody else meanwhile");
        breaker.failed(at(8), "again".to_owned());
        assert!(breaker.ask(at(17)).is_err());
        assert!(breaker.ask(at(18)).is_ok(), "ten seconds this time");
        breaker.succeeded();
        assert!(breaker.ask(at(18)).is_ok() && !breaker.is_open() && breaker.last().is_none());
        for second in 20..500 {
            if breaker.ask(at(second)).is_ok() {
                breaker.failed(at(second), "still".to_owned());
            }
        }
        let (until, length) = breaker.resting.expect("it fails all the time");
        assert!(length == at(60) && until <= at(560), "a minute at most");
    }
}
