//! What has to be seen first: nobody is sent to the second season of what they have not seen, or gave up.

use rustc_hash::FxHashMap;

use crate::Taste;

/// For each item, those of which one has to be seen first.
#[derive(Debug, Clone, Default)]
pub struct Franchises {
    before: FxHashMap<u32, Vec<u32>>,
    of: FxHashMap<u32, u32>,
}

impl Franchises {
    /// Of pairs of an item and one that comes before it. Items that hang together are one franchise.
    pub fn of(pairs: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut franchises = Self::default();
        let mut sorted: Vec<(u32, u32)> = pairs.filter(|(item, before)| item != before).collect();
        sorted.sort_unstable();
        sorted.dedup();
        for (item, before) in sorted {
            franchises.before.entry(item).or_default().push(before);
            let (a, b) = (franchises.root(item), franchises.root(before));
            franchises.of.insert(a.max(b), a.min(b));
        }
        franchises
    }

    /// The number of an item's franchise: its smallest item.
    pub fn root(&self, item: u32) -> u32 {
        let mut at = item;
        while let Some(next) = self.of.get(&at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// Whether somebody with this list can begin an item: it is the first of its row, or one before it was
    /// seen and not given up.
    pub fn open(&self, item: u32, taste: &Taste) -> bool {
        self.before.get(&item).is_none_or(|before| before.iter().any(|before| taste.saw(*before)))
    }
}
