//! How sources fared since somebody last asked, for books that several processes share.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use model::{Instant, SourceId};

use super::State;

/// What one process saw of a source since it was last taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The source.
    pub source: SourceId,
    /// Requests that went out.
    pub requests: u64,
    /// Those of them that failed.
    pub failures: u64,
    /// Those answered with 429.
    pub rate_limited: u64,
    /// Milliseconds that they took in all.
    pub took_ms: u64,
    /// Milliseconds that the slowest took.
    pub slowest_ms: u64,
    /// When one last went well.
    pub ok_at: Option<Instant>,
    /// When and why one last failed.
    pub error: Option<(Instant, String)>,
    /// How the breaker stands now.
    pub breaker: State,
    /// How often it opened.
    pub trips: u64,
}

/// What was heard and not taken yet.
#[derive(Debug, Default)]
pub struct Health {
    heard: Mutex<BTreeMap<SourceId, Heard>>,
    /// Trips of breakers that were told, and how the breakers stood then.
    told: Mutex<BTreeMap<SourceId, (u64, State)>>,
}

impl Health {
    /// Notes what came of a request: `Err` with the reason when it failed.
    pub fn note(
        &self,
        source: &SourceId,
        outcome: Result<(), String>,
        rate_limited: bool,
        took: Duration,
        now: Instant,
    ) {
        let mut all = self.heard.lock().expect("no panic while held");
        let heard = all.entry(source.clone()).or_insert_with(|| Heard::nothing(source));
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        heard.requests += 1;
        heard.rate_limited += u64::from(rate_limited);
        heard.took_ms += ms;
        heard.slowest_ms = heard.slowest_ms.max(ms);
        match outcome {
            Ok(()) => heard.ok_at = Some(now),
            Err(reason) => {
                heard.failures += 1;
                heard.error = Some((now, reason));
            }
        }
    }

    /// Takes what was heard since the last time, of sources that were asked or whose breaker stands
    /// otherwise than it did.
    pub fn take(&self, breakers: impl IntoIterator<Item = (SourceId, State, u64)>) -> Vec<Heard> {
        let mut heard = std::mem::take(&mut *self.heard.lock().expect("no panic while held"));
        let mut told = self.told.lock().expect("no panic while held");
        for (source, state, trips) in breakers {
            let before = told.insert(source.clone(), (trips, state));
            let (trips_before, state_before) = before.unwrap_or((0, State::Closed));
            if trips == trips_before && state == state_before && !heard.contains_key(&source) {
                continue;
            }
            let entry = heard.entry(source.clone()).or_insert_with(|| Heard::nothing(&source));
            entry.breaker = state;
            entry.trips = trips.saturating_sub(trips_before);
        }
        heard.into_values().collect()
    }
}

impl Heard {
    fn nothing(source: &SourceId) -> Self {
        Self {
            source: source.clone(),
            requests: 0,
            failures: 0,
            rate_limited: 0,
            took_ms: 0,
            slowest_ms: 0,
            ok_at: None,
            error: None,
            breaker: State::Closed,
            trips: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_told_once() {
        let (health, lantern) = (Health::default(), SourceId::known("lantern"));
        let now = Instant::from_micros(5);
        health.note(&lantern, Ok(()), false, Duration::from_millis(20), now);
        health.note(&lantern, Err("no answer".to_owned()), false, Duration::from_millis(70), now);
        let open = State::Open { until: Instant::from_micros(9) };
        let taken = health.take([(lantern.clone(), open, 2)]);
        assert_eq!(taken.len(), 1);
        assert_eq!(
            (taken[0].requests, taken[0].failures, taken[0].took_ms, taken[0].slowest_ms),
            (2, 1, 90, 70)
        );
        assert_eq!((taken[0].breaker, taken[0].trips), (open, 2));
        assert!(health.take([(lantern.clone(), open, 2)]).is_empty());
        let closed = health.take([(lantern, State::Closed, 2)]);
        assert_eq!(closed.iter().map(|heard| (heard.requests, heard.trips)).collect::<Vec<_>>(), [(0, 0)]);
    }
}
