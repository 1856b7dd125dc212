//! The write transaction: everything that changes the store goes through one, and they are serial.

use std::{collections::HashMap, sync::Mutex};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::{
    Engine, Store, StoreError,
    error::doing,
    sql::{self, Cells},
};

/// The number of PostgreSQL's advisory lock under which the catalog's writers take turns.
///
/// It is the bytes of `emaki` as a number; any constant would do, as long as it stays.
const WRITER_LOCK: i64 = 0x65_6d61_6b69;

/// An open write transaction; dropped without [`WriteTx::commit`] it leaves no trace.
///
/// Writers are serial on both engines: on SQLite by its own lock, on PostgreSQL by an advisory lock
/// taken first. So the numbers of `changes` become visible in their order, and ids have no gaps.
pub struct WriteTx {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) store: Store,
    /// Numbers of the file labels met so far.
    files: Mutex<HashMap<String, i64>>,
}

impl Store {
    /// Opens a write transaction; waits for other writers up to 15 seconds, then fails with `Busy`.
    pub async fn begin(&self) -> Result<WriteTx, StoreError> {
        let tx = begin_locked(self.engine, &self.db).await?;
        Ok(WriteTx { tx, store: self.clone(), files: Mutex::default() })
    }
}

impl WriteTx {
    /// Makes everything done here visible and durable at once.
    pub async fn commit(self) -> Result<(), StoreError> {
        tracing::trace!("committing");
        self.tx.commit().await.map_err(doing("committing"))?;
        tracing::trace!("committed");
        Ok(())
    }

    /// Takes everything done here back, numbers of sequences included.
    pub async fn rollback(self) -> Result<(), StoreError> {
        self.tx.rollback().await.map_err(doing("rolling back"))
    }

    /// The number that stands for a file's label in the tables; 0 for none.
    pub(crate) async fn file(&self, label: Option<&str>) -> Result<i64, StoreError> {
        let Some(label) = label else { return Ok(0) };
        let known = self.files.lock().expect("no panic while held").get(label).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let what = "naming a file";
        let stored =
            sql::query_one(&self.tx, what, "SELECT id FROM files WHERE label = $1", [label.into()]).await?;
        let number = if let Some(row) = stored {
            Cells(&row).int(0)?
        } else {
            let number = self.allocate("file", 1).await?;
            let insert = "INSERT INTO files (id, label) VALUES ($1, $2)";
            sql::execute(&self.tx, what, insert, [number.into(), label.into()]).await?;
            number
        };
        self.files.lock().expect("no panic while held").insert(label.to_owned(), number);
        Ok(number)
    }
}

/// A transaction that holds the write lock from its first moment.
///
/// SQLite must not begin with a read: it cannot turn a read into a write once another has written.
pub(crate) async fn begin_locked(
    engine: Engine,
    db: &DatabaseConnection,
) -> Result<DatabaseTransaction, StoreError> {
    let tx = begin_unlocked(db).await?;
    if engine == Engine::Postgres {
        let lock = "SELECT pg_advisory_xact_lock($1)";
        sql::execute(&tx, "waiting for the writers' lock", lock, [WRITER_LOCK.into()]).await?;
    }
    Ok(tx)
}

/// A transaction for a table with its own order of locks; on SQLite there is only the one lock.
pub(crate) async fn begin_unlocked(db: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    db.begin_with_options(options).await.map_err(doing("waiting for the write lock"))
}
