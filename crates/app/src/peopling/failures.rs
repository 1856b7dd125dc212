//! What a failure with people means to a caller.

use downloads::Trouble;
use people::{FailureCategory, desk::PeopleError};

use crate::{AppError, ErrorCode};

impl From<PeopleError> for AppError {
    fn from(error: PeopleError) -> Self {
        let message = error.to_string();
        let told = |code| Self::new(code, message.clone());
        match error {
            PeopleError::Store(error) => error.into(),
            PeopleError::Nobody(_) => told(ErrorCode::NotFound),
            PeopleError::Empty(_) | PeopleError::Csv { .. } => told(ErrorCode::InvalidInput)
                .hint("is it the right file, and the right sheet? nothing was changed"),
            PeopleError::LostHalf { gone, before } => told(ErrorCode::Conflict)
                .detail("gone", gone)
                .detail("before", before)
                .hint("look at the sheet first; --yes marks them as gone, and deletes nothing"),
            PeopleError::Erased { .. } | PeopleError::Phase(_) => told(ErrorCode::Conflict),
            PeopleError::Differs(_) => told(ErrorCode::Conflict)
                .hint("somebody else wrote the file; `emaki migrate csv verify` lists the cells"),
            PeopleError::Locked { .. } => told(ErrorCode::Busy).hint("try again in a moment"),
            PeopleError::File { ref source, .. } if store::has_no_room(source) => told(ErrorCode::DiskFull),
            PeopleError::File { .. } => told(ErrorCode::InvalidInput).hint("look at the path and its rights"),
        }
    }
}

/// What a request that failed means.
pub(super) fn trouble(trouble: &Trouble) -> AppError {
    let code = match trouble.category {
        FailureCategory::RateLimit | FailureCategory::Quota => ErrorCode::RateLimited,
        FailureCategory::Permission => ErrorCode::Blocked,
        FailureCategory::Gone => ErrorCode::Removed,
        FailureCategory::Network => ErrorCode::SourceUnavailable,
        FailureCategory::Validation => ErrorCode::InvalidInput,
        FailureCategory::Disk => ErrorCode::DiskFull,
        FailureCategory::System => ErrorCode::Internal,
    };
    let hint = match trouble.category {
        FailureCategory::Network => {
            "look at the address and the network, and say it again: what is there stays"
        }
        FailureCategory::RateLimit | FailureCategory::Quota => "say it again later: what is there stays",
        FailureCategory::Permission | FailureCategory::Gone => "is the sheet still published to the web?",
        FailureCategory::Validation => "a published page, a CSV file or a workbook is read",
        FailureCategory::Disk | FailureCategory::System => "`emaki doctor` tells what is wrong here",
    };
    AppError::new(code, format!("the sheet cannot be had: {}", trouble.message)).hint(hint)
}
