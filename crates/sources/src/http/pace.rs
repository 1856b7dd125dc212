//! How fast a source may be asked: exact logs of when it was, one per source, shared by the installation.
//!
//! A log beats a bucket of tokens here: a bucket that allows a burst lets more through in some window than
//! the source allows, and one that does not wastes what it allows.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::Duration,
};

use model::{Instant, SourceId};
use store::cache::{self, PaceAsk, PaceLog, Reservation};

use super::{
    Limit,
    clock::{between, later},
    shared::Shared,
};

/// Clocks and networks are not exact, so each window is taken for this share longer than it is.
const MARGIN: f64 = 0.02;
/// And for at least this much longer. A source counts arrivals, and of two requests the later one may be
/// faster by the jitter of the way: 250 ms are common, which in a window of a second would be one request
/// too many in every sixth burst.
const LEAST_MARGIN: Duration = Duration::from_millis(300);
/// No entry may be asked for twice in a day where the source forbids it; the minute is for the same reason.
/// A question counts, and its answer too ([`Pace::answered`]): one whose answer was lost, because the process
/// or the network died, may be asked a second time, and no third.
const ONCE: cache::Limit = cache::Limit { count: 2, window: Duration::from_mins(24 * 60 + 1) };

/// The paces of all sources.
#[derive(Default)]
pub struct Pace {
    /// What this process did, for when the shared engine is absent or down.
    local: Mutex<HashMap<String, Log>>,
}

/// One wish to ask a source.
pub struct Wish<'a> {
    /// The source.
    pub source: &'a SourceId,
    /// What it allows.
    pub limits: &'a [Limit],
    /// The entry, where the same one may be asked for only once a day.
    pub once: Option<String>,
    /// Whether it may give way to others.
    pub background: bool,
    /// Under which it stands in line, so that asking again keeps its place. No two wishes share one.
    pub name: &'a str,
}

impl Pace {
    /// No source was asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the right to ask now; an error is the moment from which to try again.
    pub async fn reserve(
        &self,
        wish: &Wish<'_>,
        shared: Option<&Shared>,
        now: Instant,
    ) -> Result<(), Instant> {
        let logs = wish.logs();
        if let Some(shared) = shared {
            let wanted_by = wish.name.to_owned();
            let ask = PaceAsk { logs: logs.clone(), now, background: wish.background, wanted_by };
            match shared.call(|cache| async move { cache.reserve(&ask).await }).await {
                Some(Reservation::Go) => {
                    self.note(&logs, now);
                    return Ok(());
                }
                Some(Reservation::Wait { until, .. }) => return Err(until),
                None => {}
            }
        }
        self.reserve_here(&logs, now)
    }

    /// Notes that an entry's question of the day has its answer, whatever it says, so that it is not asked again.
    pub async fn answered(&self, wish: &Wish<'_>, shared: Option<&Shared>, now: Instant) {
        let Some(log) = wish.entry() else { return };
        let logs = vec![log];
        // Nothing waits if there is no room any more: a second question has closed the day already.
        self.note(&logs, now);
        if let Some(shared) = shared {
            let ask = PaceAsk { logs, now, background: true, wanted_by: wish.name.to_owned() };
            shared.call(|cache| async move { cache.reserve(&ask).await }).await;
        }
    }

    /// Gives a place in line back, for a wish that will not be asked again.
    pub async fn withdraw(&self, wish: &Wish<'_>, shared: Option<&Shared>) {
        let names: Vec<String> = wish.logs().into_iter().map(|log| log.name).collect();
        if let Some(shared) = shared.filter(|_| !wish.background) {
            shared.call(|cache| async move { cache.withdraw(&names, wish.name).await }).await;
        }
    }

    /// Leaves a source alone until a moment; an earlier word for longer holds.
    pub async fn pause(&self, source: &SourceId, until: Instant, shared: Option<&Shared>) {
        {
            let mut local = self.local.lock().expect("no panic while held");
            let log = local.entry(source.to_string()).or_default();
            log.paused_until = log.paused_until.max(Some(until));
        }
        if let Some(shared) = shared {
            shared.call(|cache| async move { cache.pause(source.as_str(), until).await }).await;
        }
    }

    fn reserve_here(&self, logs: &[PaceLog], now: Instant) -> Result<(), Instant> {
        let mut local = self.local.lock().expect("no panic while held");
        let wait = logs
            .iter()
            .filter_map(|log| local.entry(log.name.clone()).or_default().wait(&log.limits, now))
            .max();
        if let Some(until) = wait {
            Err(until)
        } else {
            for log in logs {
                local.entry(log.name.clone()).or_default().add(&log.limits, now);
            }
            Ok(())
        }
    }

    /// Remembers here what the shared engine allowed, in case it goes down.
    fn note(&self, logs: &[PaceLog], now: Instant) {
        let mut local = self.local.lock().expect("no panic while held");
        for log in logs {
            local.entry(log.name.clone()).or_default().add(&log.limits, now);
        }
    }
}

impl Wish<'_> {
    fn logs(&self) -> Vec<PaceLog> {
        let mut logs = vec![PaceLog { name: self.source.to_string(), limits: stretched(self.limits) }];
        logs.extend(self.entry());
        logs
    }

    /// The log of the entry alone.
    fn entry(&self) -> Option<PaceLog> {
        let name = format!("{}#{}", self.source, self.once.as_ref()?);
        Some(PaceLog { name, limits: vec![ONCE] })
    }
}

/// Limits with their margins.
fn stretched(limits: &[Limit]) -> Vec<cache::Limit> {
    let stretched = |limit: &Limit| cache::Limit { count: limit.count, window: with_margin(limit.window) };
    limits.iter().map(stretched).collect()
}

/// A window with its margin.
pub fn with_margin(window: Duration) -> Duration {
    window + window.mul_f64(MARGIN).max(LEAST_MARGIN)
}

/// When one source was asked by this process.
#[derive(Default)]
struct Log {
    asked: VecDeque<Instant>,
    paused_until: Option<Instant>,
}

impl Log {
    /// The moment at which all limits would hold, when they do not now.
    fn wait(&self, limits: &[cache::Limit], now: Instant) -> Option<Instant> {
        let full = limits.iter().filter_map(|limit| {
            let count = limit.count.max(1) as usize;
            // The request that has to leave the window before another may enter.
            let oldest = self.asked.len().checked_sub(count).and_then(|at| self.asked.get(at))?;
            let free = later(*oldest, limit.window);
            (free > now).then_some(free)
        });
        full.chain(self.paused_until.filter(|until| *until > now)).max()
    }

    fn add(&mut self, limits: &[cache::Limit], now: Instant) {
        self.asked.push_back(now);
        let longest = limits.iter().map(|limit| limit.window).max().unwrap_or_default();
        while self.asked.front().is_some_and(|first| between(*first, now) > longest) {
            self.asked.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::replay::Limiter;

    use super::*;

    static SOURCE: SourceId = SourceId::known("jikan");

    fn wish<'a>(source: &'a SourceId, limits: &'a [Limit]) -> Wish<'a> {
        Wish { source, limits, once: None, background: true, name: "test" }
    }

    #[tokio::test]
    async fn a_window_never_holds_more_than_it_may_and_is_used() {
        let (pace, limits) = (Pace::new(), [Limit::per_seconds(3, 1), Limit::per_seconds(60, 60)]);
        let (mut now, mut asked) = (Instant::EPOCH, Vec::new());
        while now < later(Instant::EPOCH, Duration::from_mins(10)) {
            match pace.reserve(&wish(&SOURCE, &limits), None, now).await {
                Ok(()) => asked.push(now),
                Err(until) => now = until,
            }
        }
        for limit in limits {
            let most = asked.iter().map(|first| {
                asked.iter().filter(|at| **at >= *first && between(*first, **at) < limit.window).count()
            });
            assert!(most.max() <= Some(limit.count as usize));
        }
        assert!(asked.len() >= 588, "{} of 600 were used", asked.len());
    }

    /// Sources count arrivals, so a request that was slow and a later one that was fast lie nearer there.
    #[tokio::test]
    async fn overtaking_on_the_way_fills_no_window() {
        let limits = [Limit::per_seconds(60, 60), Limit::per_seconds(3, 1)];
        let daily = [Limit::per_seconds(1, 2), Limit::per_seconds(150, 24 * 3600)];
        let minutes = [Limit::per_seconds(30, 60)];
        for (limits, gate, least) in [
            (&limits[..], Limiter::jikan(), 60 * 200),
            (&daily[..], Limiter::anidb(), 150 * 8),
            (&minutes[..], Limiter::anilist(), 30 * 200),
        ] {
            let (pace, mut gate) = (Pace::new(), gate);
            let (mut now, mut arrivals, mut jitter) = (Instant::EPOCH, Vec::new(), 7_u64);
            while arrivals.len() < least {
                match pace.reserve(&wish(&SOURCE, limits), None, now).await {
                    Ok(()) => {
                        jitter = jitter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        arrivals.push(later(now, Duration::from_micros(50_000 + (jitter >> 33) % 250_000)));
                    }
                    Err(until) => now = until,
                }
            }
            arrivals.sort_unstable();
            for at in arrivals {
                gate.ask(at.as_micros(), "");
            }
            assert_eq!((gate.tally().too_many, gate.tally().bans), (0, 0), "{limits:?}");
        }
    }

    #[tokio::test]
    async fn a_pause_holds_and_an_entry_waits_for_its_day() {
        let pace = Pace::new();
        let hour = later(Instant::EPOCH, Duration::from_hours(1));
        pace.pause(&SOURCE, hour, None).await;
        let once = || Wish { once: Some("1".into()), ..wish(&SOURCE, &[]) };
        assert_eq!(pace.reserve(&once(), None, Instant::EPOCH).await, Err(hour));
        assert_eq!(pace.reserve(&once(), None, hour).await, Ok(()));
        pace.answered(&once(), None, hour).await;
        let next_day = later(hour, Duration::from_hours(24) + Duration::from_mins(1));
        assert_eq!(pace.reserve(&once(), None, hour).await, Err(next_day));
        assert_eq!(
            pace.reserve(&wish(&SOURCE, &[]), None, hour).await,
            Ok(()),
            "other entries need not wait"
        );
    }

    #[tokio::test]
    async fn a_question_whose_answer_was_lost_is_asked_once_more() {
        let pace = Pace::new();
        let once = || Wish { once: Some("1".into()), ..wish(&SOURCE, &[]) };
        for _ in 0..2 {
            assert_eq!(pace.reserve(&once(), None, Instant::EPOCH).await, Ok(()));
        }
        let next_day = later(Instant::EPOCH, Duration::from_hours(24) + Duration::from_mins(1));
        assert_eq!(pace.reserve(&once(), None, Instant::EPOCH).await, Err(next_day));
        pace.answered(&once(), None, Instant::EPOCH).await;
        assert_eq!(pace.reserve(&once(), None, next_day).await, Ok(()));
    }
}
