//! How often each host may be asked, shared by all processes of the installation.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use model::SourceId;
use sources::http::{
    Clock, Limit, Pace, Shared, Wish,
    clock::{between, later},
};
use store::cache::Cache;

use crate::Trouble;

/// A rest that a host wants is waited for up to this long; one without a word of how long it is takes a minute.
const SHORT_REST: Duration = Duration::from_mins(2);

/// What each host allows. The figures are those under which the pipeline before this one was not blocked: a rate with
/// a burst is `burst` requests in the time that the rate takes for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPaces {
    /// Runs of yt-dlp against `YouTube`: 2 a second, 5 at once.
    pub youtube: Limit,
    /// Google Drive: 3 a second, 10 at once.
    pub drive: Limit,
    /// Google Docs: 2 a second, 5 at once.
    pub docs: Limit,
    /// Anybody else: 2 a second, 2 at once.
    pub others: Limit,
}

impl Default for HostPaces {
    fn default() -> Self {
        Self::per_minute(120, 180, 120, 120)
    }
}

impl HostPaces {
    /// So many requests a minute, each from 1 to 60,000, with the bursts that each host takes.
    pub fn per_minute(youtube: u32, drive: u32, docs: u32, others: u32) -> Self {
        let limit = |count: u32, rate: u32| {
            let micros = 60_000_000 * u64::from(count) / u64::from(rate.clamp(1, 60_000));
            Limit { count, window: Duration::from_micros(micros) }
        };
        Self {
            youtube: limit(5, youtube),
            drive: limit(10, drive),
            docs: limit(5, docs),
            others: limit(2, others),
        }
    }
}

/// Waits until a host may be asked.
pub struct Paces {
    pace: Pace,
    shared: Option<Shared>,
    limits: HostPaces,
    clock: Clock,
    asked: AtomicU64,
}

impl Paces {
    /// The paces, by this clock; other processes with the same cache keep the same ones.
    pub fn new(limits: HostPaces, cache: Option<Cache>, clock: Clock) -> Self {
        let shared = cache.map(Shared::new);
        Self { pace: Pace::new(), shared, limits, clock, asked: AtomicU64::new(0) }
    }

    /// The clock by which is waited.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Waits until one of `youtube`, `google_drive`, `google_docs` or any other host may be asked once more. A long rest
    /// that the host wants is not waited for: it may last for days, and what is another host's can go on.
    ///
    /// # Errors
    /// That the host rests, and for how much longer.
    pub async fn wait(&self, source: &SourceId) -> Result<(), Trouble> {
        let limits = [match source.as_str() {
            "youtube" => self.limits.youtube,
            "google_drive" => self.limits.drive,
            "google_docs" => self.limits.docs,
            _ => self.limits.others,
        }];
        // Windows are kept a little longer than they are, and others may have to be let through first.
        let longest = limits[0].window.saturating_mul(2).max(SHORT_REST);
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let name = format!("people-{}-{number}", std::process::id());
        let wish = Wish { source, limits: &limits, once: None, background: true, name: &name };
        while let Err(until) = self.pace.reserve(&wish, self.shared.as_ref(), self.clock.now()).await {
            let left = between(self.clock.now(), until);
            if left > longest {
                return Err(Trouble::of_rest(source, left));
            }
            self.clock.wait_until(until).await;
        }
        Ok(())
    }

    /// Leaves a host alone for a while, in all processes.
    pub async fn pause(&self, source: &SourceId, pause: Duration) {
        self.pace.pause(source, later(self.clock.now(), pause), self.shared.as_ref()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_become_windows_that_hold_a_burst() {
        let paces = HostPaces::default();
        assert_eq!((paces.youtube.count, paces.youtube.window), (5, Duration::from_millis(2_500)));
        assert_eq!((paces.drive.count, paces.drive.window), (10, Duration::from_micros(3_333_333)));
        assert_eq!((paces.others.count, paces.others.window), (2, Duration::from_secs(1)));
        let bounds = HostPaces::per_minute(0, 1, 60_000, u32::MAX);
        assert_eq!(bounds.youtube.window, Duration::from_mins(5));
        assert_eq!(bounds.docs.window, bounds.youtube.window / 60_000);
        assert_eq!(bounds.others.window, Duration::from_millis(2));
    }
}
