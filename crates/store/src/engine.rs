//! The two engines and how a connection to each is set up.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sea_orm::{DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{StoreError, error::is_busy_below, opening::while_busy};

/// How long a writer waits for another before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(15);

/// How PostgreSQL plans our statements.
///
/// An import fills empty tables faster than the server learns of their size. A plan that was made for a
/// small table and kept reads all of it for every row later on: giving out 50,000 known numbers then
/// took two minutes instead of a second. So each statement is planned anew, and joins go in the order in
/// which they are written, row by row through an index, as on SQLite. Snapshots, which read whole
/// tables, plan freely.
const PLANNING: [(&str, &str); 5] = [
    ("plan_cache_mode", "force_custom_plan"),
    ("join_collapse_limit", "1"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
];

/// Which database stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, in write-ahead mode.
    Sqlite,
    /// A server, version 15 or later.
    Postgres,
}

impl Engine {
    /// The engine's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    pub(crate) fn of(backend: DbBackend) -> Self {
        if backend == DbBackend::Postgres { Self::Postgres } else { Self::Sqlite }
    }
}

/// Opens a pool at `sqlite:<path>` (made when missing) or `postgres://…`.
pub(crate) async fn connect(url: &str) -> Result<(Engine, DatabaseConnection), StoreError> {
    let scheme = url.split(':').next().unwrap_or_default();
    let unreachable = |engine: Engine| {
        move |cause: sqlx::Error| StoreError::Unreachable {
            engine: engine.name(),
            source: sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(cause.into())),
        }
    };
    match scheme {
        "sqlite" => {
            let pool = sqlite_pool(sqlite_path(url)).await.map_err(unreachable(Engine::Sqlite))?;
            Ok((Engine::Sqlite, SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)))
        }
        "postgres" | "postgresql" => {
            let options = PgConnectOptions::from_str(url).map_err(unreachable(Engine::Postgres))?;
            let timeout = BUSY_TIMEOUT.as_millis().to_string();
            let options = options
                .application_name("emaki")
                .options([("lock_timeout", timeout.as_str()), ("client_min_messages", "warning")])
                .options(PLANNING)
                .disable_statement_logging();
            let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(BUSY_TIMEOUT);
            let pool = pool.connect_with(options).await.map_err(unreachable(Engine::Postgres))?;
            Ok((Engine::Postgres, SqlxPostgresConnector::from_sqlx_postgres_pool(pool)))
        }
        other => Err(StoreError::Address { scheme: other.chars().take(20).collect() }),
    }
}

/// The file behind `sqlite:path`, `sqlite:/path` or `sqlite:///path`; taken as it is, so that a blank
/// or a percent sign in a folder's name needs no escape.
pub(crate) fn sqlite_path(url: &str) -> &str {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    rest.strip_prefix("//").unwrap_or(rest)
}

/// What this user may not write of a database file, the files beside it, and its folder; `None` when all of
/// it may be. Asked only after the file could not be opened: trying a file and closing it lets go of this
/// process's locks on it.
pub(crate) fn denied(path: &Path) -> Option<StoreError> {
    let is_denied = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    };
    let denied = |path: PathBuf, error: io::Error| {
        is_denied(&error).then(|| StoreError::Denied { path, source: error })
    };
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    for file in ["", "-wal", "-shm"].map(beside) {
        if let Err(error) = OpenOptions::new().append(true).open(&file)
            && let Some(denied) = denied(file, error)
        {
            return Some(denied);
        }
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let probe = beside(&format!(".probe-{}", std::process::id()));
    if let Err(error) = OpenOptions::new().write(true).create_new(true).open(&probe) {
        return denied(folder.to_owned(), error);
    }
    // Litter of a few bytes is no reason to say anything else than the first error.
    let _ = std::fs::remove_file(&probe);
    None
}

async fn sqlite_pool(path: &str) -> Result<sqlx::SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL, because NORMAL may lose the last commits when the power goes; batches make it cheap.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(200)
        .pragma("cache_size", "-16000")
        // Folding the log back every 32 MiB instead of 4 halves what an import writes to the disk; a
        // crash replays at most that much.
        .pragma("wal_autocheckpoint", "8000")
        .pragma("journal_size_limit", "67108864")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(8).acquire_timeout(BUSY_TIMEOUT);
    while_busy(BUSY_TIMEOUT, is_busy_below, || pool.clone().connect_with(options.clone())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_as_they_are() {
        assert_eq!(sqlite_path("sqlite:a b/%41.sqlite"), "a b/%41.sqlite");
        assert_eq!(sqlite_path("sqlite:///tmp/x"), "/tmp/x");
        assert_eq!(sqlite_path("sqlite:/tmp/x"), "/tmp/x");
    }

    #[tokio::test]
    async fn an_unknown_address_is_refused_without_repeating_it() {
        let refused = connect("mysql://user:secret@host/db").await.map(|_| ()).expect_err("not spoken");
        assert!(!refused.to_string().contains("secret"), "{refused}");
    }
}
