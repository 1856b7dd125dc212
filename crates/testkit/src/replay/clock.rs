//! The time by which limits and tokens are judged: the machine's, or one that a test sets.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// A clock that all its clones share. It counts microseconds from a start of its own.
#[derive(Debug, Clone)]
pub struct Clock {
    start: Option<Instant>,
    moved_us: Arc<AtomicI64>,
}

impl Clock {
    /// Runs on by itself, from 0.
    pub fn running() -> Self {
        Self { start: Some(Instant::now()), moved_us: Arc::default() }
    }

    /// Stands still at `now_us` until it is moved.
    pub fn standing(now_us: i64) -> Self {
        Self { start: None, moved_us: Arc::new(AtomicI64::new(now_us)) }
    }

    /// Now, in microseconds.
    pub fn now_us(&self) -> i64 {
        let ran = self.start.map_or(0, |start| micros(start.elapsed()));
        ran + self.moved_us.load(Ordering::SeqCst)
    }

    /// Moves it on; a running one jumps.
    pub fn advance(&self, by: Duration) {
        self.moved_us.fetch_add(micros(by), Ordering::SeqCst);
    }
}

/// A time span in microseconds; what is beyond 292,000 years counts as that.
pub(super) fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
