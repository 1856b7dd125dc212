//! A model that answers what words mean, in place of the built-in table.

use std::{fmt, sync::Arc};

use embedding::{Embedder, TextHashes, VectorIndex};

/// A model with the vectors that it made of the works, by the works' ids. They may know fewer works than the
/// index: a work without a vector is found by its words alone.
pub struct TextModel {
    /// What embeds a question.
    pub embedder: Arc<dyn Embedder>,
    /// The vectors, by space: those of [`crate::meant_texts`].
    pub rows: Arc<VectorIndex>,
    /// What texts the vectors are of, by [`crate::meant_hash`]; `None` where all are of the works as they are. A work
    /// that has changed since is found by its older vectors until it is embedded again, and an engine beside the index
    /// gets new ones at once.
    pub texts: Option<Arc<TextHashes>>,
}

impl fmt::Debug for TextModel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("TextModel").field("model", self.embedder.id()).finish_non_exhaustive()
    }
}
