//! Why the cache could not do what was asked. Whoever gets one of these goes on without the cache.

use sea_orm::{DbErr, RuntimeErr};

/// The cause below, of whichever engine.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the cache gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The address is of no kind that the cache speaks.
    #[error("`{scheme}` is not a cache address: use sqlite:<path>, postgres://… or redis://…")]
    Address {
        /// What stands before the first colon; never the whole address, which may hold a password.
        scheme: String,
    },
    /// No connection could be made, or it broke.
    #[error("the cache on {engine} cannot be reached")]
    Unreachable {
        /// `SQLite`, `PostgreSQL` or `Redis`.
        engine: &'static str,
        /// The cause.
        source: Cause,
    },
    /// It failed a moment ago and is left alone for a moment.
    #[error("the cache on {engine} did not answer a moment ago")]
    Resting {
        /// `SQLite`, `PostgreSQL` or `Redis`.
        engine: &'static str,
    },
    /// No answer came in time.
    #[error("the cache took longer than {limit_ms} ms for {doing}")]
    TimedOut {
        /// What was being done.
        doing: &'static str,
        /// How long it was given.
        limit_ms: u64,
    },
    /// Others held a lock for too long.
    #[error("the cache is busy with others")]
    Busy,
    /// What is stored cannot be read back.
    #[error("damaged data in the cache: {0}")]
    Damaged(String),
    /// Another version of this program made it.
    #[error("the cache has layout {found}, this program knows layout {known}; clear it, or use its program")]
    OtherLayout {
        /// The layout found.
        found: i64,
        /// The one we write.
        known: i64,
    },
    /// A body of more bytes than the cache takes.
    #[error("a body of {bytes} bytes is too large for the cache")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The engine refused for a reason of its own: no space, no permission, a script that does not run.
    #[error("the cache failed while {doing}")]
    Failed {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        source: Cause,
    },
}

impl CacheError {
    /// Whether the same call may succeed later with nothing changed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Resting { .. } | Self::TimedOut { .. } | Self::Busy => true,
            Self::Address { .. }
            | Self::Damaged(_)
            | Self::OtherLayout { .. }
            | Self::TooLarge { .. }
            | Self::Failed { .. } => false,
        }
    }

    /// Whether nobody answers there, so that the next call would wait in vain as well.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Resting { .. } | Self::TimedOut { .. })
    }

    /// Whether the file or what is in it is broken, so that only making it anew helps.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged(_))
    }

    /// Sorts a failure of SQLite or PostgreSQL into one of the kinds.
    pub(crate) fn of_sql(engine: &'static str, doing: &'static str, error: DbErr) -> Self {
        if let DbErr::ConnectionAcquire(_) = &error {
            // A pool that has no connection to give: on a server nobody answers, on a file all are in use.
            let is_file = engine == crate::Engine::Sqlite.name();
            return if is_file { Self::Busy } else { Self::Unreachable { engine, source: error.into() } };
        }
        if crate::error::is_busy(&error) {
            return Self::Busy;
        }
        match Trouble::of(&error) {
            Trouble::Connection => Self::Unreachable { engine, source: error.into() },
            Trouble::Damage | Trouble::Moved => Self::Damaged(error.to_string()),
            Trouble::Other => Self::Failed { doing, source: error.into() },
        }
    }
}

/// What kind of thing went wrong below.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The way there.
    Connection,
    /// The file's content.
    Damage,
    /// The file's place: another process has put it aside.
    Moved,
    /// Something else.
    Other,
}

impl Trouble {
    pub(crate) fn of(error: &DbErr) -> Self {
        let (DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
        else {
            return Self::Other;
        };
        let code = match &**cause {
            sqlx::Error::Database(cause) => cause.code().unwrap_or_default().into_owned(),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => return Self::Connection,
            _ => return Self::Other,
        };
        if code.len() == 5 {
            // PostgreSQL: connection exceptions, and a server that shuts down, crashes or starts.
            let is_connection = code.starts_with("08") || code.starts_with("57P");
            return if is_connection { Self::Connection } else { Self::Other };
        }
        let code = code.parse().unwrap_or(0);
        if code == 1032 {
            return Self::Moved; // READONLY_DBMOVED
        }
        match code & 0xff {
            11 | 26 => Self::Damage,     // CORRUPT, NOTADB
            10 | 14 => Self::Connection, // IOERR, CANTOPEN
            _ => Self::Other,
        }
    }
}
