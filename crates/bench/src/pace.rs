//! Simulated time against sources that count exactly: how often the pace errs, and how much it wastes.
//!
//! No socket and no waiting: whoever waits moves the clock. By default a day of `AniList` and of Jikan and
//! a month of `AniDB`; `EMAKI_BENCH_FULL=1` makes it a month of each. Then a shorter stretch in which two
//! processes share the pace through a cache in a file.

mod gate;

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use gate::Gate;
use model::Instant;
use sources::{
    http::{Clock, Fetcher, How, Lifetime, Limit, Request, clock::between},
    providers::{Provider, provider_named},
};
use store::cache::Cache;
use testkit::replay::{Limiter, Tally};
use tokio::task::{JoinSet, spawn_blocking};
use url::Url;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const MONTH: Duration = Duration::from_hours(30 * 24);

/// One simulation.
#[derive(Clone, Copy)]
struct Case {
    source: &'static str,
    gate: fn() -> Limiter,
    /// Tasks of a process that ask as fast as they may.
    workers: u64,
    /// So many entries are asked for in turn; 0 for another one each time.
    entries: u64,
    usual: Duration,
    through_file: Duration,
}

const CASES: [Case; 3] = [
    Case {
        source: "anilist",
        gate: Limiter::anilist,
        workers: 4,
        entries: 0,
        usual: DAY,
        through_file: HOUR,
    },
    Case { source: "jikan", gate: Limiter::jikan, workers: 4, entries: 0, usual: DAY, through_file: HOUR },
    // Fewer entries than a day allows: each is wanted again before its day is over. One task, because
    // tasks that wait for different entries would push the clock past each other's.
    Case {
        source: "anidb",
        gate: Limiter::anidb,
        workers: 1,
        entries: 148,
        usual: MONTH,
        through_file: MONTH,
    },
];

/// Refusals, bans, and the share of what is allowed that was used, of each source.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let full = std::env::var("EMAKI_BENCH_FULL").is_ok_and(|value| value == "1");
    let mut measures = Vec::new();
    for case in CASES {
        let time = if full { MONTH } else { case.usual };
        // A runtime of one thread, so that nothing comes between a reservation and its request.
        let lone = spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(in_process(case, time))
        });
        measures.extend(lone.await??.measures(case, ""));
        let file = context.folder("pace").join(case.source).join("cache.sqlite");
        let shared = through_file(case, &format!("sqlite:{}", file.display())).await?;
        measures.extend(shared.measures(case, ".sqlite"));
    }
    Ok(measures)
}

/// One process with several workers.
async fn in_process(case: Case, time: Duration) -> anyhow::Result<Outcome> {
    let scene = Arc::new(Scene::new(case)?);
    let fetcher = Fetcher::over(scene.gate.clone(), scene.clock.clone()).memory(0).build();
    let mut workers = JoinSet::new();
    for _ in 0..case.workers {
        let (scene, fetcher) = (Arc::clone(&scene), fetcher.clone());
        workers.spawn(async move {
            while scene.passed() < time {
                scene.ask(&fetcher).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    scene.outcome(time, case.workers)
}

/// Two processes that share nothing but the file. They take turns: on a clock that whoever waits moves, a
/// call that goes to the file would be overtaken by the other's wait, which real time does not do.
async fn through_file(case: Case, url: &str) -> anyhow::Result<Outcome> {
    let scene = Scene::new(case)?;
    let mut fetchers = Vec::new();
    for _ in 0..2 {
        let cache = Cache::open(url).await?;
        let fetcher = Fetcher::over(scene.gate.clone(), scene.clock.clone()).memory(0);
        fetchers.push(fetcher.cache(cache, 1 << 30).build());
    }
    while scene.passed() < case.through_file {
        for fetcher in &fetchers {
            scene.ask(fetcher).await?;
        }
    }
    scene.outcome(case.through_file, 2)
}

/// A source, the clock, and what is asked next.
struct Scene {
    case: Case,
    provider: &'static dyn Provider,
    clock: Clock,
    begin: Instant,
    gate: Gate,
    next: AtomicU64,
}

struct Outcome {
    tally: Tally,
    used: f64,
}

impl Scene {
    fn new(case: Case) -> anyhow::Result<Self> {
        let begin = Instant::EPOCH;
        let clock = Clock::manual(begin);
        let gate = Gate::new(&clock, (case.gate)());
        let provider = provider_named(case.source).context("the source has no provider")?;
        Ok(Self { case, provider, clock, begin, gate, next: AtomicU64::new(0) })
    }

    fn passed(&self) -> Duration {
        between(self.begin, self.clock.now())
    }

    async fn ask(&self, fetcher: &Fetcher) -> anyhow::Result<()> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let entry = if self.case.entries == 0 { number } else { number % self.case.entries };
        let url = Url::parse(&format!("http://source.invalid/?{entry}"))?;
        let facts = self.provider.facts();
        let mut request = Request::get(facts.id.clone(), "simulated", url, Lifetime::Instant);
        request.once_a_day = self.case.entries > 0;
        // On a clock that whoever waits moves, one task may be overtaken for as long as the others go on.
        let how = How { patience: 2 * MONTH, ..How::background() };
        fetcher.fetch(self.provider, &request, &how).await?;
        Ok(())
    }

    /// What came of `time`; up to `late` requests were under way when it was over, and do not count.
    fn outcome(&self, time: Duration, late: u64) -> anyhow::Result<Outcome> {
        let tally = self.gate.finish();
        let used = tally.ok.saturating_sub(late) as f64 / allowed(self.provider.facts().limits, time) as f64;
        anyhow::ensure!(tally.ok > late, "{}: nothing was asked", self.case.source);
        Ok(Outcome { tally, used })
    }
}

impl Outcome {
    fn measures(&self, case: Case, how: &str) -> [Measure; 3] {
        let name = |what: &str| format!("pace.{}{how}.{what}", case.source);
        let count = |what: &str, count: u64| {
            Measure::single(name(what), "refusals", Better::Lower, count as f64).goal(0.0)
        };
        [
            count("too_many", self.tally.too_many),
            count("bans", self.tally.bans),
            Measure::single(name("used"), "", Better::Higher, self.used).goal(0.95),
        ]
    }
}

/// How many requests fit into a time when each is sent as early as it may be.
fn allowed(limits: &[Limit], time: Duration) -> u64 {
    let most = limits.iter().map(|limit| limit.count as usize).max().unwrap_or_default();
    let mut sent = VecDeque::with_capacity(most);
    let mut last = Duration::ZERO;
    for count in 0.. {
        let opens = limits.iter().filter_map(|limit| {
            let oldest: &Duration = sent.get(limit.count as usize - 1)?;
            Some(*oldest + limit.window)
        });
        last = opens.max().unwrap_or_default().max(last);
        if last >= time {
            return count;
        }
        sent.push_front(last);
        sent.truncate(most);
    }
    unreachable!("a limit lets only so many through")
}
