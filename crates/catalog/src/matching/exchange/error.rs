//! Why a table of links cannot be written or read.

use store::StoreError;

/// Why a table of links cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file cannot be written or read.
    #[error("the table cannot be written or read")]
    Io(#[from] std::io::Error),
    /// It is no table.
    #[error("it is not a table with tabs between its cells: {0}")]
    Table(#[from] csv::Error),
    /// A column is missing.
    #[error("it is not an SSSOM table: there is no column `{missing}`")]
    NotSssom {
        /// The column.
        missing: &'static str,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
