//! Measures the search for pictures on generated ones:
//! `cargo run --release -p pictures --example measure -- [--pictures N] [--queries N] [--shapes] [--fit]`.
//!
//! For each change the share of queries that find their picture first, the share that is called a match, and those
//! called a match that are another picture; then false matches of pictures that are not in the index, and times.
//! `--shapes` takes the scenes of the baseline only; `--fit` prints the logistic regression behind the evidence.
#![expect(clippy::print_stdout, reason = "a tool that prints its figures")]
#![allow(missing_docs, reason = "a tool, not a library")]

mod changes;
mod fit;
mod scenes;

use std::{thread, time::Instant};

use changes::CHANGES;
use fit::Sample;
use pictures::{ContentHash, Descriptor, Found, Index, Picture, Probe};
use scenes::{FAMILIES, Random, scene};

/// How many pictures of an index are of all families.
const VARIED: u64 = 9_000;

struct Settings {
    pictures: u64,
    queries: u64,
    shapes: bool,
    fit: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, usual: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)).and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let settings = Settings {
        pictures: number("--pictures", 20_000),
        queries: number("--queries", 300),
        shapes: has("--shapes"),
        fit: has("--fit"),
    };
    let index = build(&settings);
    let mut samples = Vec::new();
    let mut times = Times::default();
    changed(&settings, &index, &mut times, &mut samples);
    unknown(&settings, &index, &mut times, &mut samples);
    times.print(index.len());
    if settings.fit {
        fit::print(&samples);
    }
}

impl Settings {
    /// The picture with a number, which may lie beyond those of the index.
    fn picture(&self, number: u64) -> Picture {
        // Beyond the first thousands only the scenes that are quickly drawn, for others to be found among.
        let quick = self.shapes || (VARIED..self.pictures).contains(&number);
        scene(if quick { number * FAMILIES } else { number })
    }
}

fn build(settings: &Settings) -> Index {
    let start = Instant::now();
    let workers = thread::available_parallelism().map_or(1, usize::from) as u64;
    let described: Vec<Vec<(u64, Descriptor)>> = thread::scope(|scope| {
        let work = |worker: u64| {
            let numbers = (worker..settings.pictures).step_by(workers as usize);
            numbers.map(|at| (at, Descriptor::of(&settings.picture(at)).expect("large enough"))).collect()
        };
        let threads: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let drawn = start.elapsed();
    let start = Instant::now();
    let mut index = Index::default();
    for (number, descriptor) in described.iter().flatten() {
        index.insert(*number as u32, *number as u32, ContentHash::of(&number.to_le_bytes()), descriptor);
    }
    let inserted = start.elapsed();
    let start = Instant::now();
    let file = index.to_bytes();
    let saved = start.elapsed();
    let start = Instant::now();
    let index = Index::from_bytes(&file).expect("just written");
    println!(
        "{} pictures drawn and described in {:.1} s, inserted in {:.2} s; file {:.1} MB, saved in {:.2} s, loaded in {:.2} s",
        index.len(),
        drawn.as_secs_f64(),
        inserted.as_secs_f64(),
        file.len() as f64 / 1e6,
        saved.as_secs_f64(),
        start.elapsed().as_secs_f64(),
    );
    index
}

fn changed(settings: &Settings, index: &Index, times: &mut Times, samples: &mut Vec<Sample>) {
    println!("{:16} {:>7} {:>7} {:>7}   R@1 by family", "change", "R@1", "matched", "wrongly");
    for change in &CHANGES {
        let mut random = Random::new(77);
        let (mut first, mut matched, mut wrong) = (0, 0, 0);
        let mut by_family = [[0u32; 2]; FAMILIES as usize];
        for _ in 0..settings.queries {
            let number = random.within(0, settings.pictures.min(VARIED) as i32) as u64;
            let query = (change.change)(&settings.picture(number), &mut random);
            let found = times.search(index, &query);
            let hit = found.candidates.first().is_some_and(|best| u64::from(best.picture) == number);
            first += u32::from(hit);
            let family = &mut by_family[if settings.shapes { 0 } else { (number % FAMILIES) as usize }];
            family[0] += u32::from(hit);
            family[1] += 1;
            if let Some(best) = found.matches().first() {
                matched += u32::from(u64::from(best.picture) == number);
                wrong += u32::from(u64::from(best.picture) != number);
            }
            samples.extend(Sample::of(&found, Some(number)));
        }
        let share = |count: u32| f64::from(count) / settings.queries as f64;
        let families = by_family.iter().filter(|[_, all]| *all > 0);
        let families: Vec<String> =
            families.map(|[hits, all]| format!("{:.2}", f64::from(*hits) / f64::from(*all))).collect();
        println!(
            "{:16} {:>7.3} {:>7.3} {:>7.3}   {}",
            change.name,
            share(first),
            share(matched),
            share(wrong),
            families.join(" ")
        );
    }
}

/// Pictures that are not in the index, as they are and changed in every way.
fn unknown(settings: &Settings, index: &Index, times: &mut Times, samples: &mut Vec<Sample>) {
    let mut random = Random::new(99);
    let (mut plain, mut altered) = (0, 0);
    let mut by_family = [0; FAMILIES as usize];
    let queries = settings.queries * 5;
    for at in 0..queries {
        let picture = settings.picture(settings.pictures + 1_000_000 + at);
        let found = times.search(index, &picture);
        plain += u32::from(!found.matches().is_empty());
        by_family[((settings.pictures + 1_000_000 + at) % FAMILIES) as usize] +=
            u32::from(!found.matches().is_empty());
        samples.extend(Sample::of(&found, None));
        let change = &CHANGES[at as usize % CHANGES.len()];
        let found = times.search(index, &(change.change)(&picture, &mut random));
        altered += u32::from(!found.matches().is_empty());
        samples.extend(Sample::of(&found, None));
    }
    let share = |count: u32| f64::from(count) * 100.0 / queries as f64;
    println!(
        "false matches of {queries} pictures not in the index: {:.2} % as they are, {:.2} % changed; by family {by_family:?}",
        share(plain),
        share(altered)
    );
}

/// How long each query took, in milliseconds.
#[derive(Default)]
struct Times {
    looked: Vec<f64>,
    searched: Vec<f64>,
    busy: Vec<f64>,
}

/// The nanoseconds that this thread has had a processor, where Linux tells.
fn on_processor() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

impl Times {
    fn search(&mut self, index: &Index, picture: &Picture) -> Found {
        let start = Instant::now();
        let probe = Probe::of(picture).expect("large enough");
        self.looked.push(start.elapsed().as_secs_f64() * 1e3);
        let (start, busy) = (Instant::now(), on_processor());
        let found = index.search(&probe, 10);
        self.searched.push(start.elapsed().as_secs_f64() * 1e3);
        self.busy.extend(on_processor().zip(busy).map(|(after, before)| (after - before) as f64 / 1e6));
        found
    }

    fn print(&mut self, pictures: usize) {
        for (what, times) in [
            ("looking at a query", &mut self.looked),
            ("searching", &mut self.searched),
            ("searching, on the processor,", &mut self.busy),
        ] {
            if times.is_empty() {
                continue;
            }
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
            println!(
                "{what} among {pictures}: mean {:.2} ms, p50 {:.2} ms, p95 {:.2} ms, least {:.2} ms, of {}",
                times.iter().sum::<f64>() / times.len() as f64,
                at(0.5),
                at(0.95),
                at(0.0),
                times.len()
            );
        }
    }
}
