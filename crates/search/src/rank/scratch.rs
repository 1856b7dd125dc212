//! Dense arrays that searches fill and clear again, kept from one search to the next.

use std::{
    cell::Cell,
    sync::{Mutex, PoisonError},
};

use crate::vectors::VectorError;

/// Arrays as long as there are rows; all zero between two uses.
#[derive(Default)]
pub(crate) struct Scratch {
    /// The weighted frequency of the word in hand.
    pub(crate) frequency: Vec<f32>,
    /// The sum over words.
    pub(crate) score: Vec<f32>,
    /// The fields in which a word was found, one bit each.
    pub(crate) fields: Vec<u8>,
    /// Whether an engine beside the index was asked in vain.
    pub(crate) unanswered: Cell<bool>,
}

impl Scratch {
    /// What an engine found; nothing where it gave no answer, which is noted.
    pub(crate) fn told<T: Default>(&self, found: Result<T, VectorError>) -> T {
        found.unwrap_or_else(|error| {
            self.unanswered.set(true);
            // Whoever leaves the engine alone has said why already.
            if error.is_trouble() {
                tracing::warn!(%error, "a question is answered without the vector engine");
            }
            T::default()
        })
    }

    /// Makes room for so many rows.
    pub(crate) fn fit(&mut self, rows: usize) {
        if self.score.len() < rows {
            self.frequency.resize(rows, 0.0);
            self.score.resize(rows, 0.0);
            self.fields.resize(rows, 0);
        }
    }

    /// Zeroes what a search touched.
    pub(crate) fn clear(&mut self, touched: &[u32]) {
        for row in touched {
            self.score[*row as usize] = 0.0;
            self.fields[*row as usize] = 0;
        }
    }
}

/// Scratch arrays that no search holds at the moment.
#[derive(Default)]
pub(crate) struct ScratchPool(Mutex<Vec<Scratch>>);

impl ScratchPool {
    /// Lends one for the length of a search.
    pub(crate) fn with<T, E>(&self, work: impl FnOnce(&mut Scratch) -> Result<T, E>) -> Result<T, E> {
        let mut scratch = self.lock().pop().unwrap_or_default();
        scratch.unanswered.set(false);
        let done = work(&mut scratch);
        // After an error half-filled arrays may remain; they are not used again.
        if done.is_ok() {
            self.lock().push(scratch);
        }
        done
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Scratch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
