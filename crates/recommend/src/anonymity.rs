//! That nobody can be made out: what two items have in common is told only where enough people rated both.
//!
//! Ratings come in without names, but a pair of works that one single person rated would tell that person's taste
//! to whoever looks at the neighbors of either. So of every pair it is counted how many people rated both.

use crate::Ratings;

/// So many people have to have rated two items before anything is learned from that (k-anonymity, Sweeney, 2002,
/// with a k that is usual for published counts).
pub const LEAST: u32 = 5;

/// Counts for one item after the other, with room that is used again.
pub(crate) struct Common {
    counts: Vec<u32>,
    touched: Vec<u32>,
}

impl Common {
    pub fn of(ratings: &Ratings) -> Self {
        Self { counts: vec![0; ratings.items()], touched: Vec::new() }
    }

    /// Each other item with how many people rated both, counting for one item.
    pub fn count(&mut self, ratings: &Ratings, item: u32) -> &[u32] {
        for other in self.touched.drain(..) {
            self.counts[other as usize] = 0;
        }
        for (user, _) in ratings.of_item(item) {
            for (other, _) in ratings.of_user(*user) {
                if self.counts[*other as usize] == 0 {
                    self.touched.push(*other);
                }
                self.counts[*other as usize] += 1;
            }
        }
        self.touched.sort_unstable();
        &self.touched
    }

    /// How many people rated the counted item and this one.
    pub fn with(&self, other: u32) -> u32 {
        self.counts[other as usize]
    }
}
