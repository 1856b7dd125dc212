//! From records to clusters.

use crate::{Contradiction, Decisions, Model, Subject, Verdict};

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
    /// What an answer is worth: how uncertain the pair is, times how many pairs of records it decides.
    pub value: f64,
}

/// Finds out which records are one work.
///
/// The result depends on what the records say and on the decisions, and not on the order of either.
pub fn link(subjects: &[Subject], decisions: &Decisions, model: &Model) -> Linked {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by(|a, b| subjects[*a].external_id.cmp(&subjects[*b].external_id));
    let apart = |a: &Subject, b: &Subject| {
        a.external_id.namespace() == b.external_id.namespace() && a.external_id != b.external_id
            || decisions.different.iter().any(|(x, y)| {
                (x == &a.external_id && y == &b.external_id) || (y == &a.external_id && x == &b.external_id)
            })
    };
    let together = |a: &Subject, b: &Subject| {
        a.external_id == b.external_id
            || decisions.same.iter().any(|(x, y)| {
                (x == &a.external_id && y == &b.external_id) || (y == &a.external_id && x == &b.external_id)
            })
            || model.compare(a, b).probability >= model.threshold
    };
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let subject = &subjects[at];
        let fits = |cluster: &Vec<usize>| {
            cluster.iter().all(|other| !apart(&subjects[*other], subject))
                && cluster.iter().any(|other| together(&subjects[*other], subject))
        };
        match clusters.iter_mut().find(|cluster| fits(cluster)) {
            Some(cluster) => cluster.push(at),
            None => clusters.push(vec![at]),
        }
    }
    for cluster in &mut clusters {
        cluster.sort_unstable();
    }
    Linked { clusters, review: Vec::new(), contradictions: Vec::new() }
}
