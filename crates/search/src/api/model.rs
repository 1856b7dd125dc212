//! A model that answers what words mean, in place of the built-in table.

use std::{fmt, sync::Arc};

use embedding::{Embedder, VectorIndex};

/// A model with the vectors that it made of the works, by the works' ids. They may know fewer works than the
/// index: a work without a vector is found by its words alone.
pub struct TextModel {
    /// What embeds a question.
    pub embedder: Arc<dyn Embedder>,
    /// The vectors, by space: those of [`crate::meant_texts`].
    pub rows: Arc<VectorIndex>,
}

impl fmt::Debug for TextModel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("TextModel").field("model", self.embedder.id()).finish_non_exhaustive()
    }
}
