//! Items that the same people rate: the cosine of their columns, shrunk where few people speak.

use serde::{Deserialize, Serialize};

use crate::{Ratings, Sparse, sparse};

/// Item neighbours (Sarwar et al., 2001), each item with its nearest others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbors(pub(crate) Sparse);

/// So many users in common halve what a cosine is believed.
const SHRINK: f32 = 10.0;

impl Neighbors {
    /// The `most` nearest of each item.
    pub fn learn(ratings: &Ratings, most: usize) -> Self {
        let items = ratings.items() as u32;
        let mut common = vec![0f32; items as usize];
        let mut touched: Vec<u32> = Vec::new();
        let rows = (0..items).map(|item| {
            for (user, _) in ratings.of_item(item) {
                for (other, _) in ratings.of_user(*user) {
                    if common[*other as usize] == 0.0 {
                        touched.push(*other);
                    }
                    common[*other as usize] += 1.0;
                }
            }
            let own = ratings.count(item) as f32;
            let near = touched.iter().filter(|other| **other != item).map(|other| {
                let both = common[*other as usize];
                let cosine = both / (own * ratings.count(*other) as f32).sqrt();
                (*other, cosine * both / (both + SHRINK))
            });
            let row = sparse::largest(near.collect(), most);
            for other in touched.drain(..) {
                common[other as usize] = 0.0;
            }
            row
        });
        Self(Sparse::of(rows))
    }

    /// The neighbours of an item, ascending by item, each with its similarity, 0 to 1.
    pub fn of(&self, item: u32) -> &[(u32, f32)] {
        self.0.row(item)
    }
}
