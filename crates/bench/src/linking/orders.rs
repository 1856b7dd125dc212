//! The same records in other orders and in other batches: the same clusters.

use std::collections::BTreeMap;

use bench::{Better, Measure};
use linking::{
    Decisions, Joined, Model, link,
    testing::{Random, Truth, as_texts, offline::Row, views, views::Names},
};

/// Records of large franchises that are put into other orders.
const HARD: usize = 2000;
const ORDERS: usize = 1000;
const SPLITS: usize = 100;
const WHOLE: usize = 5;

pub fn run(rows: &[Row]) -> Vec<Measure> {
    let full = std::env::var_os("EMAKI_BENCH_FULL").is_some_and(|value| value == "1");
    let share = if full { 1 } else { 10 };
    let random = &mut Random::new(3);
    let all = views::generate(rows, Names::Listed, 2);
    let hard = hard(&all);
    let (model, decisions) = (Model::default(), Decisions::default());
    let clusters = |truth: &Truth| as_texts(truth, &link(&truth.subjects, &decisions, &model).clusters);
    let expected = clusters(&hard);
    let other = (0..ORDERS / share).filter(|_| clusters(&hard.shuffled(random)) != expected).count();
    let (mut other_joined, mut moved) = (0, 0);
    for _ in 0..SPLITS / share {
        let mixed = hard.shuffled(random);
        let mut joined = Joined::new();
        let batches = 2 + random.below(4);
        let mut clusters = Vec::new();
        for batch in mixed.subjects.chunks(mixed.subjects.len().div_ceil(batches)) {
            let (linked, changed) = joined.join(batch, &decisions, &model);
            clusters = linked.clusters;
            moved += changed.len();
        }
        other_joined += usize::from(as_texts(&mixed, &clusters) != expected);
    }
    let expected = clusters(&all);
    let whole = (0..WHOLE.div_ceil(share)).filter(|_| clusters(&all.shuffled(random)) != expected).count();
    eprintln!(
        "orders (synthetic): {} of {} records, {} splits into batches, {} of all {} records; {} records \
         changed their number when batches joined clusters",
        ORDERS / share,
        hard.subjects.len(),
        SPLITS / share,
        WHOLE.div_ceil(share),
        all.subjects.len(),
        moved
    );
    let count = |name: &str, value: usize| {
        Measure::single(format!("linking.orders.{name}"), "", Better::Lower, value as f64).goal(0.0)
    };
    vec![
        count("hard.other_results", other),
        count("batches.other_results", other_joined),
        count("whole.other_results", whole),
    ]
}

/// Whole franchises, from the largest that fits down.
fn hard(all: &Truth) -> Truth {
    let mut franchises: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, franchise) in all.franchise.iter().enumerate() {
        franchises.entry(*franchise).or_default().push(at);
    }
    let mut franchises: Vec<Vec<usize>> = franchises.into_values().filter(|of| of.len() < HARD / 4).collect();
    franchises.sort_by_key(|of| std::cmp::Reverse(of.len()));
    let mut picked = Vec::new();
    for of in franchises {
        if picked.len() + of.len() <= HARD {
            picked.extend(of);
        }
    }
    all.picked(&picked)
}
