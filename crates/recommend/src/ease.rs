//! A linear model with a closed form: what one item says of another once all others are accounted for.
//!
//! EASE (Steck, 2019): with `G` the counts of users that two items have in common, `P = (G + λI)⁻¹` and
//! `B = −P / diag(P)` with a zero diagonal. The inverse is of a dense matrix, so only the items that most
//! people rated take part; the others are left to their neighbours and to what they are about.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::{
    Ratings, Sparse,
    anonymity::{Common, LEAST},
    invert::invert,
    sparse,
};

/// The weights of EASE, each item with the others that it says most of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ease(pub(crate) Sparse);

/// A list of so many items counts as one user in what two items have in common; the weight of a list is the
/// square root of this over its length.
const OFTEN: f64 = 100.0;

impl Ease {
    /// Learns from the `items` items with the most ratings, with the penalty `lambda`, and keeps the `most`
    /// largest weights of each item. Takes memory for two square matrices of `items` in double precision.
    pub fn learn(ratings: &Ratings, items: usize, lambda: f64, most: usize) -> Self {
        Self::of(ratings, items, lambda, most, true, |length| (OFTEN / length as f64).sqrt())
    }

    /// The same as it was published: everybody counts the same, however long their list.
    pub fn learn_plain(ratings: &Ratings, items: usize, lambda: f64, most: usize) -> Self {
        Self::of(ratings, items, lambda, most, false, |_| 1.0)
    }

    /// Where it is to be `anonymous`, no item speaks for another that too few people rated with it. That it speaks
    /// against one says of nobody that they rated both.
    fn of(
        ratings: &Ratings,
        items: usize,
        lambda: f64,
        most: usize,
        anonymous: bool,
        weight: impl Fn(usize) -> f64,
    ) -> Self {
        let mut chosen: Vec<u32> =
            (0..ratings.items() as u32).filter(|item| ratings.count(*item) > 0).collect();
        chosen.sort_by_key(|item| (std::cmp::Reverse(ratings.count(*item)), *item));
        chosen.truncate(items);
        chosen.sort_unstable();
        let mut place = vec![u32::MAX; ratings.items()];
        for (at, item) in chosen.iter().enumerate() {
            place[*item as usize] = at as u32;
        }
        let inverse = invert(&gram(ratings, &place, chosen.len(), lambda, weight));
        let mut rows = vec![Vec::new(); ratings.items()];
        let mut common = Common::of(ratings);
        for (at, item) in chosen.iter().enumerate() {
            common.count(ratings, *item);
            let weights = chosen.iter().enumerate().filter(|(other, _)| *other != at);
            let weights = weights
                .map(|(other, name)| (*name, (-inverse[[at, other]] / inverse[[other, other]]) as f32))
                .filter(|(name, weight)| !anonymous || *weight <= 0.0 || common.with(*name) >= LEAST);
            rows[*item as usize] = sparse::largest(weights.collect(), most);
        }
        Self(Sparse::of(rows.into_iter()))
    }

    /// What an item says of others, ascending by item; below 0 where it speaks against one.
    pub fn row(&self, item: u32) -> &[(u32, f32)] {
        self.0.row(item)
    }
}

fn gram(
    ratings: &Ratings,
    place: &[u32],
    size: usize,
    lambda: f64,
    weight: impl Fn(usize) -> f64,
) -> Array2<f64> {
    let mut gram = Array2::<f64>::zeros((size, size));
    let mut own: Vec<usize> = Vec::new();
    for user in 0..ratings.users() as u32 {
        own.clear();
        let places = ratings.of_user(user).iter().map(|(item, _)| place[*item as usize]);
        own.extend(places.filter(|at| *at != u32::MAX).map(|at| at as usize));
        // Somebody who rated thousands says less with each of them.
        let weight = weight(own.len().max(1));
        for a in &own {
            for b in &own {
                gram[[*a, *b]] += weight;
            }
        }
    }
    for at in 0..size {
        gram[[at, at]] += lambda;
    }
    gram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_person_alone_rated_together_speaks_for_nothing() {
        let mut triples: Vec<(u32, u32, f32)> =
            (0..6).flat_map(|user| [(user, 0, 8.0), (user, 1, 8.0)]).collect();
        triples.push((0, 2, 8.0));
        let ratings = Ratings::of(triples);
        let for_it = |ease: &Ease| ease.row(2).iter().any(|(_, weight)| *weight > 0.0);
        assert!(for_it(&Ease::learn_plain(&ratings, 10, 1.0, 10)), "as published, one list is enough");
        assert!(!for_it(&Ease::learn(&ratings, 10, 1.0, 10)));
        let told = Ease::learn(&ratings, 10, 1.0, 10);
        assert!(told.row(0).iter().any(|(item, weight)| *item == 1 && *weight > 0.0), "six are");
    }
}
