//! Continuous numbers: one counter row per sequence, moved in the transaction that uses the numbers.
//!
//! The row's lock makes allocation serial and a rollback gives the numbers back, so there is no gap and
//! no reuse.

use model::EntityKind;
use sea_orm::ConnectionTrait;

use crate::{StoreError, WriteTx, sql, sql::Cells};

impl WriteTx {
    /// Takes `n` new ids of a kind, at least one; gives the first, the others follow it.
    pub async fn new_ids(&self, kind: &EntityKind, n: usize) -> Result<i64, StoreError> {
        self.allocate(&entity_sequence(kind), n.max(1)).await
    }

    pub(crate) async fn allocate(&self, sequence: &str, n: usize) -> Result<i64, StoreError> {
        advance(&self.tx, sequence, n).await
    }
}

/// The sequence of a kind's own ids.
pub(crate) fn entity_sequence(kind: &EntityKind) -> String {
    format!("entity:{kind}")
}

/// Moves a counter by `n` and gives the first number taken. With `n` 0 it only locks the row.
pub(crate) async fn advance<C: ConnectionTrait>(db: &C, sequence: &str, n: usize) -> Result<i64, StoreError> {
    let what = "taking numbers from a sequence";
    let n = i64::try_from(n).map_err(|_| StoreError::Conflict(format!("{n} numbers are too many")))?;
    let update = "UPDATE sequences SET next = next + $2 WHERE name = $1 RETURNING next";
    // A first use finds no row. Two first users may race on PostgreSQL; the insert of one waits for the
    // other and then does nothing.
    for _ in 0..2 {
        if let Some(row) = sql::query_one(db, what, update, [sequence.into(), n.into()]).await? {
            return Ok(Cells(&row).int(0)? - n);
        }
        let insert = "INSERT INTO sequences (name, next) VALUES ($1, 1) ON CONFLICT (name) DO NOTHING";
        sql::execute(db, what, insert, [sequence.into()]).await?;
    }
    Err(StoreError::Damaged(format!("the sequence {sequence} cannot be advanced")))
}
