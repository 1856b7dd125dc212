//! Why something could not be done with an object.

use std::{io, path::PathBuf};

/// Why something could not be done with an object.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The place is none that objects can be kept in.
    #[error("`{address}` is no place for files: {reason}")]
    Address {
        /// The place, without what may be secret in it.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such object.
    #[error("there is no object `{key}`")]
    Missing {
        /// Its key.
        key: String,
    },
    /// The store does not let us.
    #[error("the store refuses `{key}`: {reason}")]
    Refused {
        /// The key of the object.
        key: String,
        /// In the store's words.
        reason: String,
    },
    /// The store cannot be reached, or failed on its own.
    #[error("the store failed at `{key}`: {reason}")]
    Failed {
        /// The key of the object.
        key: String,
        /// What happened.
        reason: String,
    },
    /// What lies there, or was to be put there, is not what it should be.
    #[error("`{key}` is damaged: {reason}")]
    Damaged {
        /// The key of the object.
        key: String,
        /// What differs.
        reason: String,
    },
    /// The disk is full.
    #[error("the disk is full: `{key}` could not be written")]
    Full {
        /// The key of the object.
        key: String,
    },
    /// A file of this machine cannot be read or written.
    #[error("cannot use the file `{}`: {source}", path.display())]
    File {
        /// Where it lies.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// This kind of place gives no links.
    #[error("a folder of this machine gives no links; links come from S3 and Google Cloud Storage")]
    NoLinks,
}

impl ObjectError {
    /// Whether the same may succeed later with nothing changed on our side.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Failed { .. } => true,
            Self::Address { .. }
            | Self::Missing { .. }
            | Self::Refused { .. }
            | Self::Damaged { .. }
            | Self::Full { .. }
            | Self::File { .. }
            | Self::NoLinks => false,
        }
    }

    pub(super) fn of(key: &str, error: &object_store::Error) -> Self {
        let key = key.to_owned();
        if is_full(error) {
            return Self::Full { key };
        }
        let reason = told(error);
        match error {
            object_store::Error::NotFound { .. } => Self::Missing { key },
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Self::Refused { key, reason }
            }
            _ => Self::Failed { key, reason },
        }
    }
}

/// The first line of what the store says: the rest repeats requests and answers.
fn told(error: &object_store::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().chars().take(300).collect()
}

/// Whether somewhere among the causes the system says that there is no room.
fn is_full(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(error) = one.downcast_ref::<io::Error>()
            && matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        {
            return true;
        }
        cause = one.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_found_among_the_causes() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = object_store::Error::Generic { store: "LocalFileSystem", source: Box::new(full) };
        let error = ObjectError::of("files/x", &error);
        assert!(matches!(error, ObjectError::Full { .. }), "{error}");
        assert!(!error.is_transient());
        let error = object_store::Error::NotFound { path: "x".into(), source: "no".into() };
        assert!(matches!(ObjectError::of("x", &error), ObjectError::Missing { .. }));
    }
}
