//! The time, and waiting: real in the program, made up in tests.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use model::Instant;

/// Says what time it is, and waits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    /// The runtime's own clock, which a test may have paused, from a fixed begin.
    Runtime(Instant, tokio::time::Instant),
    Manual(Arc<Mutex<Instant>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that begins at a moment and goes as the runtime's does; under a paused runtime, waiting
    /// costs no time and keeps its order.
    pub fn of_runtime(begin: Instant) -> Self {
        Self(Kind::Runtime(begin, tokio::time::Instant::now()))
    }

    /// A clock that stands still unless it is moved; whoever waits moves it to the end of the wait.
    pub fn manual(begin: Instant) -> Self {
        Self(Kind::Manual(Arc::new(Mutex::new(begin))))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        match &self.0 {
            Kind::System => jiff::Timestamp::now().into(),
            Kind::Runtime(begin, anchor) => later(*begin, anchor.elapsed()),
            Kind::Manual(now) => *now.lock().expect("no panic while held"),
        }
    }

    /// Waits until a moment; at once when it has passed.
    pub async fn wait_until(&self, moment: Instant) {
        match &self.0 {
            Kind::Manual(now) => {
                let mut now = now.lock().expect("no panic while held");
                *now = (*now).max(moment);
            }
            Kind::System | Kind::Runtime(..) => tokio::time::sleep(between(self.now(), moment)).await,
        }
        tokio::task::yield_now().await;
    }

    /// Moves a manual clock; the others go by themselves.
    pub fn advance(&self, by: Duration) {
        if let Kind::Manual(now) = &self.0 {
            let mut now = now.lock().expect("no panic while held");
            *now = later(*now, by);
        }
    }
}

/// The moment so much later.
pub fn later(moment: Instant, by: Duration) -> Instant {
    Instant::from_micros(moment.as_micros().saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}

/// The time from one moment to another; zero when the second is not later.
pub fn between(from: Instant, to: Instant) -> Duration {
    Duration::from_micros(u64::try_from(to.as_micros().saturating_sub(from.as_micros())).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_moves_a_manual_clock() {
        let clock = Clock::manual(Instant::EPOCH);
        clock.wait_until(later(clock.now(), Duration::from_hours(1))).await;
        assert_eq!(between(Instant::EPOCH, clock.now()), Duration::from_hours(1));
        clock.wait_until(Instant::EPOCH).await;
        clock.advance(Duration::from_secs(1));
        assert_eq!(between(Instant::EPOCH, clock.now()), Duration::from_secs(3601));
        assert_eq!(between(clock.now(), Instant::EPOCH), Duration::ZERO);
    }
}
