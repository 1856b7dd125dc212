//! From records to clusters.

use rustc_hash::FxHashMap;

use crate::{
    Contradiction, Decisions, Model, Subject, Verdict,
    block::Blocks,
    cluster::{Clusters, Rules},
    pairs::{Neighborhood, Pairs},
    profile::{Corpus, Profile},
    review,
    tables::{FRANCHISE, ONE, Seen},
};

/// What became of some records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Linked {
    /// Places of the records that are one work, ascending; every record stands in one cluster, and the
    /// clusters are ordered by their smallest external id, whatever the order of the records.
    pub clusters: Vec<Vec<usize>>,
    /// Pairs that a person should look at, the most valuable answer first.
    pub review: Vec<ReviewItem>,
    /// Where decisions and evidence go against each other, in a fixed order.
    pub contradictions: Vec<Contradiction>,
}

/// A pair of records that a person should look at.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewItem {
    /// Place of the record with the smaller external id.
    pub a: usize,
    /// Place of the other record.
    pub b: usize,
    /// What the fields say.
    pub verdict: Verdict,
    /// Whether the two stand in one cluster now.
    pub linked: bool,
    /// What an answer is worth: how uncertain the pair is, from 0 to 1, times how many pairs of records
    /// it decides.
    pub value: f64,
}

/// How often what was linked is counted and asked again, for tables and for ties.
const ROUNDS: usize = 2;

/// Finds out which records are one work.
///
/// The result depends on what the records say and on the decisions, and not on the order of either.
/// Takes under a minute for 150,000 records on two processors.
pub fn link(subjects: &[Subject], decisions: &Decisions, model: &Model) -> Linked {
    let order = canonical(subjects);
    let mut corpus = Corpus::default();
    let profiles = corpus.add_all(&order.iter().map(|at| &subjects[*at]).collect::<Vec<_>>());
    let (rules, mut contradictions) = rules(decisions, &profiles, &corpus);
    let blocks = Blocks::new(&profiles, &corpus);
    let candidates = blocks.pairs(&profiles);
    let seen = |(a, b): (u32, u32)| Seen::of(&profiles[a as usize], &profiles[b as usize]);
    corpus.tables.learn(FRANCHISE, blocks.siblings(&profiles).into_iter().map(seen));
    drop(blocks);
    let with_siblings = corpus.tables.clone();
    let mut pairs = Pairs::weigh(candidates, &profiles, &corpus);
    let least = model.least_nats();
    let mut clusters = Clusters::new(&profiles, &corpus, &rules);
    clusters.grow(&pairs, least);
    for _ in 0..ROUNDS {
        let linked = clusters.members.iter().flat_map(|members| all_pairs(members)).map(seen);
        let mut tables = with_siblings.clone();
        tables.learn(ONE, linked.chain(pairs.spoiled(&clusters, &corpus)));
        corpus.tables = tables;
        pairs.again(&corpus);
        clusters = Clusters::new(&profiles, &corpus, &rules);
        clusters.grow(&pairs, least);
    }
    if profiles.iter().any(|profile| !profile.ties.is_empty()) {
        let mut record_of = vec![u32::MAX; corpus.ids.len()];
        for (at, profile) in profiles.iter().enumerate().rev() {
            record_of[profile.id as usize] = at as u32;
        }
        for _ in 0..ROUNDS {
            let neighborhood =
                Neighborhood { record_of: &record_of, cluster_of: &clusters.of, clusters: &clusters.members };
            pairs.tie(&profiles, &corpus, &neighborhood);
            clusters = Clusters::new(&profiles, &corpus, &rules);
            clusters.grow(&pairs, least);
        }
    }
    let queue = review::queue(&clusters, &pairs, &profiles, &corpus, least);
    let mut found = review::contradictions(&clusters, &pairs, &profiles);
    found.sort_unstable();
    found.dedup();
    let id = |at: u32| subjects[order[at as usize]].external_id.clone();
    contradictions.extend(found.into_iter().map(|found| match found {
        review::Found::KeptApart(a, b) => Contradiction::KeptApart { a: id(a), b: id(b) },
        review::Found::ListedTwice(a, b, partner) => {
            Contradiction::ListedTwice { a: id(a), b: id(b), partner: id(partner) }
        }
    }));
    let places = |members: &Vec<u32>| {
        let mut places: Vec<usize> = members.iter().map(|at| order[*at as usize]).collect();
        places.sort_unstable();
        places
    };
    Linked {
        clusters: clusters.members.iter().filter(|members| !members.is_empty()).map(places).collect(),
        review: queue
            .into_iter()
            .map(|item| ReviewItem {
                a: order[item.a as usize],
                b: order[item.b as usize],
                verdict: item.verdict,
                linked: item.linked,
                value: item.value,
            })
            .collect(),
        contradictions,
    }
}

fn all_pairs(members: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    members.iter().enumerate().flat_map(|(at, a)| members[at + 1..].iter().map(move |b| (*a, *b)))
}

/// The places of records in an order that depends on what they say alone.
fn canonical(subjects: &[Subject]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&subjects[*a], &subjects[*b]);
        let ids = a.external_id.cmp(&b.external_id).then_with(|| a.source.cmp(&b.source));
        // Two records of one id from one source are rare enough to be compared letter by letter.
        ids.then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
    order
}

/// Decisions by places. What was decided to be different stays so: a pair of sames that would bring two
/// such records together, over others, is left out and told.
fn rules(decisions: &Decisions, profiles: &[Profile], corpus: &Corpus) -> (Rules, Vec<Contradiction>) {
    let mut records: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (at, profile) in profiles.iter().enumerate() {
        records.entry(profile.id).or_default().push(at as u32);
    }
    let of = |id| corpus.ids.get(id).and_then(|id| records.get(id)).map(Vec::as_slice).unwrap_or_default();
    let mut rules = Rules::default();
    for (a, b) in &decisions.different {
        for x in of(a) {
            for y in of(b).iter().filter(|y| *y != x) {
                rules.different.insert((*x.min(y), *x.max(y)));
            }
        }
    }
    for same in records.values() {
        rules.same.extend(same.windows(2).map(|pair| (pair[0], pair[1])));
    }
    let mut asked: Vec<_> = decisions
        .same
        .iter()
        .map(|(a, b)| if a <= b { (a, b) } else { (b, a) })
        .filter(|(a, b)| !of(a).is_empty() && !of(b).is_empty())
        .collect();
    asked.sort_unstable();
    asked.dedup();
    let mut contradictions = Vec::new();
    rules.same.sort_unstable();
    let empty = Rules { same: rules.same.clone(), different: rules.different.clone() };
    let mut clusters = Clusters::new(profiles, corpus, &empty);
    for (a, b) in asked {
        let (x, y) = (of(a)[0], of(b)[0]);
        if clusters.decided_apart(x, y) {
            contradictions.push(Contradiction::Decided { a: a.clone(), b: b.clone() });
        } else {
            clusters.join(x, y);
            rules.same.push((x, y));
        }
    }
    (rules, contradictions)
}
