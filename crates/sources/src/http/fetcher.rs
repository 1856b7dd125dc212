//! The `Fetcher`: what every request of every source goes through, and what it is made of.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use model::SourceId;
use serde::Serialize;
use store::cache::Cache;

use super::{
    Answer, Breaker, FetchError, Key, Request, Retry, Secret, State,
    clock::Clock,
    community::Community,
    correlation::Correlation,
    counters::{Counters, Found, SourceCounts, TierCounts},
    flight::Flights,
    flow::Flow,
    health::{Health, Heard},
    memory::Memory,
    network::{Guard, Network},
    pace::Pace,
    robots::{self, Read, Robots},
    shared::Shared,
    trace::{Step, Tier},
};
use crate::providers::Provider;

/// Asks sources politely. Cheap to clone; all clones share what is kept and counted.
#[derive(Clone)]
pub struct Fetcher(pub(super) Arc<Parts>);

/// What a fetcher is made of.
pub struct Parts {
    pub(super) network: Box<dyn Network>,
    pub(super) browser: Option<Box<dyn Network>>,
    pub(super) memory: Option<Memory>,
    pub(super) shared: Option<Shared>,
    pub(super) community: Option<Community>,
    pub(super) flights: Flights,
    pub(super) breakers: Mutex<HashMap<SourceId, Breaker>>,
    pub(super) pace: Pace,
    pub(super) retry: Retry,
    pub(super) robots: Robots,
    pub(super) clock: Clock,
    pub(super) counters: Counters,
    pub(super) health: Health,
    pub(super) salt: Secret,
    /// Tells this process from the others that share a cache.
    pub(super) owner: String,
    /// What the installation's cache may hold, in bytes.
    pub(super) max_bytes: u64,
}

/// How one request is to be made.
#[derive(Debug, Clone)]
pub struct How {
    /// Whether a person waits for it. Others give way.
    pub urgent: bool,
    /// How long it may take in all, waits for the pace included.
    pub patience: Duration,
    /// What kept answers are good for.
    pub kept: Kept,
    /// Whether the address is somebody else's word.
    pub guard: Guard,
    /// Whose wish it is, told to the source and in logs.
    pub correlation: Correlation,
}

/// What kept answers are good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As long as they are fresh.
    Fresh,
    /// For nothing: the source is asked, if only whether they still hold.
    Refresh,
    /// However old they are; the network is not asked.
    Only,
}

impl Default for How {
    fn default() -> Self {
        Self {
            urgent: true,
            patience: Duration::from_mins(1),
            kept: Kept::Fresh,
            guard: Guard::Trusted,
            correlation: Correlation::current(),
        }
    }
}

impl How {
    /// For batches: gives way to people, and has an hour.
    pub fn background() -> Self {
        Self { urgent: false, patience: Duration::from_hours(1), ..Self::default() }
    }
}

/// What a fetcher is built from. Whatever is left out, it works without.
pub struct Builder(Parts);

/// A request under way may always take this long, however hurried: its bounds end it soon enough.
const LEAST_PATIENCE: Duration = Duration::from_mins(5);

impl Fetcher {
    /// Begins with a network and nothing else: no cache but in memory, paces of this process alone.
    pub fn over(network: impl Network + 'static, clock: Clock) -> Builder {
        Builder(Parts {
            network: Box::new(network),
            browser: None,
            memory: Some(Memory::new(64 << 20)),
            shared: None,
            community: None,
            flights: Flights::default(),
            breakers: Mutex::default(),
            pace: Pace::new(),
            retry: Retry::default(),
            robots: Robots::default(),
            clock,
            counters: Counters::default(),
            health: Health::default(),
            salt: Secret::new(format!("{:032x}", rand::random::<u128>())),
            owner: format!("{:016x}", rand::random::<u64>()),
            max_bytes: 2 << 30,
        })
    }

    /// Asks a provider, or gives what is kept of its answer.
    ///
    /// # Errors
    /// A refusal of the source, or why there is no answer.
    pub async fn fetch(
        &self,
        provider: &'static dyn Provider,
        request: &Request,
        how: &How,
    ) -> Result<Answer, FetchError> {
        if !request.safe {
            return Flow::new(self, provider, request.clone(), how.clone()).change().await;
        }
        let key = self.key(request);
        if how.kept == Kept::Fresh
            && let Some(answer) = self.in_memory(&key)
        {
            return answer.judged(provider, request);
        }
        let start = |urgent| {
            let flow = Flow::new(self, provider, request.clone(), how.clone());
            async move { flow.run(key, urgent).await }
        };
        // A wish not to ask the network, or to ask it anew, is another wish and flies alone.
        let flight = match how.kept {
            Kept::Fresh => key,
            Kept::Refresh => Key::of_result("refresh", 0, "", &key, &[]),
            Kept::Only => Key::of_result("kept", 0, "", &key, &[]),
        };
        let flying = self.0.flights.join(flight, how.urgent, start);
        // Whoever joins a patient batch keeps their own patience; the flight goes on without them.
        let Ok((outcome, joined)) = tokio::time::timeout(how.patience.max(LEAST_PATIENCE), flying).await
        else {
            return Err(FetchError::Paced { source_id: request.source.clone(), wait: how.patience });
        };
        if !joined {
            return outcome?.judged(provider, request);
        }
        self.0.counters.source(&request.source, |counts| counts.joined += 1);
        let mut answer = outcome?;
        answer.trace.steps.insert(0, Step::Joined);
        answer.judged(provider, request)
    }

    /// The key of a request on this installation.
    pub fn key(&self, request: &Request) -> Key {
        Key::of(request, &self.0.salt)
    }

    /// Forgets an answer that turned out to be damaged.
    pub async fn forget(&self, key: &Key) {
        if let Some(memory) = &self.0.memory {
            memory.remove(key);
        }
        if let Some(shared) = &self.0.shared {
            shared.call(|cache| async move { cache.remove(&(*key).into()).await }).await;
        }
    }

    /// The installation's cache, when there is one.
    pub fn cache(&self) -> Option<&Cache> {
        self.0.shared.as_ref().map(Shared::cache)
    }

    pub(crate) fn shared(&self) -> Option<&Shared> {
        self.0.shared.as_ref()
    }

    /// What the installation knows of a site's robots.txt; nothing is fetched for it.
    pub async fn robots(&self, site: &url::Url) -> Option<Read> {
        robots::kept(site, self.0.shared.as_ref()?, self.0.clock.now()).await
    }

    /// The clock that this fetcher goes by.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// How everything fares, for metrics and listings.
    pub fn report(&self) -> Report {
        let breakers = self.0.breakers.lock().expect("no panic while held");
        let mut breakers: Vec<BreakerReport> = breakers
            .iter()
            .map(|(source, breaker)| BreakerReport {
                source: source.clone(),
                state: breaker.state(),
                trips: breaker.trips,
                blocked: breaker.blocked,
            })
            .collect();
        breakers.sort_by(|a, b| a.source.cmp(&b.source));
        Report {
            tiers: self.0.counters.tiers(),
            sources: self.0.counters.sources(),
            breakers,
            cache_failures: self.0.shared.as_ref().map_or(0, Shared::failures),
        }
    }

    /// Takes how sources fared since the last time, for books that several processes share.
    pub fn take_health(&self) -> Vec<Heard> {
        let breakers = self.report().breakers;
        self.0.health.take(breakers.into_iter().map(|breaker| (breaker.source, breaker.state, breaker.trips)))
    }

    fn in_memory(&self, key: &Key) -> Option<Answer> {
        let found = self.0.memory.as_ref()?.get(key, self.0.clock.now());
        self.0.counters.tier(Tier::Memory, if found.is_some() { Found::Hit } else { Found::Miss });
        let mut answer = found?;
        answer.trace.steps = vec![Step::Hit { tier: Tier::Memory }];
        Some(answer)
    }
}

impl Builder {
    /// With an installation's cache, and the salt that keeps its accounts apart.
    #[must_use]
    pub fn cache(mut self, cache: Cache, max_bytes: u64) -> Self {
        self.0.shared = Some(Shared::new(cache));
        self.0.max_bytes = max_bytes;
        self
    }

    /// With the salt that keeps accounts apart, the same in every process of an installation.
    #[must_use]
    pub fn salt(mut self, salt: Secret) -> Self {
        self.0.salt = salt;
        self
    }

    /// With so many bytes in memory; none turns that tier off.
    #[must_use]
    pub fn memory(mut self, max_bytes: u64) -> Self {
        self.0.memory = (max_bytes > 0).then(|| Memory::new(max_bytes));
        self
    }

    /// With a store that several installations read.
    #[must_use]
    pub fn community(mut self, community: Option<Community>) -> Self {
        self.0.community = community;
        self
    }

    /// With a browser for pages that block the plain way.
    #[must_use]
    pub fn browser(mut self, browser: Option<Box<dyn Network>>) -> Self {
        self.0.browser = browser;
        self
    }

    /// With other ways of trying again.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// The fetcher.
    pub fn build(self) -> Fetcher {
        Fetcher(Arc::new(self.0))
    }
}

/// How a fetcher fares.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// What each tier had.
    pub tiers: Vec<(Tier, TierCounts)>,
    /// What went on with each source.
    pub sources: Vec<(SourceId, SourceCounts)>,
    /// How each source's breaker stands.
    pub breakers: Vec<BreakerReport>,
    /// How often the engine of the shared cache failed.
    pub cache_failures: u64,
}

/// How a source's breaker stands.
#[derive(Debug, Clone, Serialize)]
pub struct BreakerReport {
    /// The source.
    pub source: SourceId,
    /// How it stands.
    #[serde(flatten)]
    pub state: State,
    /// How often it opened.
    pub trips: u64,
    /// Requests that it held back.
    pub blocked: u64,
}
