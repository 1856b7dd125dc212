//! SQLite: the cache's own file, and what happens to one that is damaged.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::{
    ConnectOptions,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};

use super::SqlEngine;
use crate::{Engine, cache::CacheError, opening::while_busy};

/// How long a call waits for a connection or for another process that writes: less than a whole call may
/// take.
const PATIENCE: Duration = Duration::from_secs(2);
/// Connections that read; more than there are cores gain nothing.
const READERS: u32 = 4;

impl SqlEngine {
    /// Opens the file and makes it when it is missing, its folder too. One that cannot be read is put
    /// aside as `<file>.damaged`, in the place of the last such file.
    pub async fn open_file(path: &str) -> Result<Self, CacheError> {
        let path = PathBuf::from(path);
        if let Some(folder) = path.parent() {
            // When it cannot be made, opening says why.
            let _ = tokio::fs::create_dir_all(folder).await;
        }
        if !is_usable(&path) {
            return anew(path).await;
        }
        match sound(&path).await {
            Err(CacheError::Damaged(reason)) => {
                tracing::warn!(file = %path.display(), reason, "the cache's file is damaged");
                note_damage(&path);
                anew(path).await
            }
            opened => opened,
        }
    }
}

/// Leaves a note beside a file that is damaged, so that it is made anew when it is opened next.
pub(super) fn note_damage(path: &Path) {
    if let Err(error) = File::create(beside(path, "-damaged")) {
        tracing::warn!(file = %path.display(), %error, "damage of the cache's file could not be noted");
    }
}

/// Whether there is nothing in the way of opening it: no note of damage, nothing that is no file of ours.
fn is_usable(path: &Path) -> bool {
    if beside(path, "-damaged").exists() {
        return false;
    }
    match fs::metadata(path) {
        Ok(found) => found.is_file() && File::open(path).is_ok_and(|_| true),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Puts the file aside and opens a new one; of several processes that want to, the first does it.
async fn anew(path: PathBuf) -> Result<SqlEngine, CacheError> {
    let at = path.clone();
    let moved = tokio::task::spawn_blocking(move || {
        let lock = File::create(beside(&at, "-lock"))?;
        lock.lock()?;
        if !is_usable(&at) {
            put_aside(&at)?;
            tracing::warn!(file = %at.display(), "the cache's file was put aside and is made anew");
        }
        Ok::<_, io::Error>(())
    });
    let unreachable = |source| CacheError::Unreachable { engine: Engine::Sqlite.name(), source };
    let moved = moved.await.map_err(|error| unreachable(error.into()))?;
    moved.map_err(|error| unreachable(error.into()))?;
    sound(&path).await
}

fn put_aside(path: &Path) -> io::Result<()> {
    let gone = |outcome: io::Result<()>| match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    };
    let aside = beside(path, ".damaged");
    if fs::metadata(&aside).is_ok_and(|found| found.is_dir()) {
        fs::remove_dir_all(&aside)?;
    }
    gone(fs::rename(path, &aside))?;
    // The log belongs to the old file and must not be played into the new one.
    gone(fs::remove_file(beside(path, "-wal")))?;
    gone(fs::remove_file(beside(path, "-shm")))?;
    gone(fs::remove_file(beside(path, "-damaged")))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Opens a file that is taken for sound; reading its layout shows whether it is a database at all.
async fn sound(path: &Path) -> Result<SqlEngine, CacheError> {
    let writer = pool(path, 1);
    let opened = SqlEngine {
        engine: Engine::Sqlite,
        reader: pool(path, READERS),
        writer,
        file: Some(path.to_owned()),
    };
    while_busy(PATIENCE, |error| matches!(error, CacheError::Busy), || opened.make_tables()).await?;
    Ok(opened)
}

fn pool(path: &Path, connections: u32) -> DatabaseConnection {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // Before the first table, because only then it takes hold: dropped entries give the disk back.
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .page_size(8192)
        .journal_mode(SqliteJournalMode::Wal)
        // A power cut may take the last commits with it: they are fetched again. The file stays sound.
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(100)
        .pragma("cache_size", "-8000")
        .pragma("journal_size_limit", "16777216")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // A connection to a file does not break by itself.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options);
    SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)
}
