//! A set of works as bits.

/// Which works may be found: one bit per key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bitmap {
    words: Vec<u64>,
}

impl Bitmap {
    /// Adds a key.
    pub fn insert(&mut self, key: u32) {
        let word = key as usize / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (key % 64);
    }

    /// Whether the key is in it.
    pub fn contains(&self, key: u32) -> bool {
        self.words.get(key as usize / 64).is_some_and(|word| word & (1 << (key % 64)) != 0)
    }

    /// How many keys are in it.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The keys in ascending order.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                (left != 0).then(|| {
                    left &= left - 1;
                    at as u32 * 64 + bit
                })
            })
        })
    }
}

impl FromIterator<u32> for Bitmap {
    fn from_iter<I: IntoIterator<Item = u32>>(keys: I) -> Self {
        let mut bitmap = Self::default();
        for key in keys {
            bitmap.insert(key);
        }
        bitmap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_in_order() {
        let bitmap: Bitmap = [200, 3, 64, 63, 3].into_iter().collect();
        assert_eq!(bitmap.keys().collect::<Vec<_>>(), [3, 63, 64, 200]);
        assert_eq!(bitmap.len(), 4);
        assert!(bitmap.contains(64) && !bitmap.contains(65) && !bitmap.contains(100_000));
        assert!(Bitmap::default().is_empty());
    }
}
