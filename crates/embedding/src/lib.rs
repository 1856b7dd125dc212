//! Meaning as vectors: embedders behind one interface, an index over their vectors, and the training of
//! the table that is built in.
//!
//! A text becomes a vector of length 1, and texts that mean alike lie near each other. Three embedders do
//! it: the built-in [`StaticTable`], which needs no file and a few microseconds a text; a [`BertModel`] and
//! a [`ClipModel`] out of a local Hugging Face folder. [`VectorIndex`] finds the nearest rows exactly, under
//! any filter.
//!
//! What does not belong here: the network, pictures as files (pixels come in decoded), works and their
//! fields (the caller composes the texts and numbers the rows), and the fusion with other arms.

mod embedder;
mod error;
mod folder;
mod index;
mod kept;
mod sealed;
mod table;
mod tokens;
pub mod training;

pub use embedder::{Embedder, ModelId, Side, Vector};
pub use error::{DamagedError, KeptError, ModelError};
pub use folder::{About, BertModel, ClipModel, FolderKind, Pixels, TABLE_FILE, about, open, recognize};
pub use index::{Bitmap, Neighbor, RowArrays, Rows, VectorIndex, quantize};
pub use kept::{Batch, KeptVectors, Mark, TextHashes, text_hash};
pub use table::StaticTable;
