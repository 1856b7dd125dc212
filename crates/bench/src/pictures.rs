//! Pictures found again: how surely after each change, how rarely where they are not, and how fast.

#[path = "../../pictures/examples/measure/changes.rs"]
mod changes;
#[path = "../../pictures/examples/measure/scenes.rs"]
pub mod scenes;

use std::{thread, time::Instant};

use bench::{Better, Context, Measure};
use changes::CHANGES;
use pictures::{ContentHash, Descriptor, Index, Picture, Probe};
use scenes::{FAMILIES, Random, scene};

/// The size that the goals are about.
const PICTURES: u64 = 100_000;
/// Pictures of all families; the others are of the one that is quickly drawn, to be found among.
const VARIED: u64 = 9_000;
/// Queries for each change, and of pictures that are not there.
const QUERIES: usize = 200;
/// Of these changes the best peer of `baselines/b6_img.py` finds so much: a mirror defeats them all.
const PEERS: [(&str, f64); 2] = [("flip", 0.10), ("crop30%", 0.92)];

/// All changes, at the size that the goals are about.
pub fn run(_context: &Context) -> Vec<Measure> {
    let index = index();
    let mut random = Random::new(77);
    let mut times = Vec::new();
    let mut search = |picture: &Picture| {
        let began = Instant::now();
        let found = index.search(&Probe::of(picture).expect("large enough"), 5);
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        found
    };
    let mut measures = Vec::new();
    for change in &CHANGES {
        let found = (0..QUERIES).filter(|_| {
            let number = random.within(0, VARIED as i32) as u64;
            let query = (change.change)(&picture(number), &mut random);
            search(&query).candidates.first().is_some_and(|best| u64::from(best.picture) == number)
        });
        let first = found.count() as f64 / QUERIES as f64;
        let mut measure =
            Measure::single(format!("pictures.{}.r_at_1", change.name), "", Better::Higher, first).goal(0.95);
        for (_, peer) in PEERS.iter().filter(|(name, _)| *name == change.name) {
            measure = measure.peer("the best of b6_img.py", *peer);
        }
        measures.push(measure);
    }
    let strangers = (0..QUERIES as u64).filter(|at| !search(&scene(10_000_000 + at)).matches().is_empty());
    let wrong = strangers.count() as f64 / QUERIES as f64;
    measures.push(Measure::single("pictures.false_match".to_owned(), "", Better::Lower, wrong).goal(0.01));
    measures.push(Measure::new(format!("pictures.{PICTURES}.time"), "ms", Better::Lower, times).goal(10.0));
    measures
}

fn picture(number: u64) -> Picture {
    scene(if number < VARIED { number } else { number * FAMILIES })
}

fn index() -> Index {
    let workers = thread::available_parallelism().map_or(1, usize::from) as u64;
    let described: Vec<Vec<(u64, Descriptor)>> = thread::scope(|scope| {
        let work = |worker: u64| {
            let numbers = (worker..PICTURES).step_by(workers as usize);
            numbers.map(|at| (at, Descriptor::of(&picture(at)).expect("large enough"))).collect()
        };
        let threads: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let mut index = Index::default();
    for (number, descriptor) in described.iter().flatten() {
        index.insert(*number as u32, *number as u32, ContentHash::of(&number.to_le_bytes()), descriptor);
    }
    index
}
