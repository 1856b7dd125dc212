//! The nearest tier: answers in this process, bounded by their bytes.

use model::Instant;
use moka::sync::Cache;

use super::{Answer, Key};

/// Answers by key; the least used go first when the bound is reached.
#[derive(Clone)]
pub struct Memory(Cache<Key, Answer>);

impl Memory {
    /// An empty tier of at most so many bytes.
    pub fn new(max_bytes: u64) -> Self {
        let weigh = |_: &Key, answer: &Answer| u32::try_from(answer.body.len() + 512).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(weigh).max_capacity(max_bytes).build())
    }

    /// An answer that is still good.
    pub fn get(&self, key: &Key, now: Instant) -> Option<Answer> {
        self.0.get(key).filter(|answer| now < answer.fresh_until)
    }

    /// Keeps an answer.
    pub fn put(&self, answer: &Answer) {
        self.0.insert(answer.key, answer.clone());
    }

    /// An answer, however old.
    pub fn kept(&self, key: &Key) -> Option<Answer> {
        self.0.get(key)
    }

    /// Forgets an answer.
    pub fn remove(&self, key: &Key) {
        self.0.invalidate(key);
    }
}
