//! Whether this user may write where Emaki keeps its data: a question of rights looks like damage to SQLite and
//! to the index, and the cure of damage would destroy what is there.

use std::{
    fs::OpenOptions,
    io::{self, ErrorKind},
    path::Path,
};

use crate::{AppError, ErrorCode};

/// What to do about missing rights.
pub(crate) const CURE: &str = "nothing is damaged: let this user write the folder and every file in it (`ls -l` \
    shows whose they are), or name another folder with --data-dir or EMAKI_DATA_DIR";

/// The failure that a folder means in which this user may not make a file; `None` when it may, or when the
/// folder is not there.
pub(crate) fn denied(folder: &Path) -> Option<AppError> {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    let error = match made {
        Err(error) if is_denied(&error) => error,
        Err(_) => return None,
        Ok(_) => {
            // Litter of no bytes is no reason to say anything else than the failure at hand.
            let _ = std::fs::remove_file(&probe);
            return None;
        }
    };
    let message = format!("`{}` may not be written by this user", folder.display());
    Some(AppError::new(ErrorCode::NotConfigured, message).caused_by(error).hint(CURE))
}

fn is_denied(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_ours_may_be_written_and_stays_empty() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(denied(folder.path()).is_none() && denied(&folder.path().join("absent")).is_none());
        assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0);
        assert!(is_denied(&io::Error::from(ErrorKind::ReadOnlyFilesystem)));
    }
}
