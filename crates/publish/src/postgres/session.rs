//! The transaction of a publish: its lock against other publishes, its patience, its end.

use std::time::Duration;

use keeping::KeepingError;
use sqlx::PgConnection;

use super::{address::Address, apply::execute, shape::Table};

/// The number of the advisory lock under which publishes to one database take turns: `emakipub` in
/// letters; any constant would do, as long as it stays.
const PUBLISHERS: i64 = 0x656d_616b_6970_7562;

/// How patient a transaction is.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a lock that somebody else holds.
    pub lock: Duration,
    /// For one statement.
    pub statement: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { lock: Duration::from_secs(10), statement: Duration::from_mins(2) }
    }
}

/// Begins a transaction that only reads, and sees one state throughout.
pub async fn begin_reading(
    connection: &mut PgConnection,
    address: &Address,
    patience: Patience,
) -> Result<(), KeepingError> {
    let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}", limits(patience));
    execute(connection, address, begin, "beginning a transaction").await
}

/// Begins a transaction that may write, alone among publishers.
pub async fn begin_writing(
    connection: &mut PgConnection,
    address: &Address,
    patience: Patience,
) -> Result<(), KeepingError> {
    let begin = format!("BEGIN; {}", limits(patience));
    execute(connection, address, begin, "beginning a transaction").await?;
    let lock = format!("SELECT pg_advisory_xact_lock({PUBLISHERS})");
    execute(connection, address, lock, "waiting for another publish").await
}

/// Locks both tables against other writers. Readers go on, and so do rows that refer to them.
pub async fn lock_tables(
    connection: &mut PgConnection,
    address: &Address,
    (series, waifus): (&Table, &Table),
) -> Result<(), KeepingError> {
    let lock = format!("LOCK TABLE {}, {} IN SHARE ROW EXCLUSIVE MODE", series.name, waifus.name);
    execute(connection, address, lock, "locking its tables").await
}

/// Takes back whatever the transaction did.
pub async fn rollback(connection: &mut PgConnection, address: &Address) -> Result<(), KeepingError> {
    execute(connection, address, "ROLLBACK".to_owned(), "ending the transaction").await
}

/// Commits. The caller has to find out what became of it when this fails.
pub async fn commit(connection: &mut PgConnection, address: &Address) -> Result<(), KeepingError> {
    execute(connection, address, "COMMIT".to_owned(), "committing").await
}

fn limits(patience: Patience) -> String {
    let (lock, statement) = (patience.lock.as_millis(), patience.statement.as_millis());
    format!(
        "SET LOCAL lock_timeout = {lock}; SET LOCAL statement_timeout = {statement}; \
         SET LOCAL idle_in_transaction_session_timeout = {}",
        statement.saturating_mul(5)
    )
}
