//! How often each host may be asked, shared by all processes of the installation.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use model::SourceId;
use sources::http::{Clock, Limit, Pace, Shared, Wish, clock::later};
use store::cache::Cache;

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
    /// Anybody else: 2 a second.
    pub others: Limit,
}

impl Default for HostPaces {
    fn default() -> Self {
        let limit = |count, millis| Limit { count, window: Duration::from_millis(millis) };
        Self {
            youtube: limit(5, 2_500),
            drive: limit(10, 3_334),
            docs: limit(5, 2_500),
            others: limit(2, 1_000),
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

    /// Waits until one of `youtube`, `google_drive`, `google_docs` or any other host may be asked once more.
    pub async fn wait(&self, source: &SourceId) {
        let limits = [match source.as_str() {
            "youtube" => self.limits.youtube,
            "google_drive" => self.limits.drive,
            "google_docs" => self.limits.docs,
            _ => self.limits.others,
        }];
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let name = format!("people-{}-{number}", std::process::id());
        let wish = Wish { source, limits: &limits, once: None, background: true, name: &name };
        while let Err(until) = self.pace.reserve(&wish, self.shared.as_ref(), self.clock.now()).await {
            self.clock.wait_until(until).await;
        }
    }

    /// Leaves a host alone for a while, in all processes.
    pub async fn pause(&self, source: &SourceId, pause: Duration) {
        self.pace.pause(source, later(self.clock.now(), pause), self.shared.as_ref()).await;
    }
}
