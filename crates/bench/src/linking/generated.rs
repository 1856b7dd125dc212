//! Records of generated franchises: in the manner of the baseline's script, and of a second generator
//! that was written before anything was tuned.

use bench::{Better, Measure};
use linking::{
    Decisions, Model, link,
    testing::{Truth, sequels, tally, trilogy},
};
use model::Medium;

/// As many franchises as the baseline's script has.
const FRANCHISES: usize = 3000;
const SEEDS: [u64; 3] = [11, 12, 13];

pub fn run() -> Vec<Measure> {
    let mut measures = f1("trilogy", 0.985, &|seed| trilogy::generate(FRANCHISES, seed));
    for (name, value) in [
        ("the rule of modb, the best threshold, mutual best", 0.80),
        ("the rule of modb, the best threshold, all pairs", 0.64),
        ("splink", 0.70),
    ] {
        measures[0] = measures[0].clone().peer(name, value);
    }
    measures.extend(f1("sequels", 0.97, &|seed| sequels::generate(FRANCHISES, seed)));
    let truth = sequels::generate(FRANCHISES, SEEDS[0]);
    let linked = link(&truth.subjects, &Decisions::default(), &Model::default());
    for (name, medium) in [("anime", Medium::Anime), ("manga", Medium::Manga)] {
        let tally =
            tally(&truth, &linked.clusters, &|at| truth.subjects[at].medium.as_ref() == Some(&medium));
        measures.extend(super::figures(&format!("sequels.synthetic.{name}"), &tally));
    }
    measures
}

fn f1(name: &str, goal: f64, generate: &dyn Fn(u64) -> Truth) -> Vec<Measure> {
    let tallies: Vec<_> = SEEDS
        .iter()
        .map(|seed| {
            let truth = generate(*seed);
            let linked = link(&truth.subjects, &Decisions::default(), &Model::default());
            tally(&truth, &linked.clusters, &|_| true)
        })
        .collect();
    let figure = |what: &str, of: &dyn Fn(&linking::testing::Tally) -> f64| {
        let samples = tallies.iter().map(of).collect();
        Measure::new(format!("linking.{name}.synthetic.pairs.{what}"), "", Better::Higher, samples)
    };
    vec![
        figure("f1", &linking::testing::Tally::f1).goal(goal),
        figure("precision", &linking::testing::Tally::precision),
        figure("recall", &linking::testing::Tally::recall),
    ]
}
