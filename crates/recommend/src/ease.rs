//! A linear model with a closed form: what one item says of another once all others are accounted for.
//!
//! EASE (Steck, 2019): with `G` the counts of users that two items have in common, `P = (G + λI)⁻¹` and
//! `B = −P / diag(P)` with a zero diagonal. The inverse is of a dense matrix, so only the items that most
//! people rated take part; the others are left to their neighbours and to what they are about.
//!
//! Ours differs in three numbers, each chosen on lists that no figure is taken on: `λ` grows with how often an item was
//! rated, which is what dropping a share of each list while learning comes to (Steck, 2020: an item that everybody
//! rated does not explain itself away); long lists count less; and what is said of an item that everybody
//! knows is damped, since most would have found it without being told.

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
/// The share of each list that is dropped while learning, on average; 0 to 1.
const DROPPED: f64 = 0.3;
/// The power of an item's count, over the mean count, with which all that speaks for or against it is multiplied.
const WELL_KNOWN: f64 = -0.15;

impl Ease {
    /// Learns from the `items` items with the most ratings, with the penalty `lambda`, and keeps the `most`
    /// largest weights of each item. Takes memory for two square matrices of `items` in double precision.
    pub fn learn(ratings: &Ratings, items: usize, lambda: f64, most: usize) -> Self {
        Self::of(ratings, items, &How::Ours { lambda, most })
    }

    /// The same as it was published: everybody counts the same, however long their list.
    pub fn learn_plain(ratings: &Ratings, items: usize, lambda: f64, most: usize) -> Self {
        Self::of(ratings, items, &How::Published { lambda, most })
    }

    /// Of ours no item speaks for another that too few people rated with it. That it speaks against one says of
    /// nobody that they rated both.
    fn of(ratings: &Ratings, items: usize, how: &How) -> Self {
        let mut chosen: Vec<u32> =
            (0..ratings.items() as u32).filter(|item| ratings.count(*item) > 0).collect();
        chosen.sort_by_key(|item| (std::cmp::Reverse(ratings.count(*item)), *item));
        chosen.truncate(items);
        chosen.sort_unstable();
        let mut place = vec![u32::MAX; ratings.items()];
        for (at, item) in chosen.iter().enumerate() {
            place[*item as usize] = at as u32;
        }
        let inverse = invert(&gram(ratings, &place, chosen.len(), how));
        let counted: usize = chosen.iter().map(|item| ratings.count(*item)).sum();
        let mean = counted as f64 / chosen.len().max(1) as f64;
        let damped: Vec<f32> =
            chosen.iter().map(|item| how.damped(ratings.count(*item) as f64 / mean)).collect();
        let mut rows = vec![Vec::new(); ratings.items()];
        let mut common = Common::of(ratings);
        for (at, item) in chosen.iter().enumerate() {
            common.count(ratings, *item);
            let others = (0..chosen.len()).filter(|other| *other != at);
            let weights = others
                .map(|other| (other as u32, (-inverse[[at, other]] / inverse[[other, other]]) as f32))
                .filter(|(other, weight)| {
                    how.is_published() || *weight <= 0.0 || common.with(chosen[*other as usize]) >= LEAST
                });
            let kept = sparse::largest(weights.collect(), how.most()).into_iter();
            let told = kept.map(|(other, weight)| (chosen[other as usize], weight * damped[other as usize]));
            rows[*item as usize] = told.collect();
        }
        Self(Sparse::of(rows.into_iter()))
    }

    /// What an item says of others, ascending by item; below 0 where it speaks against one.
    pub fn row(&self, item: u32) -> &[(u32, f32)] {
        self.0.row(item)
    }
}

/// Which of the two models is learned, with the penalty `λ` and how many weights of an item are kept.
enum How {
    Published { lambda: f64, most: usize },
    Ours { lambda: f64, most: usize },
}

impl How {
    fn is_published(&self) -> bool {
        matches!(self, Self::Published { .. })
    }

    fn most(&self) -> usize {
        match self {
            Self::Published { most, .. } | Self::Ours { most, .. } => *most,
        }
    }

    /// What a list of so many items counts.
    fn weight(&self, length: usize) -> f64 {
        match self {
            Self::Published { .. } => 1.0,
            Self::Ours { .. } => (OFTEN / length as f64).sqrt(),
        }
    }

    /// The penalty of an item with so much weight on the diagonal.
    fn penalty(&self, own: f64) -> f64 {
        match self {
            Self::Published { lambda, .. } => *lambda,
            Self::Ours { lambda, .. } => lambda + DROPPED / (1.0 - DROPPED) * own,
        }
    }

    /// What is left of a word about an item that was rated so often, in multiples of the mean.
    fn damped(&self, often: f64) -> f32 {
        match self {
            Self::Published { .. } => 1.0,
            Self::Ours { .. } => often.powf(WELL_KNOWN) as f32,
        }
    }
}

fn gram(ratings: &Ratings, place: &[u32], size: usize, how: &How) -> Array2<f64> {
    let mut gram = Array2::<f64>::zeros((size, size));
    let mut own: Vec<usize> = Vec::new();
    for user in 0..ratings.users() as u32 {
        own.clear();
        let places = ratings.of_user(user).iter().map(|(item, _)| place[*item as usize]);
        own.extend(places.filter(|at| *at != u32::MAX).map(|at| at as usize));
        // Somebody who rated thousands says less with each of them.
        let weight = how.weight(own.len().max(1));
        for a in &own {
            for b in &own {
                gram[[*a, *b]] += weight;
            }
        }
    }
    for at in 0..size {
        gram[[at, at]] += how.penalty(gram[[at, at]]);
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
