//! Who rated what: the text that everything is learned from.

use crate::{Sparse, Status, Taste};

/// A user, an item, and a score from 0 to 10.
type Triple = (u32, u32, f32);

/// Ratings of many users, by user and by item.
#[derive(Debug, Clone, Default)]
pub struct Ratings {
    /// For each user, items with scores from 0 to 10.
    by_user: Sparse,
    by_item: Sparse,
    items: usize,
}

impl Ratings {
    /// Of triples of user, item and score from 0 to 10; users and items are numbered from 0 without gaps.
    /// The last of several scores of one user for one item counts.
    pub fn of(mut triples: Vec<Triple>) -> Self {
        triples.sort_by_key(|(user, item, _)| (*user, *item));
        triples.reverse();
        triples.dedup_by_key(|(user, item, _)| (*user, *item));
        triples.reverse();
        let rows = |count: usize, key: fn(&Triple) -> (u32, u32)| {
            let mut rows = vec![Vec::new(); count];
            for triple in &triples {
                let (row, column) = key(triple);
                rows[row as usize].push((column, triple.2));
            }
            Sparse::of(rows.into_iter())
        };
        let users = triples.iter().map(|triple| triple.0 as usize + 1).max().unwrap_or(0);
        let items = triples.iter().map(|triple| triple.1 as usize + 1).max().unwrap_or(0);
        Self {
            by_user: rows(users, |triple| (triple.0, triple.1)),
            by_item: rows(items, |triple| (triple.1, triple.0)),
            items,
        }
    }

    /// How many users there are.
    pub fn users(&self) -> usize {
        self.by_user.rows()
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.items
    }

    /// What a user rated, with scores.
    pub fn of_user(&self, user: u32) -> &[(u32, f32)] {
        self.by_user.row(user)
    }

    /// Who rated an item, with scores.
    pub fn of_item(&self, item: u32) -> &[(u32, f32)] {
        self.by_item.row(item)
    }

    /// How many users rated an item.
    pub fn count(&self, item: u32) -> usize {
        self.by_item.row(item).len()
    }

    /// A user's list as a taste: everything seen, with its scores.
    pub fn taste_of(&self, user: u32) -> Taste {
        Taste::of(self.of_user(user).iter().map(|(item, score)| crate::Entry {
            item: *item,
            score: Some(*score),
            status: Status::Finished,
        }))
    }
}
