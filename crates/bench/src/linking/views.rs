//! Views of real works, all of them linked at once; figures are taken on the half of the franchises on
//! which no table was counted.

use std::{collections::BTreeMap, time::Instant};

use bench::{Better, Measure, forget_peak, peak_mb};
use linking::{
    Decisions, Linked, Model, link,
    testing::{Truth, learn, offline, offline::Row, tally, views, views::Names},
};

const SEED: u64 = 2;
/// Sizes of franchises, in works, from the first to the last.
const SIZES: [(&str, usize, usize); 5] =
    [("1", 1, 1), ("2", 2, 2), ("3_to_5", 3, 5), ("6_to_10", 6, 10), ("over_10", 11, usize::MAX)];

pub fn run(rows: &[Row]) -> Vec<Measure> {
    let mut works: BTreeMap<u32, usize> = BTreeMap::new();
    for row in rows {
        *works.entry(row.franchise as u32).or_default() += 1;
    }
    let mut measures = Vec::new();
    for (name, names) in [("listed", Names::Listed), ("one_name", Names::One)] {
        let truth = views::generate(rows, names, SEED);
        forget_peak();
        let began = Instant::now();
        let linked = link(&truth.subjects, &Decisions::default(), &Model::default());
        let took = began.elapsed().as_secs_f64();
        let of = format!("views.synthetic.{name}");
        let time = Measure::single(format!("linking.{of}.time"), "s", Better::Lower, took);
        measures.push(if names == Names::Listed { time.goal(60.0) } else { time });
        if let Some(peak) = peak_mb() {
            measures.push(Measure::single(format!("linking.{of}.peak"), "MB", Better::Lower, peak));
        }
        let (found, candidates) = learn::blocking(&truth);
        measures.push(Measure::single(format!("linking.{of}.candidates.recall"), "", Better::Higher, found));
        eprintln!(
            "views ({name}, synthetic): {} records, {candidates} candidate pairs, linked in {took:.1} s",
            truth.subjects.len()
        );
        measures.extend(figures(&of, &truth, &linked, &works));
        if names == Names::Listed {
            super::faults::print(&truth, &linked);
        }
    }
    measures
}

fn figures(of: &str, truth: &Truth, linked: &Linked, works: &BTreeMap<u32, usize>) -> Vec<Measure> {
    let judged = |at: usize| !offline::is_tuning(truth.franchise[at] as usize);
    let size = |at: usize| works.get(&truth.franchise[at]).copied().unwrap_or(1);
    let count = |name: &str, counts: &dyn Fn(usize) -> bool| {
        let tally = tally(truth, &linked.clusters, &|at| judged(at) && counts(at));
        eprintln!("  {name}: {tally:?}");
        super::figures(&format!("{of}.{name}"), &tally)
    };
    let mut measures = count("all", &|_| true);
    let mut ambiguous = count("ambiguous", &|at| size(at) > 1);
    ambiguous[0] = ambiguous[0].clone().goal(0.995);
    ambiguous[1] = ambiguous[1].clone().goal(0.93);
    measures.extend(ambiguous);
    let checked = |at: usize| judged(at) && size(at) > 1;
    measures.push(super::faults::precision(&format!("{of}.ambiguous"), truth, linked, &checked));
    for (name, from, to) in SIZES {
        measures.extend(count(&format!("franchise_of_{name}"), &|at| (from..=to).contains(&size(at))));
    }
    for format in ["TV", "MOVIE", "OVA", "ONA", "SPECIAL"] {
        let stated = |at: usize| truth.subjects[at].format.as_ref().is_some_and(|of| of.as_str() == format);
        measures.extend(count(&format!("format_{}", format.to_lowercase()), &stated));
    }
    measures
}
