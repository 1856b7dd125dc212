//! How fast the cache is: `cargo run --release -p store --example cache_speed -- <address>…`.
//!
//! Prints the median and the 95th percentile of each call in microseconds. Entries and logs of its own
//! are dropped before it ends; give it a cache that nobody uses.

#![expect(clippy::print_stdout, reason = "a measure is for a person to read")]

use std::{
    fmt::Write as _,
    time::{Duration, Instant as Clock},
};

use model::Instant;
use store::cache::{Cache, CacheError, ClearFilter, Entry, Key, Limit, PaceAsk, PaceLog};

const ENTRIES: u32 = 500;
const ROUNDS: u32 = 4000;

#[tokio::main]
async fn main() -> Result<(), CacheError> {
    for url in std::env::args().skip(1) {
        let cache = Cache::open(&url).await?;
        println!("{}", cache.engine_name());
        measure(&cache).await?;
        cache.close().await;
    }
    Ok(())
}

async fn measure(cache: &Cache) -> Result<(), CacheError> {
    let now = Instant::from_micros(1_750_000_000_000_000);
    let mut samples = Vec::new();
    for number in 0..ENTRIES {
        let entry = entry(number, now);
        let start = Clock::now();
        cache.put(&entry, now).await?;
        samples.push(start.elapsed());
    }
    report("put 20 KB", samples);

    let mut samples = Vec::new();
    for round in 0..ROUNDS {
        let key = key(round.wrapping_mul(7919) % ENTRIES);
        let start = Clock::now();
        let found = cache.get(&key, now).await?;
        samples.push(start.elapsed());
        assert!(found.is_some_and(|entry| entry.body.len() >= 20_000), "it was stored");
    }
    report("get 20 KB", samples);

    let mut samples = Vec::new();
    for round in 0..ROUNDS {
        let start = Clock::now();
        cache.get(&key(ENTRIES + round), now).await?;
        samples.push(start.elapsed());
    }
    report("get nothing", samples);

    let mut samples = Vec::new();
    for round in 0..1000 {
        let name = format!("lease {round}");
        let start = Clock::now();
        cache.lease(&name, "me", now, now).await?;
        cache.release(&name, "me").await?;
        samples.push(start.elapsed());
    }
    report("lease and release", samples);

    let limit = |count, seconds| Limit { count, window: Duration::from_secs(seconds) };
    let mut samples = Vec::new();
    for round in 0..1000 {
        let ask = PaceAsk {
            logs: vec![PaceLog { name: "speed".to_owned(), limits: vec![limit(60, 60), limit(3, 1)] }],
            now: Instant::from_micros(now.as_micros() + round * 1_000_000),
            background: false,
            wanted_by: "me".to_owned(),
        };
        let start = Clock::now();
        cache.reserve(&ask).await?;
        samples.push(start.elapsed());
    }
    report("reserve", samples);
    cache.clear(&ClearFilter::default()).await?;
    Ok(())
}

fn key(number: u32) -> Key {
    let mut key = [0x5a; 32];
    key[..4].copy_from_slice(&number.to_be_bytes());
    Key(key)
}

/// A list of works in JSON, which shrinks to about a fifth as real answers do.
fn entry(number: u32, now: Instant) -> Entry {
    let mut body = String::from("[");
    let mut state = u64::from(number) + 1;
    while body.len() < 20_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (id, score) = (state >> 40, state >> 33 & 1023);
        // Writing to a text does not fail.
        let _ = write!(
            body,
            r#"{{"id":{id},"title":{{"romaji":"Tsuki no Eki {id:x}","native":"月の駅"}},"score":{score},"format":"TV"}},"#
        );
    }
    Entry {
        key: key(number),
        source: "lantern".to_owned(),
        endpoint: "works".to_owned(),
        url: format!("https://lantern.test/works?page={number}"),
        meta: br#"{"status":200,"etag":"\"5f2b\"","content-type":"application/json"}"#.to_vec(),
        body: body.into_bytes(),
        stored_at: now,
        fresh_until: Instant::from_micros(now.as_micros() + 60_000_000),
        keep_until: Instant::from_micros(now.as_micros() + 86_400_000_000),
        private: false,
    }
}

fn report(what: &str, mut samples: Vec<Duration>) {
    samples.sort_unstable();
    let at = |part: usize| samples[(samples.len() - 1) * part / 100].as_secs_f64() * 1e6;
    println!("  {what:<18} p50 {:>7.1} µs   p95 {:>7.1} µs", at(50), at(95));
}
