//! What a kept answer costs through the fetcher, by tier, and what a herd costs its source.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use sources::{
    http::{Bounds, Builder, Clock, Fetcher, How, Plain, Request, Step, Tier},
    providers::{Ask, Provider, SourceSettings, provider_named},
};
use store::cache::Cache;
use testkit::{
    PrivateDatabase, RedisServer,
    replay::{Answer, Fault, Replay},
};

use crate::names::{self, Random};

/// The body's size, that of `baselines/b1_cache.py` and of a usual work with its staff.
const BODY: usize = 20_000;
const READS: usize = 1_000;
/// Reads before those that are timed.
const WARM_UP: usize = 100;
/// How long the source takes to answer a herd, as in the script.
const THOUGHT: Duration = Duration::from_millis(50);
/// Herds, each with what peers let through to the source of it.
const HERDS: [(usize, &[(&str, f64)]); 2] =
    [(50, &[("hishel", 50.0), ("requests-cache", 28.0)]), (1_000, &[])];
/// More than any measure here fills.
const ROOM: u64 = 256 << 20;

/// Warm hits from memory and from each engine that is there, then herds.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let source = Source::start().await?;
    let near = Source::fetcher(|builder| builder)?;
    let mut measures = vec![hits("fetch.memory", &source, &near, Tier::Memory).await?.goal(20.0)];

    let file = format!("sqlite:{}", context.folder("fetch").join("cache.sqlite").display());
    let sqlite = shared("fetch.sqlite", &source, &file).await?.goal(150.0);
    measures.push(sqlite.peer("hishel, SQLite", 169.0).peer("requests-cache, SQLite", 700.0));
    if let Some(redis) = RedisServer::start(1) {
        measures.push(shared("fetch.redis", &source, &redis.url()).await?.goal(300.0));
    }
    if let Some(database) = PrivateDatabase::create(1).await {
        measures.push(shared("fetch.postgres", &source, &database.url()).await?);
    }
    for (size, peers) in HERDS {
        let calls = herd(&source, size).await? as f64;
        let measure = Measure::single(format!("fetch.herd.{size}"), "calls", Better::Lower, calls).goal(1.0);
        measures.push(peers.iter().fold(measure, |measure, (name, calls)| measure.peer(name, *calls)));
    }
    Ok(measures)
}

/// A provider whose source is a server of ours.
struct Source {
    replay: Replay,
    provider: &'static dyn Provider,
    settings: SourceSettings,
}

impl Source {
    async fn start() -> anyhow::Result<Self> {
        let replay = Replay::start().await;
        let provider = provider_named("jikan").context("there is no provider `jikan`")?;
        let settings =
            SourceSettings { enabled: true, base_url: Some(replay.url()), ..SourceSettings::default() };
        replay.on("GET", "/anime/{id}/full", Answer::json(body()));
        Ok(Self { replay, provider, settings })
    }

    fn fetcher(add: impl FnOnce(Builder) -> Builder) -> anyhow::Result<Fetcher> {
        let network = Plain::new("emaki/bench", Bounds::default(), false).map_err(anyhow::Error::msg)?;
        Ok(add(Fetcher::over(network, Clock::system())).build())
    }

    fn request(&self, id: usize) -> anyhow::Result<Request> {
        Ok(self.provider.request(&Ask::new("anime_full").with("id", id.to_string()), &self.settings)?)
    }
}

/// JSON of about the size, in invented words, so that it packs as text does.
fn body() -> String {
    let mut names = names::names(BODY, &mut Random::new(1));
    let mut size = 0;
    names.retain(|name| {
        size += name.len() + 3;
        size < BODY
    });
    serde_json::json!({ "data": { "mal_id": 1, "titles": names } }).to_string()
}

/// Microseconds of a hit in an engine that processes share, with nothing in memory before it.
async fn shared(name: &str, source: &Source, engine: &str) -> anyhow::Result<Measure> {
    let cache = Cache::open(engine).await?;
    let fetcher = Source::fetcher(|builder| builder.memory(0).cache(cache, ROOM))?;
    hits(name, source, &fetcher, Tier::Shared).await
}

async fn hits(name: &str, source: &Source, fetcher: &Fetcher, tier: Tier) -> anyhow::Result<Measure> {
    let (request, how) = (source.request(1)?, How::default());
    fetcher.fetch(source.provider, &request, &how).await?;
    let asked = source.replay.total();
    let mut times = Vec::with_capacity(READS);
    for read in 0..WARM_UP + READS {
        let began = Instant::now();
        let answer = fetcher.fetch(source.provider, &request, &how).await?;
        let took = began.elapsed().as_secs_f64() * 1e6;
        let hit = matches!(answer.trace.steps[..], [Step::Hit { tier: found }] if found == tier);
        anyhow::ensure!(hit && answer.body.len() > BODY / 2, "{name}: {:?}", answer.trace.steps);
        if read >= WARM_UP {
            times.push(took);
        }
    }
    anyhow::ensure!(source.replay.total() == asked, "{name}: a warm read went to the source");
    Ok(Measure::new(name, "µs", Better::Lower, times))
}

/// How often the source is asked when so many want the same thing at once that nobody has.
async fn herd(source: &Source, size: usize) -> anyhow::Result<usize> {
    let (fetcher, request) = (Source::fetcher(|builder| builder)?, source.request(size)?);
    source.replay.forget();
    source.replay.fault(Fault::Delay(THOUGHT));
    let wishes: Vec<_> = (0..size)
        .map(|_| {
            let (fetcher, request, provider) = (fetcher.clone(), request.clone(), source.provider);
            tokio::spawn(async move { fetcher.fetch(provider, &request, &How::default()).await })
        })
        .collect();
    let mut bodies = BTreeSet::new();
    for wish in wishes {
        bodies.insert(wish.await??.body.len());
    }
    source.replay.heal();
    anyhow::ensure!(bodies.len() == 1, "all of a herd get the same answer");
    Ok(source.replay.total())
}
