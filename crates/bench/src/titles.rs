//! Finding misspelled names: how surely, and how fast, at the size of the catalog and at a million.

use bench::{Better, Context, Measure};

use crate::names::{self, Random};

/// The number of names of `baselines/b3_title.py`, and the number that nothing may fall off at.
const SIZES: [usize; 2] = [139_548, 1_000_000];
const QUESTIONS: usize = 1_000;
/// The course of the generator; another one moves the third digit.
const SEED: u64 = 3;

/// Both sizes, with one slip and with two.
pub fn run(_context: &Context) -> Vec<Measure> {
    let mut measures = Vec::new();
    for size in SIZES {
        let mut random = Random::new(SEED);
        let names = names::names(size, &mut random);
        let began = std::time::Instant::now();
        let index = names::index(&names);
        let seconds = began.elapsed().as_secs_f64();
        measures.push(Measure::single(format!("titles.{size}.build"), "s", Better::Lower, seconds));
        for (slips, goal, ratio, exact) in [(1, 0.99, 0.996, 0.996), (2, 0.975, 0.983, 0.985)] {
            let asked = names::ask(&index, &names, QUESTIONS, slips, &mut random);
            let mut mrr =
                Measure::single(format!("titles.{size}.{slips}_edits.mrr"), "", Better::Higher, asked.mrr);
            let mut times =
                Measure::new(format!("titles.{size}.{slips}_edits.time"), "ms", Better::Lower, asked.times)
                    .goal_p95(if size == SIZES[0] { 3.0 } else { 10.0 });
            if size == SIZES[0] {
                mrr = mrr.goal(goal).peer("rapidfuzz ratio, all names", ratio).peer("an exact scan", exact);
                times = times.peer("rapidfuzz ratio, all names, p95", 9.0);
            }
            measures.extend([mrr, times]);
        }
    }
    measures
}
