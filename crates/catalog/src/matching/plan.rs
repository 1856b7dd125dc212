//! What follows from what linking found. Pure.

use std::collections::{BTreeMap, BTreeSet};

use linking::{Contradiction, Linked, Model, Verdict};
use model::EntityId;
use store::{Join, NewPair};

use super::{Joined, Weighed, hands::Hands, shelf::Shelf};

/// What is to be done.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// Works that become one, cluster by cluster, in the order of the works that stay.
    pub joins: Vec<Vec<PlannedJoin>>,
    /// Pairs that a person should look at.
    pub review: Vec<NewPair>,
    /// Where decisions and evidence go against each other.
    pub contradictions: Vec<Contradiction>,
}

/// One work into another, with the pair of records that says so loudest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlannedJoin {
    pub join: Join,
    pub pair: NewPair,
}

impl PlannedJoin {
    pub fn shown(&self) -> Joined {
        Joined {
            kept: self.join.keeper,
            dropped: self.join.loser,
            a: self.pair.a.clone(),
            b: self.pair.b.clone(),
            probability: self.pair.probability,
        }
    }
}

impl Plan {
    /// Clusters that hold several works join them, unless a person keeps two of them apart.
    pub fn of(shelf: &Shelf, hands: &Hands, model: &Model, linked: Linked) -> Self {
        let mut plan = Self { contradictions: linked.contradictions, ..Self::default() };
        let mut joined: BTreeMap<EntityId, EntityId> = BTreeMap::new();
        let mut clusters = Vec::new();
        for cluster in &linked.clusters {
            let works: BTreeSet<EntityId> = cluster.iter().map(|at| shelf.works[*at]).collect();
            if works.len() < 2 || !shelf.seeks(works.iter().copied()) {
                continue;
            }
            if let Some((a, b)) = hands.torn(&works) {
                let id_of = |work: EntityId| {
                    let at = cluster.iter().find(|at| shelf.works[**at] == work).expect("it is in there");
                    shelf.subjects[*at].external_id.clone()
                };
                let apart = Contradiction::KeptApart { a: id_of(a), b: id_of(b) };
                if !plan.contradictions.contains(&apart) {
                    plan.contradictions.push(apart);
                }
                continue;
            }
            let keeper = *works.first().expect("two at least");
            joined.extend(works.iter().skip(1).map(|loser| (*loser, keeper)));
            clusters.push((keeper, cluster.clone(), works));
        }
        clusters.sort_unstable();
        for (keeper, cluster, works) in clusters {
            let losers = works.into_iter().skip(1);
            plan.joins.push(losers.map(|loser| planned(shelf, model, keeper, loser, &cluster)).collect());
        }
        let now = |work: EntityId| joined.get(&work).copied().unwrap_or(work);
        for item in linked.review {
            let (a, b) = (now(shelf.works[item.a]), now(shelf.works[item.b]));
            let sought = shelf.seeks([shelf.works[item.a], shelf.works[item.b]]);
            if a != b && sought && !hands.keep_apart(shelf.works[item.a], shelf.works[item.b]) {
                plan.review.push(pair(shelf, item.a, item.b, &item.verdict, item.value));
            }
        }
        plan
    }
}

/// The join of one work of a cluster, over its record that is most like one of the others.
fn planned(
    shelf: &Shelf,
    model: &Model,
    keeper: EntityId,
    loser: EntityId,
    cluster: &[usize],
) -> PlannedJoin {
    let (mine, others): (Vec<usize>, Vec<usize>) = cluster.iter().partition(|at| shelf.works[**at] == loser);
    let mut best: Option<(usize, usize, Verdict)> = None;
    for a in &mine {
        for b in &others {
            let verdict = model.compare(&shelf.subjects[*a], &shelf.subjects[*b]);
            let ids = |a: usize, b: usize| (&shelf.subjects[a].external_id, &shelf.subjects[b].external_id);
            let better = best.as_ref().is_none_or(|(x, y, known)| {
                let order = verdict.probability.total_cmp(&known.probability);
                order.then_with(|| ids(*x, *y).cmp(&ids(*a, *b))).is_gt()
            });
            if better {
                best = Some((*a, *b, verdict));
            }
        }
    }
    let (a, b, verdict) = best.expect("a cluster of two works has a record of each");
    let pair = pair(shelf, a, b, &verdict, 0.0);
    let note = format!("{} and {}: {}", pair.a, pair.b, in_words(&verdict));
    PlannedJoin { join: Join { loser, keeper, confidence: verdict.probability, note }, pair }
}

fn pair(shelf: &Shelf, a: usize, b: usize, verdict: &Verdict, value: f64) -> NewPair {
    NewPair {
        a: shelf.subjects[a].external_id.clone(),
        b: shelf.subjects[b].external_id.clone(),
        probability: verdict.probability,
        value,
        weights: Weighed::of(verdict),
    }
}

/// `title same, date near`: what spoke for it, the loudest first.
fn in_words(verdict: &Verdict) -> String {
    let mut loud: Vec<_> = verdict.weights.iter().filter(|weight| weight.weight > 0.0).collect();
    loud.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().replace('_', " ");
    let said = loud.iter().map(|weight| {
        let field = serde_json::to_value(weight.field).map(word).unwrap_or_default();
        let agreement = serde_json::to_value(weight.agreement).map(word).unwrap_or_default();
        format!("{field} {agreement}")
    });
    said.collect::<Vec<_>>().join(", ")
}
