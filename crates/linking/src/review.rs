//! What a person should look at, and what does not fit together.

use rustc_hash::FxHashMap;

use crate::{
    Verdict,
    cluster::Clusters,
    pairs::Pairs,
    profile::{Corpus, Profile},
    weigh::{self, probability},
};

/// A pair worth a look, by places in canonical order.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) verdict: Verdict,
    pub(crate) linked: bool,
    pub(crate) value: f64,
}

/// What does not fit together, by places in canonical order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Found {
    KeptApart(u32, u32),
    ListedTwice(u32, u32, u32),
}

/// A question whose answer is surer than this, either way, is not asked.
const SURE: f64 = 0.97;
/// The evidence, in nats, from which two records count as looking like one work: 95 of 100.
const LOOKS_ALIKE: f32 = 2.95;

/// The pairs whose answer is worth most: one question for any two clusters that may be one, and one for
/// any record that may stand in the wrong one.
pub(crate) fn queue(
    clusters: &Clusters<'_>,
    pairs: &Pairs,
    profiles: &[Profile],
    corpus: &Corpus,
    least: f32,
) -> Vec<Item> {
    let mut best: FxHashMap<(u32, u32), (f32, u32, u32)> = FxHashMap::default();
    let mut inside: FxHashMap<u32, (f32, u32)> = FxHashMap::default();
    for ((a, b), nats) in pairs.ends.iter().zip(&pairs.nats) {
        let (x, y) = (clusters.of[*a as usize], clusters.of[*b as usize]);
        if x != y {
            let known = best.entry((x.min(y), x.max(y))).or_insert((*nats, *a, *b));
            if *nats > known.0 {
                *known = (*nats, *a, *b);
            }
            continue;
        }
        for (record, other) in [(*a, *b), (*b, *a)] {
            let known = inside.entry(record).or_insert((*nats, other));
            if *nats > known.0 {
                *known = (*nats, other);
            }
        }
    }
    let mut items = Vec::new();
    for (nats, a, b) in best.into_values() {
        let chance = probability(f64::from(nats));
        if chance > 1.0 - SURE && clusters.allowed(a, b) {
            // What all pairs between the two say, not the best alone, tells how uncertain the join is.
            let support = clusters.support(a, b, pairs).min(f64::from(nats));
            push(&mut items, (a, b), probability(support).max(1.0 - SURE), false, clusters, profiles, corpus);
        }
    }
    for (record, (nats, other)) in inside {
        // A pair of two tells the same of both.
        let pair = clusters.members[clusters.of[record as usize] as usize].len() == 2;
        let chance = probability(f64::from(nats));
        if chance < SURE && nats > least && !(pair && other < record) {
            push(
                &mut items,
                (record.min(other), record.max(other)),
                chance,
                true,
                clusters,
                profiles,
                corpus,
            );
        }
    }
    items.sort_by(|x, y| y.value.total_cmp(&x.value).then((x.a, x.b).cmp(&(y.a, y.b))));
    items.dedup_by_key(|item| (item.a, item.b));
    items
}

fn push(
    items: &mut Vec<Item>,
    (a, b): (u32, u32),
    chance: f64,
    linked: bool,
    clusters: &Clusters<'_>,
    profiles: &[Profile],
    corpus: &Corpus,
) {
    let (one, other) = (&profiles[a as usize], &profiles[b as usize]);
    let Some(weighed) = weigh::weigh(one, other, corpus) else { return };
    let size = |record: u32| clusters.members[clusters.of[record as usize] as usize].len() as f64;
    let decides = if linked { size(a) - 1.0 } else { size(a) * size(b) };
    let value = 4.0 * chance * (1.0 - chance) * decides;
    items.push(Item { a, b, verdict: weighed.verdict(one, other, corpus), linked, value });
}

/// Records that look like one work and cannot be, by a decision or because a source lists both.
pub(crate) fn contradictions(clusters: &Clusters<'_>, pairs: &Pairs, profiles: &[Profile]) -> Vec<Found> {
    let mut found = Vec::new();
    for ((a, b), nats) in pairs.ends.iter().zip(&pairs.nats) {
        let (x, y) = (clusters.of[*a as usize], clusters.of[*b as usize]);
        if x == y || *nats <= 0.0 {
            continue;
        }
        if clusters.decided_apart(*a, *b) {
            found.push(Found::KeptApart(*a, *b));
        } else if *nats > LOOKS_ALIKE && clusters.support(*a, *b, pairs) > 0.0 {
            let twice = |record: u32, cluster: u32| {
                let space = profiles[record as usize].space;
                clusters.members[cluster as usize]
                    .iter()
                    .copied()
                    .find(|m| profiles[*m as usize].space == space)
            };
            if let Some(other) = twice(*a, y) {
                found.push(Found::ListedTwice(other, *a, *b));
            } else if let Some(other) = twice(*b, x) {
                found.push(Found::ListedTwice(other, *b, *a));
            }
        }
    }
    found
}
