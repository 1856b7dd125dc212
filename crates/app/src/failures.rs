//! What a failure of the parts means to a caller: one place decides what may be told.

use search::{IndexError, SearchError};
use store::StoreError;

use crate::{AppError, ErrorCode};

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let (code, hint) = match &error {
            StoreError::Address { .. } => {
                (ErrorCode::InvalidInput, Some("set it with --database-url or EMAKI_DATABASE_URL"))
            }
            StoreError::Unreachable { .. } => {
                (ErrorCode::NotConfigured, Some("is the server up, and the address right? `emaki doctor` looks"))
            }
            StoreError::NewerSchema { .. } => (ErrorCode::Conflict, None),
            StoreError::Busy => (ErrorCode::Busy, Some("try again in a moment")),
            StoreError::Query { .. } => (ErrorCode::Internal, Some("`emaki doctor` looks for the cause")),
            StoreError::Damaged(_) => (
                ErrorCode::Damaged,
                Some("`emaki db verify` checks the whole store; `emaki db restore` brings back a backup"),
            ),
            StoreError::Backup { .. } => {
                (ErrorCode::Damaged, Some("nothing was changed; take another backup file"))
            }
            StoreError::File { .. } => (ErrorCode::InvalidInput, Some("look at the path and its rights")),
            StoreError::Missing(_) => (ErrorCode::NotFound, None),
            StoreError::Conflict(_) => (ErrorCode::Conflict, None),
        };
        let told = Self::new(code, message).caused_by(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl From<SearchError> for AppError {
    fn from(error: SearchError) -> Self {
        let message = error.to_string();
        match error {
            SearchError::Parameter(error) => Self::invalid_parameter(&error.parameter, message),
            SearchError::Cursor => {
                Self::invalid_parameter("cursor", message).hint("begin again without a cursor")
            }
            SearchError::NoSuchWork(id) => Self::not_found("work", &id.to_string()),
            SearchError::Index(error) => error.into(),
        }
    }
}

impl From<IndexError> for AppError {
    fn from(error: IndexError) -> Self {
        let code = match &error {
            IndexError::Folder { .. } => ErrorCode::NotConfigured,
            IndexError::Engine(_) => ErrorCode::Internal,
            IndexError::Damaged { .. } => ErrorCode::Damaged,
        };
        let message = error.to_string();
        Self::new(code, message)
            .caused_by(error)
            .hint("the index can always be made again: remove the `index` folder in the data folder and start anew")
    }
}
