//! Linked records with numbers that stay: new records come in batches, and what was numbered keeps its
//! number.

use model::ExternalId;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Decisions, Linked, Model, Subject, link};

/// Records, their clusters, and a number for each cluster.
///
/// The clusters are those that [`link`] finds for all records at once, in whatever batches they came.
/// The number of a cluster is the one that most of its records had before, the smallest on a tie; a
/// cluster of new records gets the next number. No number is given out twice.
#[derive(Debug, Clone, Default)]
pub struct Joined {
    subjects: Vec<Subject>,
    number_of: FxHashMap<ExternalId, u64>,
    given: u64,
}

/// A record whose cluster has another number than before: two clusters turned out to be one, or one to
/// be two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The record.
    pub id: ExternalId,
    /// Its number before.
    pub from: u64,
    /// Its number now.
    pub to: u64,
}

impl Joined {
    /// No records yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a record's cluster.
    pub fn number(&self, id: &ExternalId) -> Option<u64> {
        self.number_of.get(id).copied()
    }

    /// The records, in the order in which they came.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Takes in more records and links all of them anew. Returns what [`link`] found, with places in
    /// [`Joined::subjects`], and the records that were numbered before and have another number now, by id.
    pub fn join(&mut self, batch: &[Subject], decisions: &Decisions, model: &Model) -> (Linked, Vec<Moved>) {
        self.subjects.extend_from_slice(batch);
        let linked = link(&self.subjects, decisions, model);
        // Which cluster has most records of a number keeps it; clusters come in a fixed order.
        let mut claims: Vec<(std::cmp::Reverse<usize>, u64, usize)> = Vec::new();
        for (cluster, places) in linked.clusters.iter().enumerate() {
            let mut votes: FxHashMap<u64, usize> = FxHashMap::default();
            for place in places {
                if let Some(number) = self.number(&self.subjects[*place].external_id) {
                    *votes.entry(number).or_default() += 1;
                }
            }
            claims
                .extend(votes.into_iter().map(|(number, count)| (std::cmp::Reverse(count), number, cluster)));
        }
        claims.sort_unstable();
        let mut number: Vec<Option<u64>> = vec![None; linked.clusters.len()];
        let mut taken: FxHashSet<u64> = FxHashSet::default();
        for (_, claimed, cluster) in claims {
            if number[cluster].is_none() && taken.insert(claimed) {
                number[cluster] = Some(claimed);
            }
        }
        let mut moved = Vec::new();
        for (places, number) in linked.clusters.iter().zip(number) {
            let number = number.unwrap_or_else(|| {
                self.given += 1;
                self.given
            });
            for place in places {
                let id = &self.subjects[*place].external_id;
                if let Some(from) = self.number_of.insert(id.clone(), number).filter(|from| *from != number) {
                    moved.push(Moved { id: id.clone(), from, to: number });
                }
            }
        }
        moved.sort_unstable();
        moved.dedup();
        (linked, moved)
    }
}
