//! What can go wrong in the store, in words a person can act on.

use std::path::PathBuf;

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is of no kind that the store speaks.
    #[error("`{scheme}` is not a database address: use sqlite:<path> or postgres://…")]
    Address {
        /// What stands before the first colon; never the whole address, which may hold a password.
        scheme: String,
    },
    /// No connection could be made.
    #[error("cannot open the {engine} database")]
    Unreachable {
        /// `SQLite` or `PostgreSQL`.
        engine: &'static str,
        /// The cause.
        source: DbErr,
    },
    /// A file or folder of the database may not be written by this user.
    #[error("`{}` may not be written by this user", path.display())]
    Denied {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The database was written by a newer program.
    #[error(
        "the database has schema {found}, this program knows schemas up to {known}; use a newer program, \
         or restore a backup made by this one"
    )]
    NewerSchema {
        /// The name of the first migration that is unknown here.
        found: String,
        /// How many migrations this program knows.
        known: u32,
    },
    /// Another process held the write lock for longer than the busy timeout.
    #[error("the database is busy with another writer; try again")]
    Busy,
    /// A statement failed.
    #[error("the database failed while {doing}")]
    Query {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: DbErr,
    },
    /// Something stored cannot be read back.
    #[error("damaged data in the store: {0}")]
    Damaged(String),
    /// A backup file is truncated, damaged or no backup at all.
    #[error("`{}` is not a sound backup: {reason}", path.display())]
    Backup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file could not be read or written.
    #[error("cannot read or write `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// What was asked for could not be written out.
    #[error("cannot write the output")]
    Output(#[source] std::io::Error),
    /// The thing asked for is not there.
    #[error("there is no {0}")]
    Missing(String),
    /// What was asked contradicts what is stored.
    #[error("{0}")]
    Conflict(String),
}

impl StoreError {
    /// Whether the same call may succeed later with nothing changed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy | Self::Unreachable { .. } => true,
            Self::Address { .. }
            | Self::Denied { .. }
            | Self::NewerSchema { .. }
            | Self::Query { .. }
            | Self::Damaged(_)
            | Self::Backup { .. }
            | Self::File { .. }
            | Self::Output(_)
            | Self::Missing(_)
            | Self::Conflict(_) => false,
        }
    }

    /// Whether a disk, the engine's or that of a file, has no room.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::File { source, .. } | Self::Output(source) => has_no_room(source),
            Self::Unreachable { source, .. } | Self::Query { source, .. } => {
                let code =
                    below(source).and_then(|cause| Some(cause.as_database_error()?.code()?.into_owned()));
                // SQLite's FULL, PostgreSQL's disk_full.
                matches!(code.as_deref(), Some("13" | "53100"))
            }
            _ => false,
        }
    }

    /// Wraps a file error.
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// Whether a file could not be written for want of room.
pub fn has_no_room(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
}

/// The driver's own error below.
fn below(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(&**cause),
        _ => None,
    }
}

/// Names what was being done when a statement failed, and tells a held lock from a real failure.
pub(crate) fn doing(doing: &'static str) -> impl FnOnce(DbErr) -> StoreError {
    move |source| if is_busy(&source) { StoreError::Busy } else { StoreError::Query { doing, source } }
}

/// Locked, deadlocked or timed out waiting for a lock, on either engine.
pub(crate) fn is_busy(error: &DbErr) -> bool {
    if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return false;
    }
    below(error).map_or(matches!(error, DbErr::ConnectionAcquire(_)), is_busy_below)
}

/// The same of an error that the driver tells.
pub(crate) fn is_busy_below(cause: &sqlx::Error) -> bool {
    let code = cause.as_database_error().and_then(sqlx::error::DatabaseError::code);
    // SQLite's BUSY, LOCKED and their extended codes end in 5 and 6 modulo 256; PostgreSQL's are
    // deadlock_detected, lock_not_available and serialization_failure.
    code.is_some_and(|code| match code.parse::<i64>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6),
        _ => matches!(&*code, "40P01" | "55P03" | "40001"),
    })
}
