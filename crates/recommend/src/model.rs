//! The models together: one number for each item, as a sum over the items of a list.

use serde::{Deserialize, Serialize};

use crate::{Content, Ease, Neighbors, Ratings, Sparse, Taste};

/// How much each model counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Blend {
    /// What is left of common users once all others are accounted for.
    pub ease: f32,
    /// Common users.
    pub neighbors: f32,
    /// What items are about.
    pub content: f32,
    /// How many users rated an item, whoever asks.
    pub popularity: f32,
}

impl Default for Blend {
    /// Neighbours and content speak softly: they order what the dense model does not know. Chosen on lists that
    /// no figure is taken on.
    fn default() -> Self {
        Self { ease: 1.0, neighbors: 0.005, content: 0.01, popularity: 0.0 }
    }
}

/// What was learned from ratings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    ease: Ease,
    neighbors: Neighbors,
    /// For each item the share of users who rated it, 0 to 1.
    popularity: Vec<f32>,
}

/// The scores of all items, by number.
#[derive(Debug, Clone, Default)]
pub struct Scored {
    pub(crate) scores: Vec<f32>,
}

impl Scored {
    /// The score of an item; 0 beyond the last one.
    pub fn of(&self, item: u32) -> f32 {
        self.scores.get(item as usize).copied().unwrap_or(0.0)
    }
}

/// Items that take part in the dense model; the square of this is in memory, twice, while learning.
const DENSE: usize = 4000;
const LAMBDA: f64 = 100.0;
/// What is kept of each item's weights.
const KEPT: usize = 400;

impl Model {
    /// Learns from ratings: under a minute for 700,000 of them, on one processor.
    pub fn learn(ratings: &Ratings) -> Self {
        Self::learn_with(ratings, DENSE, LAMBDA)
    }

    /// Learns the dense model as it was published, every list counting the same: for measures beside ours.
    pub fn learn_plain(ratings: &Ratings, dense: usize, lambda: f64) -> Self {
        let ease = Ease::learn_plain(ratings, dense, lambda, usize::MAX);
        Self { ease, ..Self::of_popularity(shares(ratings)) }
    }

    /// Learns with another size and penalty of the dense model.
    pub fn learn_with(ratings: &Ratings, dense: usize, lambda: f64) -> Self {
        Self {
            ease: Ease::learn(ratings, dense, lambda, KEPT),
            neighbors: Neighbors::learn(ratings, KEPT),
            popularity: shares(ratings),
        }
    }

    /// A model that knows nothing but how well known each item is, from 0 to 1: for where nobody has rated
    /// anything, and what items are about has to do.
    pub fn of_popularity(popularity: Vec<f32>) -> Self {
        Self { popularity, ..Self::default() }
    }

    /// Whether the ratings say anything of what goes with an item.
    pub fn knows(&self, item: u32) -> bool {
        !self.ease.row(item).is_empty() || !self.neighbors.of(item).is_empty()
    }

    /// The items that an item's own users rate most alike, the nearest first, `most` at the most.
    pub fn companions(&self, item: u32, most: usize) -> Vec<u32> {
        let mut near = self.neighbors.of(item).to_vec();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.into_iter().filter(|(_, weight)| *weight > 0.0).take(most).map(|(item, _)| item).collect()
    }

    /// The share of users who rated an item, 0 to 1.
    pub fn popularity(&self, item: u32) -> f32 {
        self.popularity.get(item as usize).copied().unwrap_or(0.0)
    }

    /// The score of every item for a list. A new user needs no learning: the list is all there is of them.
    pub fn score(
        &self,
        taste: &Taste,
        content: &Content,
        blend: &Blend,
        dislikes: bool,
        items: usize,
    ) -> Scored {
        let weights: Vec<(u32, f32)> = taste.weights(dislikes).collect();
        let mut scores = vec![0f32; items.max(self.popularity.len())];
        for (item, weight) in &weights {
            for (other, value) in self.ease.row(*item) {
                scores[*other as usize] += blend.ease * weight * value;
            }
            for (other, value) in self.neighbors.of(*item) {
                scores[*other as usize] += self.by_neighbor(*value, *weight, blend, weights.len());
            }
        }
        let by_content = by_content(blend, weights.len());
        content.add(&weights, by_content, &mut scores);
        for (score, popularity) in scores.iter_mut().zip(&self.popularity) {
            *score += blend.popularity * popularity;
        }
        Scored { scores }
    }

    /// What one item of a list, with its weight there, adds to the score of another: by common users, and by
    /// what the two are about.
    pub(crate) fn said(
        &self,
        (item, weight): (u32, f32),
        of: u32,
        content: &Content,
        blend: &Blend,
        listed: usize,
    ) -> (f32, f32) {
        let cell = |row: &[(u32, f32)]| row.iter().find(|(at, _)| *at == of).map_or(0.0, |(_, value)| *value);
        let by_users = blend.ease * weight * cell(self.ease.row(item))
            + self.by_neighbor(cell(self.neighbors.of(item)), weight, blend, listed);
        (by_users, by_content(blend, listed) * weight * content.alike(item, of))
    }

    /// The more items speak, the less each says: their cosines repeat one another.
    #[expect(clippy::unused_self, reason = "belongs to the model")]
    fn by_neighbor(&self, cosine: f32, weight: f32, blend: &Blend, listed: usize) -> f32 {
        blend.neighbors * weight * cosine / (listed as f32).sqrt().max(1.0)
    }
}

impl Model {
    /// The model as bytes to keep.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.ease.0.write(&mut bytes);
        self.neighbors.0.write(&mut bytes);
        Sparse::of([self.popularity.iter().map(|share| (0, *share)).collect()].into_iter()).write(&mut bytes);
        bytes
    }

    /// A model of kept bytes; nothing when they are no whole model.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let (ease, neighbors) = (Sparse::read(&mut bytes)?, Sparse::read(&mut bytes)?);
        let popularity = Sparse::read(&mut bytes)?;
        let popularity = popularity.row(0).iter().map(|(_, share)| *share).collect();
        bytes.is_empty().then_some(Self { ease: Ease(ease), neighbors: Neighbors(neighbors), popularity })
    }
}

/// For each item the share of users who rated it.
fn shares(ratings: &Ratings) -> Vec<f32> {
    let users = ratings.users().max(1) as f32;
    (0..ratings.items() as u32).map(|item| ratings.count(item) as f32 / users).collect()
}

fn by_content(blend: &Blend, listed: usize) -> f32 {
    blend.content / (listed as f32).sqrt().max(1.0)
}
