//! Counting how often records agree, for the tables of the model.

use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::{Random, Truth};
use crate::{
    levels::{COUNTS, FIELDS, Levels, TIES, TitleLevel, levels, titles},
    pairs::Neighborhood,
    profile::{Corpus, Profile},
    weigh,
};

/// Pairs counted of each class at most, so that a few huge franchises do not outweigh the others.
const MOST: usize = 400_000;

/// How much of the even distribution goes into each row.
const EVEN: f64 = 0.015;

struct Counts {
    titles: [f64; 7],
    fields: Vec<Vec<f64>>,
}

impl Counts {
    fn new() -> Self {
        Self { titles: [0.0; 7], fields: COUNTS.iter().map(|count| vec![0.0; *count]).collect() }
    }

    fn add(&mut self, title: TitleLevel, levels: Levels) {
        self.titles[title as usize] += 1.0;
        for (field, level) in levels.into_iter().enumerate() {
            self.fields[field][level as usize] += 1.0;
        }
    }
}

/// The tables of records with known truth, as the text of `table.rs` has them: every two records of one
/// work, of one franchise, and some of different ones.
pub fn tables(truth: &Truth, seed: u64) -> String {
    let random = &mut Random::new(seed);
    let mut corpus = Corpus::default();
    let profiles: Vec<Profile> = truth.subjects.iter().map(|subject| corpus.add(subject)).collect();
    let (cluster_of, clusters, record_of) = neighborhood(truth, &profiles, &corpus);
    let neighborhood = Neighborhood { record_of: &record_of, cluster_of: &cluster_of, clusters: &clusters };
    let mut counts: Vec<Counts> = (0..4).map(|_| Counts::new()).collect();
    let mut siblings = 0.0;
    let mut franchises: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (at, franchise) in truth.franchise.iter().enumerate() {
        franchises.entry(*franchise).or_default().push(at as u32);
    }
    let count = |a: u32, b: u32, class: Option<usize>, counts: &mut Vec<Counts>| {
        let (one, other) = (&profiles[a as usize], &profiles[b as usize]);
        let title = titles(one, other, &corpus).level;
        let mut levels = levels(one, other);
        levels[TIES] = neighborhood.level(a, b, &profiles);
        let class = class.unwrap_or(if title <= TitleLevel::Near { 1 } else { 2 });
        counts[class].add(title, levels);
    };
    let mut keys: Vec<u32> = franchises.keys().copied().collect();
    keys.sort_unstable();
    let mut pairs = 0;
    for franchise in keys {
        let records = &franchises[&franchise];
        let sample = 600.min(records.len());
        for (at, a) in records.iter().enumerate().take(sample) {
            for b in &records[at + 1..] {
                if profiles[*a as usize].space == profiles[*b as usize].space {
                    continue;
                }
                let same = truth.work[*a as usize] == truth.work[*b as usize];
                // Of a large franchise a share of the pairs stands for all.
                if same || records.len() < 60 || random.below(records.len()) < 20 {
                    count(*a, *b, same.then_some(0), &mut counts);
                }
                if !same {
                    siblings += 2.0;
                }
                pairs += 1;
            }
        }
    }
    for _ in 0..MOST.min(pairs * 4) {
        let (a, b) = (random.below(profiles.len()) as u32, random.below(profiles.len()) as u32);
        let apart = truth.franchise[a as usize] != truth.franchise[b as usize]
            && profiles[a as usize].space != profiles[b as usize].space;
        if apart {
            count(a, b, Some(3), &mut counts);
        }
    }
    let spaces = corpus.spaces.records.len() as f64;
    let siblings = siblings / profiles.len() as f64 / (spaces - 1.0);
    text(&counts, siblings)
}

type Linked = (Vec<u32>, Vec<Vec<u32>>, Vec<u32>);

fn neighborhood(truth: &Truth, profiles: &[Profile], corpus: &Corpus) -> Linked {
    let works = truth.work.iter().max().map_or(0, |most| *most as usize + 1);
    let mut clusters = vec![Vec::new(); works];
    let mut record_of = vec![u32::MAX; corpus.ids.len()];
    for (at, profile) in profiles.iter().enumerate() {
        clusters[truth.work[at] as usize].push(at as u32);
        record_of[profile.id as usize] = at as u32;
    }
    (truth.work.clone(), clusters, record_of)
}

fn text(counts: &[Counts], siblings: f64) -> String {
    // A little of the even distribution is mixed in: what was never seen here is not impossible.
    let row = |counts: &[f64], even: f64| {
        let sum: f64 = counts.iter().sum::<f64>().max(1.0);
        let mixed = |count: &f64| (1.0 - even) * count / sum + even / counts.len() as f64;
        let shares: Vec<String> = counts.iter().map(|count| format!("{:.5}", mixed(count))).collect();
        format!("[{}]", shares.join(", "))
    };
    let mut franchise = counts[1].titles;
    franchise.iter_mut().zip(counts[2].titles).for_each(|(one, two)| *one += two);
    let mut out = format!("TITLES: [{}, {}];\n", row(&counts[0].titles, EVEN), row(&franchise, EVEN));
    for (field, name) in FIELDS.iter().enumerate() {
        let last = COUNTS[field] - 1;
        let rows = counts.iter().enumerate().map(|(class, counts)| {
            // Chance pairs are many, and so are counted well.
            let even = if class == 3 { EVEN / 100.0 } else { EVEN };
            row(&counts.fields[field][..last], even).replace(']', ", 1.0]")
        });
        let rows: Vec<String> = rows.collect();
        let _ = writeln!(out, "{name:?}: [{}];", rows.join(", "));
    }
    let _ = writeln!(out, "SIBLINGS: {siblings:.3};");
    out
}

/// Candidate pairs by how sure they are said to be: for each tenth of a probability, how many pairs, and
/// how many of them are one work.
pub fn calibration(truth: &Truth) -> Vec<(f64, u64, u64)> {
    let mut corpus = Corpus::default();
    let profiles: Vec<Profile> = truth.subjects.iter().map(|subject| corpus.add(subject)).collect();
    let pairs = crate::block::Blocks::new(&profiles, &corpus).pairs(&profiles);
    let mut bins = vec![(0u64, 0u64); 33];
    for (a, b) in pairs {
        let Some(weighed) = weigh::weigh(&profiles[a as usize], &profiles[b as usize], &corpus) else {
            continue;
        };
        let nats = weighed.log_odds(&corpus);
        let bin = &mut bins[(nats.round() as i64 + 16).clamp(0, 32) as usize];
        bin.0 += 1;
        bin.1 += u64::from(truth.work[a as usize] == truth.work[b as usize]);
    }
    bins.into_iter().enumerate().map(|(at, (all, right))| (at as f64 - 16.0, all, right)).collect()
}

/// How many of the true pairs are among the candidates, and how many candidates there are.
pub fn blocking(truth: &Truth) -> (f64, u64) {
    let mut corpus = Corpus::default();
    let profiles: Vec<Profile> = truth.subjects.iter().map(|subject| corpus.add(subject)).collect();
    let pairs = crate::block::Blocks::new(&profiles, &corpus).pairs(&profiles);
    let found = pairs.iter().filter(|(a, b)| truth.work[*a as usize] == truth.work[*b as usize]).count();
    let mut works: FxHashMap<u32, u64> = FxHashMap::default();
    for work in &truth.work {
        *works.entry(*work).or_default() += 1;
    }
    let all: u64 = works.values().map(|count| count * (count - 1) / 2).sum();
    (found as f64 / all.max(1) as f64, pairs.len() as u64)
}
