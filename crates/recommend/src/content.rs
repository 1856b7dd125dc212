//! What items are about: tags, studios, people and the like, as features with weights.

use rustc_hash::FxHashMap;

use crate::Sparse;

/// For each item its features; rare ones weigh more.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// For each item, features with weights; the squares of a row add up to 1.
    of_item: Sparse,
    /// For each feature, the items that have it.
    of_feature: Sparse,
}

/// A feature of more items than this share tells nothing of what somebody likes.
const EVERYWHERE: f32 = 0.3;
/// Fewer items than these count as so many: in a small collection everything is of a few kinds.
const FEW: f32 = 50.0;

impl Content {
    /// Of the features of each item, by number, from the item 0 on.
    pub fn of(items: &[Vec<u32>]) -> Self {
        let mut counts: FxHashMap<u32, f32> = FxHashMap::default();
        for feature in items.iter().flatten() {
            *counts.entry(*feature).or_default() += 1.0;
        }
        let all = items.len() as f32;
        let features = counts.keys().max().map_or(0, |feature| *feature as usize + 1);
        let rows: Vec<Vec<(u32, f32)>> = items
            .iter()
            .map(|own| {
                let mut own = own.clone();
                own.sort_unstable();
                own.dedup();
                let weighed = own.into_iter().filter(|feature| counts[feature] <= EVERYWHERE * all.max(FEW));
                let row: Vec<(u32, f32)> =
                    weighed.map(|feature| (feature, ((all + 1.0) / counts[&feature]).ln())).collect();
                let length = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
                row.into_iter().map(|(feature, weight)| (feature, weight / length)).collect()
            })
            .collect();
        let mut by_feature = vec![Vec::new(); features];
        for (item, row) in rows.iter().enumerate() {
            for (feature, weight) in row {
                by_feature[*feature as usize].push((item as u32, *weight));
            }
        }
        Self { of_item: Sparse::of(rows.into_iter()), of_feature: Sparse::of(by_feature.into_iter()) }
    }

    /// How alike two items are, from 0 to 1.
    pub fn alike(&self, a: u32, b: u32) -> f32 {
        let (mut x, mut y) = (self.of_item.row(a).iter().peekable(), self.of_item.row(b).iter().peekable());
        let mut sum = 0.0;
        while let (Some((one, weight)), Some((other, also))) = (x.peek(), y.peek()) {
            match one.cmp(other) {
                std::cmp::Ordering::Less => _ = x.next(),
                std::cmp::Ordering::Greater => _ = y.next(),
                std::cmp::Ordering::Equal => {
                    sum += weight * also;
                    x.next();
                    y.next();
                }
            }
        }
        sum
    }

    /// What two items have in common: each feature with its part of how alike they are, the largest first.
    pub fn shared(&self, a: u32, b: u32) -> Vec<(u32, f32)> {
        let other = self.of_item.row(b);
        let mut shared: Vec<(u32, f32)> = self
            .of_item
            .row(a)
            .iter()
            .filter_map(|(feature, weight)| {
                let at = other.binary_search_by_key(feature, |(feature, _)| *feature).ok()?;
                Some((*feature, weight * other[at].1))
            })
            .collect();
        shared.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        shared
    }

    /// Adds to each item how alike it is to a list whose items weigh `weights`.
    pub(crate) fn add(&self, weights: &[(u32, f32)], times: f32, to: &mut [f32]) {
        let mut profile: FxHashMap<u32, f32> = FxHashMap::default();
        for (item, weight) in weights {
            for (feature, value) in self.of_item.row(*item) {
                *profile.entry(*feature).or_default() += weight * value;
            }
        }
        let mut profile: Vec<(u32, f32)> = profile.into_iter().collect();
        // Sums of floats depend on their order; this one is always the same.
        profile.sort_unstable_by_key(|(feature, _)| *feature);
        for (feature, weight) in profile {
            for (item, value) in self.of_feature.row(feature) {
                if let Some(sum) = to.get_mut(*item as usize) {
                    *sum += times * weight * value;
                }
            }
        }
    }
}
