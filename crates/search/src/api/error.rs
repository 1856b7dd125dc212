//! What can go wrong.

use std::path::PathBuf;

use super::FilterError;

/// Why the index could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be made, read or written.
    #[error("cannot use the index folder `{path}`")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The engine under the index failed.
    #[error("the index engine failed")]
    Engine(#[from] tantivy::TantivyError),
    /// A file of the index does not hold what was written.
    #[error("the index file `{file}` is damaged: {reason}")]
    Damaged {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why a search has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// A parameter is unknown or out of range.
    #[error(transparent)]
    Parameter(#[from] FilterError),
    /// The cursor was not made by this index for this search.
    #[error("the cursor does not belong to this search")]
    Cursor,
    /// No such work is indexed.
    #[error("work {0} is not in the index")]
    NoSuchWork(model::WorkId),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}
