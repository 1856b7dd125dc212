//! Items that the same people rate: the cosine of their columns, shrunk where few people speak.

use serde::{Deserialize, Serialize};

use crate::{
    Ratings, Sparse,
    anonymity::{Common, LEAST},
    sparse,
};

/// Item neighbours (Sarwar et al., 2001), each item with its nearest others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbors(pub(crate) Sparse);

/// So many users in common halve what a cosine is believed.
const SHRINK: f32 = 10.0;

impl Neighbors {
    /// The `most` nearest of each item, of those that enough people rated with it.
    pub fn learn(ratings: &Ratings, most: usize) -> Self {
        let mut common = Common::of(ratings);
        let rows = (0..ratings.items() as u32).map(|item| {
            let touched = common.count(ratings, item).to_vec();
            let own = ratings.count(item) as f32;
            let others = touched.into_iter().filter(|other| *other != item && common.with(*other) >= LEAST);
            let near = others.map(|other| {
                let both = common.with(other) as f32;
                let cosine = both / (own * ratings.count(other) as f32).sqrt();
                (other, cosine * both / (both + SHRINK))
            });
            sparse::largest(near.collect(), most)
        });
        Self(Sparse::of(rows))
    }

    /// The neighbours of an item, ascending by item, each with its similarity, 0 to 1.
    pub fn of(&self, item: u32) -> &[(u32, f32)] {
        self.0.row(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items 0 and 1 are rated by the same six people, 2 by four of them, and 3 by one of them and eight others.
    fn ratings() -> Ratings {
        let mut triples: Vec<(u32, u32, f32)> = Vec::new();
        for user in 0..6 {
            triples.extend([(user, 0, 8.0), (user, 1, 7.0)]);
        }
        triples.extend((0..4).map(|user| (user, 2, 9.0)));
        triples.push((0, 3, 9.0));
        triples.extend((6..14).map(|user| (user, 3, 6.0)));
        Ratings::of(triples)
    }

    #[test]
    fn the_expected_neighbors_and_their_similarity() {
        let neighbors = Neighbors::learn(&ratings(), 10);
        // A cosine of 6 / √(6·6), believed by 6 / 16.
        assert_eq!(neighbors.of(0), [(1, 0.375)]);
        assert_eq!(neighbors.of(1), [(0, 0.375)]);
    }

    #[test]
    fn what_fewer_than_five_people_share_is_not_told() {
        let neighbors = Neighbors::learn(&ratings(), 10);
        assert!(neighbors.of(2).is_empty() && neighbors.of(3).is_empty());
        let mut more: Vec<(u32, u32, f32)> =
            (0..5).flat_map(|user| [(user, 0, 8.0), (user, 2, 8.0)]).collect();
        more.push((5, 0, 8.0));
        let neighbors = Neighbors::learn(&Ratings::of(more), 10);
        assert_eq!(
            neighbors.of(2).iter().map(|(item, _)| *item).collect::<Vec<_>>(),
            [0],
            "the fifth opens it"
        );
    }
}
