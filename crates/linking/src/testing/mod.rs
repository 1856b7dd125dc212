//! Generators of records whose truth is known, and the counting of right and wrong links. Not part of
//! the product: behind the feature `testing`, for this crate's tests and for the measures.
//!
//! All of them are *synthetic*: figures taken on them say how linking stands up to the difficulties
//! that were built in, and no more.

pub mod learn;
pub mod offline;
mod random;
pub mod rates;
mod score;
pub mod sequels;
pub mod trilogy;
pub mod views;

pub use random::Random;
pub use score::{Tally, as_texts, tally};

use crate::Subject;

/// Records with their truth.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// The records.
    pub subjects: Vec<Subject>,
    /// For each record, the work it is about.
    pub work: Vec<u32>,
    /// For each record, the franchise its work belongs to.
    pub franchise: Vec<u32>,
    /// For each record, the smallest of all works that may be the same as its own without the truth
    /// knowing: a pair of two such works counts neither as right nor as wrong. Its own work where the
    /// truth has no such gaps.
    pub doubtful: Vec<u32>,
}

impl Truth {
    /// The same records in another order.
    #[must_use]
    pub fn shuffled(&self, random: &mut Random) -> Self {
        let mut order: Vec<usize> = (0..self.subjects.len()).collect();
        random.shuffle(&mut order);
        self.picked(&order)
    }

    /// Some of the records, in the order given.
    #[must_use]
    pub fn picked(&self, places: &[usize]) -> Self {
        Self {
            subjects: places.iter().map(|at| self.subjects[*at].clone()).collect(),
            work: places.iter().map(|at| self.work[*at]).collect(),
            franchise: places.iter().map(|at| self.franchise[*at]).collect(),
            doubtful: places.iter().map(|at| self.doubtful[*at]).collect(),
        }
    }
}
