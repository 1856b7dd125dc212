//! The time, from outside: a real clock in the program, a fixed one in tests.

use std::sync::Arc;

use model::Instant;

/// Says what time it is. Cheap to clone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    fixed: bool,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self { now: Arc::new(|| jiff::Timestamp::now().into()), fixed: false }
    }

    /// A clock that always says the same.
    pub fn fixed(at: Instant) -> Self {
        Self { now: Arc::new(move || at), fixed: true }
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        (self.now)()
    }

    /// The clock by which sources are asked; with a fixed time, one that waits move.
    pub(crate) fn for_sources(&self) -> sources::http::Clock {
        if self.fixed { sources::http::Clock::manual(self.now()) } else { sources::http::Clock::system() }
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
