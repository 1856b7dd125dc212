//! What a failure of the parts means to a caller: one place decides what may be told.

use catalog::{ImportError, InputError, registry::DecisionError};
use search::{IndexError, SearchError, eval::JudgedError};
use store::StoreError;

use crate::{AppError, ErrorCode};

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let (code, hint) = match &error {
            StoreError::Address { .. } => {
                (ErrorCode::InvalidInput, Some("set it with --database-url or EMAKI_DATABASE_URL"))
            }
            StoreError::Unreachable { engine: "SQLite", .. } => (
                ErrorCode::Damaged,
                Some("is the file a database, and may it be read? `emaki db restore` brings back a backup"),
            ),
            StoreError::Unreachable { .. } => (
                ErrorCode::NotConfigured,
                Some("is the server up, and the address right? `emaki doctor` looks"),
            ),
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
            StoreError::Output(_) => {
                (ErrorCode::InvalidInput, Some("nobody reads what is written, or the disk is full"))
            }
            StoreError::Missing(_) => (ErrorCode::NotFound, None),
            StoreError::NewerSchema { .. } | StoreError::Conflict(_) => (ErrorCode::Conflict, None),
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
        Self::new(code, message).caused_by(error).hint(
            "the index can always be made again: remove the `index` folder in the data folder and start anew",
        )
    }
}

impl From<JudgedError> for AppError {
    fn from(error: JudgedError) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string()).caused_by(error)
    }
}

impl From<InputError> for AppError {
    fn from(error: InputError) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string()).caused_by(error)
    }
}

impl From<ImportError> for AppError {
    fn from(error: ImportError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let code = match error {
            ImportError::Store(error) => return error.into(),
            // The command has to say which format it is; the file may be as it should.
            _ if error.is_usage() => ErrorCode::InvalidParameter,
            ImportError::Network { .. } | ImportError::Status { .. } => ErrorCode::SourceUnavailable,
            ImportError::TooLarge { .. } => ErrorCode::PayloadTooLarge,
            _ => ErrorCode::InvalidInput,
        };
        let told = Self::new(code, message).caused_by(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl From<DecisionError> for AppError {
    fn from(error: DecisionError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let code = match error {
            DecisionError::Store(error) => return error.into(),
            DecisionError::WrongKind { .. } => ErrorCode::InvalidInput,
            DecisionError::LastLink { .. } | DecisionError::IdsUsedUp => ErrorCode::Conflict,
        };
        let told = Self::new(code, message).caused_by(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}
