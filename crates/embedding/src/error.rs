//! What can go wrong.

use std::path::PathBuf;

/// Why a model could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file is missing or cannot be read.
    #[error(
        "cannot read `{path}` of the model folder; download the model's folder whole (git clone, or its snapshot)"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file is not what its name says.
    #[error("`{path}` is not as a model folder has it: {reason}")]
    Shape {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The model is of a kind that is not built in.
    #[error(
        "`{path}` asks for {what}, which Emaki does not run; it runs BERT models with a WordPiece or Unigram tokenizer, and CLIP"
    )]
    Unsupported {
        /// The file that asks for it.
        path: PathBuf,
        /// The kind of model, tokenizer or layer.
        what: String,
    },
    /// The weights lack a tensor, or have it in another shape.
    #[error("`{path}` has no tensor `{name}` of shape {shape:?}; are the weights of this model's config?")]
    Tensor {
        /// The weights.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// The shape it must have.
        shape: Vec<usize>,
    },
    /// A table or an index was damaged.
    #[error(transparent)]
    Damaged(#[from] DamagedError),
}

/// A folder of vectors cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use `{path}`, where vectors are kept")]
pub struct KeptError {
    /// The folder or file.
    pub path: PathBuf,
    /// Why not.
    pub source: std::io::Error,
}

impl KeptError {
    pub(crate) fn new(path: &std::path::Path, source: std::io::Error) -> Self {
        Self { path: path.to_owned(), source }
    }
}

/// A file does not hold what was written into it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {what} is damaged: {reason}; remove it, and it is made anew")]
pub struct DamagedError {
    /// What the file is.
    pub what: &'static str,
    /// What is wrong with it.
    pub reason: String,
}
