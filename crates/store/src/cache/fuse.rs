//! A moment of rest after a failure, so that a dead server costs one timeout and not one per call.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How long it rests. Short, because a server that is restarted should be found again soon.
const REST: Duration = Duration::from_millis(500);

/// Blown by a call that reached nobody, whole again half a second later.
///
/// This is the one clock in here: it measures how long *we* waited, which no caller's time can tell.
#[derive(Debug)]
pub(crate) struct Fuse {
    start: Instant,
    /// Milliseconds since `start` until which nobody is asked.
    until: AtomicU64,
}

impl Fuse {
    pub fn new() -> Self {
        Self { start: Instant::now(), until: AtomicU64::new(0) }
    }

    /// Whether calls should fail without being made.
    pub fn is_blown(&self) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        until != 0 && self.millis() < until
    }

    pub fn blow(&self) {
        self.until.store(self.millis() + REST.as_millis() as u64, Ordering::Relaxed);
    }

    pub fn mend(&self) {
        if self.until.load(Ordering::Relaxed) != 0 {
            self.until.store(0, Ordering::Relaxed);
        }
    }

    fn millis(&self) -> u64 {
        self.start.elapsed().as_millis() as u64
    }
}
