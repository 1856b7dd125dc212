//! Changing the index.

use model::WorkId;

use crate::{Document, IndexError};

/// The one that may change the index; the right goes back when it is dropped.
pub struct Writer(());

impl Writer {
    /// Adds documents, replacing those of the same works. Nothing shows before [`Self::commit`].
    pub fn upsert(&mut self, documents: impl IntoIterator<Item = Document>) -> Result<(), IndexError> {
        documents.into_iter().for_each(drop);
        Ok(())
    }

    /// Takes works out.
    pub fn remove(&mut self, _works: &[WorkId]) -> Result<(), IndexError> {
        Ok(())
    }

    /// Takes everything out, as before a rebuild.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        Ok(())
    }

    /// Makes all changes since the last commit visible at once, in every process, as of change `seq`.
    pub fn commit(&mut self, _seq: i64) -> Result<(), IndexError> {
        Ok(())
    }
}
