//! Chance that falls the same way every time: numbers out of a text and a seed.

use sha2::{Digest, Sha256};

/// A row of numbers (`SplitMix64`, Steele, Lea and Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// A row that begins where these words lead.
    pub(super) fn new(words: &[&str], seed: u64) -> Self {
        let mut hash = Sha256::new();
        for word in words {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word.as_bytes());
        }
        hash.update(seed.to_be_bytes());
        let hash = hash.finalize();
        let first: [u8; 8] = std::array::from_fn(|at| hash[at]);
        Self(u64::from_be_bytes(first))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub(super) fn roll(&mut self, low: i32, high: i32) -> i32 {
        let span = (i64::from(high) - i64::from(low) + 1).max(1) as u64;
        low + (self.next() % span) as i32
    }

    /// Whether a chance of one in so many came true.
    pub(super) fn one_in(&mut self, count: i32) -> bool {
        self.roll(1, count) == 1
    }

    /// One of a list.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(0, list.len() as i32 - 1) as usize]
    }
}
