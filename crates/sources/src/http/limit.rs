//! What a source allows: how many requests in which time, and when to leave it alone.

use std::time::Duration;

/// At most `count` requests in any stretch of `window`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// Requests.
    pub count: u32,
    /// The stretch of time.
    pub window: Duration,
}

impl Limit {
    /// A limit of requests in a number of seconds.
    pub const fn per_seconds(count: u32, seconds: u64) -> Self {
        Self { count, window: Duration::from_secs(seconds) }
    }
}

/// When a source that fails is left alone, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaking {
    /// Failures within one minute that open the breaker.
    pub failures: u32,
    /// How long it stays open before one probe is let through.
    pub open: Duration,
}

impl Breaking {
    /// For sources that say nothing of their own: 5 failures, 60 seconds.
    pub const USUAL: Self = Self::new(5, 60);
    /// For pages: 10 failures, 120 seconds.
    pub const PAGES: Self = Self::new(10, 120);

    /// After so many failures, for so many seconds.
    pub const fn new(failures: u32, open_seconds: u64) -> Self {
        Self { failures, open: Duration::from_secs(open_seconds) }
    }
}
