//! One request on its way: cache, breaker, pace, retry, network, in this order.

use std::{sync::Arc, time::Duration};

use model::Instant;
use store::cache::{self, Lease};

use super::{
    Answer, Breaker, FetchError, Fetcher, How, Kept, Key, Request,
    clock::{between, later},
    counters::Found,
    flight::Urgent,
    keep::{self, conditions},
    key::shown,
    leading::{self, Leading},
    network::Incoming,
    pace::{self, Wish},
    retry,
    trace::{Step, Tier, Trace, Wait},
};
use crate::providers::{Base, Kind, Provider, Refusal};

/// How often others look whether the leader has the answer.
const POLL: Duration = Duration::from_millis(20);
/// How long a source is left alone after it has banned us; each request while banned prolongs a ban.
const BAN: Duration = Duration::from_hours(24);
/// After so many kept answers the installation's cache is held to its size.
const TIDY_EVERY: u64 = 256;

/// One request on its way.
pub struct Flow {
    fetcher: Fetcher,
    provider: &'static dyn Provider,
    request: Request,
    how: How,
    began: Instant,
    /// Under which this request stands in line for its source.
    name: String,
    trace: Trace,
}

impl Flow {
    /// A request that has not set out yet.
    pub fn new(fetcher: &Fetcher, provider: &'static dyn Provider, request: Request, how: How) -> Self {
        let began = fetcher.0.clock.now();
        let name = format!("{}-{:016x}", fetcher.0.owner, rand::random::<u64>());
        Self { fetcher: fetcher.clone(), provider, request, how, began, name, trace: Trace::default() }
    }

    /// The whole way of a request that only asks.
    pub async fn run(mut self, key: Key, urgent: Arc<Urgent>) -> Result<Answer, FetchError> {
        let kept = match self.look(&key).await {
            Look::Fresh(answer) => return Ok(self.told(answer)),
            Look::Old(answer) => Some(answer),
            Look::Nothing => None,
        };
        if self.how.kept == Kept::Only {
            let none = FetchError::NotKept { source_id: self.request.source.clone() };
            return kept.map(|answer| self.told(answer)).ok_or(none);
        }
        self.trace.add(Step::Miss);
        let lead = match self.lead(&key).await {
            Lead::Ours(lead) => lead,
            Lead::Answered(answer) => return Ok(self.told(answer)),
        };
        let outcome = self.ask(key, kept.as_ref(), &urgent).await;
        if let Some(lead) = lead {
            lead.end().await;
        }
        match (outcome, kept) {
            (Ok(answer), _) => Ok(self.told(answer)),
            // An old answer beats none, as long as the failure is not the source's considered word.
            (Err(error), Some(kept))
                if error.is_transient() && self.now() < kept.keep_until && !kept.negative =>
            {
                self.fetcher.0.counters.tier(Tier::Shared, Found::Stale);
                self.trace.add(Step::Stale { reason: error.to_string() });
                Ok(self.told(kept))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// The way of a request that changes something: it goes out once, and nothing is kept.
    pub async fn change(mut self) -> Result<Answer, FetchError> {
        self.admit()?;
        if let Err(error) = self.wait_for_pace(None, &Urgent::default()).await {
            self.with_breaker(Breaker::abandon);
            return Err(error);
        }
        let incoming = self.send(&[]).await;
        let incoming = self.settle(incoming).await?;
        let now = self.now();
        let span = keep::Span { fresh_until: now, keep_until: now };
        let answer = Answer::incoming(self.fetcher.key(&self.request), incoming, span, false, now);
        Ok(self.told(answer))
    }

    fn now(&self) -> Instant {
        self.fetcher.0.clock.now()
    }

    /// The answer with what happened on the way.
    fn told(&mut self, mut answer: Answer) -> Answer {
        answer.trace = std::mem::take(&mut self.trace);
        answer
    }

    /// Looks in every tier, near to far, and brings what is found near.
    async fn look(&mut self, key: &Key) -> Look {
        let parts = Arc::clone(&self.fetcher.0);
        let heeds = self.how.kept == Kept::Fresh;
        let fresh = |answer: &Answer, now| heeds && now < answer.fresh_until;
        let mut old = None;
        if let Some(answer) = parts.memory.as_ref().and_then(|memory| memory.kept(key)) {
            if fresh(&answer, self.now()) {
                self.trace.add(Step::Hit { tier: Tier::Memory });
                return Look::Fresh(answer);
            }
            old = Some(answer);
        }
        if let Some(answer) = self.look_shared(key, false).await {
            if fresh(&answer, self.now()) {
                self.trace.add(Step::Hit { tier: Tier::Shared });
                if let Some(memory) = &parts.memory {
                    memory.put(&answer);
                }
                return Look::Fresh(answer);
            }
            old = Some(answer);
        }
        let open_to_all = self.request.account.is_none() && self.how.kept == Kept::Fresh;
        if let Some(community) = parts.community.as_ref().filter(|_| open_to_all) {
            let found = community.get(key, self.now()).await;
            parts.counters.tier(Tier::Community, if found.is_some() { Found::Hit } else { Found::Miss });
            if let Some(answer) = found {
                self.trace.add(Step::Hit { tier: Tier::Community });
                self.keep(&answer).await;
                return Look::Fresh(answer);
            }
        }
        old.map_or(Look::Nothing, Look::Old)
    }

    /// Looks in the installation's cache; one request's miss is counted once, however often it looks again.
    async fn look_shared(&mut self, key: &Key, again: bool) -> Option<Answer> {
        let parts = Arc::clone(&self.fetcher.0);
        let shared = parts.shared.as_ref()?;
        let now = self.now();
        let found = shared.call(|cache| async move { cache.get(&(*key).into(), now).await }).await;
        let counted = match &found {
            None => {
                self.trace.add(Step::CacheDown);
                Found::Error
            }
            Some(Some(_)) => Found::Hit,
            Some(None) => Found::Miss,
        };
        if !again || counted != Found::Miss {
            parts.counters.tier(Tier::Shared, counted);
        }
        found.flatten().and_then(Answer::from_entry)
    }

    /// Becomes the one process that asks, or gets the answer of the one that does.
    async fn lead(&mut self, key: &Key) -> Lead {
        let parts = Arc::clone(&self.fetcher.0);
        let Some(shared) = parts.shared.as_ref() else { return Lead::Ours(None) };
        let name = key.to_string();
        let begun = tokio::time::Instant::now();
        loop {
            // A leader with more patience than we have must not take ours as well.
            if begun.elapsed() > self.how.patience {
                return Lead::Ours(None);
            }
            let now = self.now();
            let lease = shared.call(|cache| {
                let (name, owner) = (name.clone(), parts.owner.clone());
                async move { cache.lease(&name, &owner, now, later(now, leading::LEASE)).await }
            });
            match lease.await {
                None => return Lead::Ours(None),
                Some(Lease::Taken) => {
                    // Whoever led before may have ended between our look and our taking over.
                    if self.how.kept == Kept::Fresh
                        && let Some(answer) =
                            self.look_shared(key, true).await.filter(|answer| now < answer.fresh_until)
                    {
                        leading::release(&parts, &name).await;
                        self.trace.add(Step::Joined);
                        return Lead::Answered(answer);
                    }
                    return Lead::Ours(Some(Leading::begin(&self.fetcher, name)));
                }
                Some(Lease::Held { .. }) => {
                    // Real time, also where the clock is made up: the leader is another process.
                    tokio::time::sleep(POLL).await;
                    if let Some(answer) =
                        self.look_shared(key, true).await.filter(|answer| self.now() < answer.fresh_until)
                        && (self.how.kept == Kept::Fresh || answer.stored_at >= self.began)
                    {
                        if let Some(memory) = &parts.memory {
                            memory.put(&answer);
                        }
                        self.trace.add(Step::Joined);
                        return Lead::Answered(answer);
                    }
                }
            }
        }
    }

    /// Asks the source, as often as it takes and is allowed, and keeps the answer.
    async fn ask(&mut self, key: Key, kept: Option<&Answer>, urgent: &Urgent) -> Result<Answer, FetchError> {
        self.admit()?;
        if let Err(error) = self.heed_robots().await {
            self.with_breaker(Breaker::abandon);
            return Err(error);
        }
        let conditions = kept.map(|answer| conditions(&answer.headers)).unwrap_or_default();
        let once = self.request.once_a_day.then(|| key.to_string());
        let mut attempt = 1;
        let incoming = loop {
            if let Err(error) = self.wait_for_pace(once.clone(), urgent).await {
                self.with_breaker(Breaker::abandon);
                return Err(error);
            }
            let incoming = self.send(&conditions).await;
            match self.settle(incoming).await {
                Ok(incoming) => break incoming,
                Err(error) => {
                    if !matches!(error, FetchError::Unreachable { .. }) {
                        self.note_answered(once.as_ref()).await;
                    }
                    self.pause_before(attempt, &error, once.as_ref()).await.ok_or(error)?;
                    attempt += 1;
                    self.admit()?;
                }
            }
        };
        let now = self.now();
        let negative = is_negative(self.provider, &incoming);
        let span = keep::span(self.request.lifetime, negative, now);
        let answer = match kept {
            Some(kept) if incoming.status == 304 => {
                self.trace.add(Step::Revalidated);
                kept.revalidated(
                    &incoming.headers,
                    keep::span(self.request.lifetime, kept.negative, now),
                    now,
                )
            }
            _ => {
                let may_be_kept = keep::may_be_kept(&self.request, incoming.status, &incoming.headers);
                let answer = Answer::incoming(key, incoming, span, negative, now);
                if !may_be_kept {
                    self.note_answered(once.as_ref()).await;
                    return Ok(answer);
                }
                answer
            }
        };
        self.keep(&answer).await;
        // Not before it is kept: if this process dies in between, the answer must not be out of reach for a day.
        self.note_answered(once.as_ref()).await;
        self.give(&answer).await;
        Ok(answer)
    }

    /// Closes the day for what may be asked for only once.
    async fn note_answered(&self, once: Option<&String>) {
        if once.is_some() {
            let parts = &self.fetcher.0;
            parts.pace.answered(&self.wish(once.cloned(), true), parts.shared.as_ref(), self.now()).await;
        }
    }

    /// The wish to ask the source.
    fn wish(&self, once: Option<String>, background: bool) -> Wish<'_> {
        let limits = self.provider.facts().limits;
        Wish { source: &self.request.source, limits, once, background, name: &self.name }
    }

    /// Waits before another attempt; `None` when there is to be none.
    async fn pause_before(&mut self, attempt: u32, error: &FetchError, once: Option<&String>) -> Option<()> {
        let retry = self.fetcher.0.retry;
        // What may be asked for only once a day is not asked for again in this run when it failed.
        if attempt >= retry.attempts || !error.is_transient() || once.is_some() {
            return None;
        }
        // A source that named its time is waited for by the pace.
        let named = matches!(
            error,
            FetchError::Refused { refusal: Refusal::RateLimited { retry_after: Some(_) }, .. }
        );
        let pause = if named { Duration::ZERO } else { retry.pause(attempt, rand::random()) };
        let now = self.now();
        (between(self.began, later(now, pause)) <= self.how.patience).then_some(())?;
        self.fetcher.0.counters.source(&self.request.source, |counts| counts.retries += 1);
        self.trace.waited(pause, Wait::Retry);
        self.fetcher.0.clock.wait_until(later(now, pause)).await;
        Some(())
    }

    /// Whether the breaker lets the request through.
    fn admit(&self) -> Result<(), FetchError> {
        let source_id = self.request.source.clone();
        self.with_breaker(Breaker::admit).map_err(|until| FetchError::Open { source_id, until })
    }

    fn with_breaker<T>(&self, change: impl FnOnce(&mut Breaker, Instant) -> T) -> T {
        let now = self.now();
        let mut breakers = self.fetcher.0.breakers.lock().expect("no panic while held");
        let breaking = self.provider.facts().breaking;
        change(breakers.entry(self.request.source.clone()).or_insert_with(|| Breaker::new(breaking)), now)
    }

    /// Pages are fetched only where robots.txt allows it.
    async fn heed_robots(&mut self) -> Result<(), FetchError> {
        let facts = self.provider.facts();
        let is_page = facts.endpoint(self.request.endpoint).is_ok_and(|endpoint| endpoint.base == Base::Web);
        if facts.kind != Kind::Pages && !is_page {
            return Ok(());
        }
        let parts = Arc::clone(&self.fetcher.0);
        parts.robots.check(&self.request, parts.network.as_ref(), parts.shared.as_ref(), &parts.clock).await
    }

    /// Waits until the source may be asked.
    async fn wait_for_pace(&mut self, once: Option<String>, urgent: &Urgent) -> Result<(), FetchError> {
        let parts = Arc::clone(&self.fetcher.0);
        let begin = self.now();
        loop {
            let wish = self.wish(once.clone(), !(self.how.urgent || urgent.get()));
            let Err(until) = parts.pace.reserve(&wish, parts.shared.as_ref(), self.now()).await else {
                break;
            };
            if between(self.began, until) > self.how.patience {
                let wait = between(self.now(), until);
                parts.pace.withdraw(&wish, parts.shared.as_ref()).await;
                return Err(FetchError::Paced { source_id: self.request.source.clone(), wait });
            }
            parts.clock.wait_until(until).await;
        }
        let waited = between(begin, self.now());
        self.trace.waited(waited, Wait::Pace);
        let ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
        parts.counters.source(&self.request.source, |counts| counts.waited_ms += ms);
        Ok(())
    }

    /// One attempt.
    async fn send(&mut self, conditions: &[(&'static str, String)]) -> Result<Incoming, FetchError> {
        let parts = Arc::clone(&self.fetcher.0);
        let id = self
            .trace
            .correlation_id
            .get_or_insert_with(|| format!("req-{:012x}", rand::random::<u64>() >> 16))
            .clone();
        let mut extra = conditions.to_vec();
        extra.extend(self.how.correlation.headers(&id));
        let sent_at = self.now();
        let mut incoming = parts.network.send(&self.request, &extra, self.how.guard).await;
        let blocked = matches!(&incoming, Ok(incoming) if matches!(self.provider.refusal(&incoming.body), Some(Refusal::Blocked(_))));
        if let Some(browser) =
            parts.browser.as_ref().filter(|_| blocked && self.provider.facts().kind == Kind::Pages)
        {
            incoming = browser.send(&self.request, &[], self.how.guard).await;
        }
        let status = incoming.as_ref().ok().map(|incoming| incoming.status);
        self.trace.add(Step::Sent { status });
        parts.counters.source(&self.request.source, |counts| {
            counts.requests += 1;
            counts.rate_limited += u64::from(status == Some(429));
            counts.failures +=
                u64::from(status.is_none_or(|status| status >= 400 && status != 404 && status != 410));
        });
        let outcome = match (&incoming, status) {
            (Err(error), _) => Err(error.to_string()),
            (_, Some(status)) if status >= 400 && status != 404 && status != 410 => {
                Err(format!("it answered with status {status}"))
            }
            _ => Ok(()),
        };
        let now = self.now();
        parts.health.note(&self.request.source, outcome, status == Some(429), between(sent_at, now), now);
        let (source, endpoint) = (&self.request.source, self.request.endpoint);
        let parent = self.how.correlation.id.as_deref();
        tracing::debug!(%source, endpoint, status, correlation_id = id, parent, "asked {source} for {endpoint}");
        incoming
    }

    /// Tells an answer from a failure, and lets breaker and pace know.
    async fn settle(&mut self, incoming: Result<Incoming, FetchError>) -> Result<Incoming, FetchError> {
        let source_id = self.request.source.clone();
        let incoming = match incoming {
            Ok(incoming) => incoming,
            Err(error) => {
                let fault = matches!(error, FetchError::Unreachable { .. });
                self.with_breaker(
                    |breaker, now| if fault { breaker.fail(now) } else { breaker.abandon(now) },
                );
                return Err(error);
            }
        };
        self.learn(&incoming).await;
        let refusal = self.provider.refusal(&incoming.body);
        let refusal = match (incoming.status, refusal) {
            (429, Some(Refusal::RateLimited { .. }) | None) => {
                Some(Refusal::RateLimited { retry_after: None })
            }
            (304, _) => None,
            // A fault of the source's own may be gone at the next attempt, however well it is told.
            (status, Some(Refusal::Fault(_))) if retry::is_transient(status) => None,
            (_, refusal) => refusal,
        };
        match refusal {
            Some(Refusal::NotFound | Refusal::Removed) => {}
            Some(Refusal::RateLimited { retry_after }) => {
                let named = incoming
                    .headers
                    .get("retry-after")
                    .and_then(|text| retry::retry_after(&text, self.now()));
                let retry_after = named.or(retry_after);
                if let Some(wait) = retry_after {
                    self.pause_source(wait).await;
                }
                self.with_breaker(Breaker::fail);
                return Err(FetchError::Refused { source_id, refusal: Refusal::RateLimited { retry_after } });
            }
            Some(refusal @ Refusal::Banned(_)) => {
                self.pause_source(BAN).await;
                self.with_breaker(|breaker, now| breaker.open(later(now, BAN)));
                tracing::error!(source = %source_id, "{source_id} has banned us; it is left alone for a day");
                return Err(FetchError::Refused { source_id, refusal });
            }
            Some(refusal @ (Refusal::Blocked(_) | Refusal::Fault(_))) => {
                // A request that was wrong says nothing of the source's health.
                let ours = matches!(refusal, Refusal::Fault(_)) && (400..500).contains(&incoming.status);
                self.with_breaker(|breaker, now| if ours { breaker.succeed() } else { breaker.fail(now) });
                return Err(FetchError::Refused { source_id, refusal });
            }
            // Our token's fault says nothing of the source's health.
            Some(refusal @ Refusal::Unauthorized(_)) => {
                self.with_breaker(|breaker, _| breaker.succeed());
                return Err(FetchError::Refused { source_id, refusal });
            }
            None => match incoming.status {
                200..=299 | 304 | 404 | 410 => {}
                401 => {
                    self.with_breaker(|breaker, _| breaker.succeed());
                    let refusal = Refusal::Unauthorized(format!("status {}", incoming.status));
                    return Err(FetchError::Refused { source_id, refusal });
                }
                status => {
                    if let Some(wait) =
                        incoming.headers.get("retry-after").and_then(|t| retry::retry_after(&t, self.now()))
                    {
                        self.pause_source(wait).await;
                    }
                    let fault = retry::is_transient(status) || status == 403;
                    self.with_breaker(
                        |breaker, now| if fault { breaker.fail(now) } else { breaker.succeed() },
                    );
                    return Err(FetchError::Status { source_id, status, url: shown(&incoming.url) });
                }
            },
        }
        self.with_breaker(|breaker, _| breaker.succeed());
        Ok(incoming)
    }

    async fn pause_source(&self, wait: Duration) {
        let parts = &self.fetcher.0;
        parts.pace.pause(&self.request.source, later(self.now(), wait), parts.shared.as_ref()).await;
    }

    /// Heeds what the headers say of limits: `X-RateLimit-Limit` counts requests a minute wherever a
    /// source states it, and nothing left means to wait for the reset.
    async fn learn(&self, incoming: &Incoming) {
        let number = |name: &str| incoming.headers.get(name).and_then(|text| text.trim().parse::<u64>().ok());
        let parts = &self.fetcher.0;
        let minute = Duration::from_mins(1);
        let by_minute = self.provider.facts().limits.iter().any(|limit| limit.window == minute);
        if let (Some(limit), Some(shared), true) = (number("x-ratelimit-limit"), &parts.shared, by_minute) {
            let (now, count) = (self.now(), u32::try_from(limit).unwrap_or(u32::MAX));
            let (source, window) = (self.request.source.as_str(), pace::with_margin(minute));
            shared
                .call(|cache| async move { cache.learn(source, cache::Limit { count, window }, now).await })
                .await;
        }
        if number("x-ratelimit-remaining") == Some(0)
            && let Some(reset) = number("x-ratelimit-reset")
        {
            let reset = Instant::from_micros(i64::try_from(reset).unwrap_or(0).saturating_mul(1_000_000));
            self.pause_source(between(self.now(), reset).min(Duration::from_hours(1))).await;
        }
    }

    /// Keeps an answer near, and for the installation.
    async fn keep(&self, answer: &Answer) {
        let parts = Arc::clone(&self.fetcher.0);
        if let Some(memory) = &parts.memory {
            memory.put(answer);
        }
        let Some(shared) = &parts.shared else { return };
        let entry = answer.to_entry(&self.request);
        let now = self.now();
        shared.call(|cache| async move { cache.put(&entry, now).await }).await;
        if rand::random::<u64>().is_multiple_of(TIDY_EVERY) {
            let max = parts.max_bytes;
            shared.call(|cache| async move { cache.evict(max, now).await }).await;
        }
    }

    /// Gives an answer to the community, where that is configured and it is nobody's own.
    async fn give(&self, answer: &Answer) {
        if let Some(community) = self.fetcher.0.community.as_ref().filter(|_| self.request.account.is_none())
        {
            community.put(answer, &self.request).await;
        }
    }
}

enum Look {
    Fresh(Answer),
    Old(Answer),
    Nothing,
}

enum Lead {
    Ours(Option<Leading>),
    Answered(Answer),
}

/// Whether an answer says that there is no such thing.
fn is_negative(provider: &dyn Provider, incoming: &Incoming) -> bool {
    matches!(incoming.status, 404 | 410)
        || matches!(provider.refusal(&incoming.body), Some(Refusal::NotFound | Refusal::Removed))
}

impl Answer {
    /// The answer, or the refusal that it is.
    pub(super) fn judged(self, provider: &dyn Provider, request: &Request) -> Result<Self, FetchError> {
        if !self.negative {
            return Ok(self);
        }
        let refusal = match provider.refusal(&self.body) {
            Some(refusal @ (Refusal::NotFound | Refusal::Removed)) => refusal,
            _ if self.status == 410 => Refusal::Removed,
            _ => Refusal::NotFound,
        };
        Err(FetchError::Refused { source_id: request.source.clone(), refusal })
    }
}
