//! What changed, in order: one numbered row per changed thing, written with the change itself.

use model::{EntityId, EntityKind};

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// One change. Whoever keeps something derived from the store applies them in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number, from 1; numbers become visible in order and without gaps.
    pub seq: i64,
    /// The kind of `id`.
    pub kind: EntityKind,
    /// What changed, came or went.
    pub id: EntityId,
}

impl Store {
    /// Up to `limit` changes after `seq`, oldest first.
    pub async fn changes_since(&self, seq: i64, limit: usize) -> Result<Vec<Change>, StoreError> {
        let select = "SELECT seq, kind, id FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2";
        let values = [seq.into(), (limit as i64).into()];
        let rows = sql::query(&self.db, "reading changes", select, values).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(Change { seq: cells.int(0)?, kind: cells.kind(1)?, id: cells.entity(2)? })
        };
        rows.iter().map(read).collect()
    }

    /// The number of the last change, 0 before the first.
    pub async fn last_change(&self) -> Result<i64, StoreError> {
        let select = "SELECT next - 1 FROM sequences WHERE name = 'change'";
        let row = sql::query_one(&self.db, "reading the last change", select, []).await?;
        row.map_or(Ok(0), |row| Cells(&row).int(0))
    }
}

impl WriteTx {
    /// Notes that things changed.
    pub(crate) async fn changed(&self, kind: &EntityKind, ids: &[EntityId]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let first = self.allocate("change", ids.len()).await?;
        let rows = Rows::new()
            .int("seq", (first..).take(ids.len()))
            .int("id", ids.iter().map(|id| id.get()))
            .value(kind.as_str());
        let insert = "INSERT INTO changes (seq, kind, id) SELECT seq, #1, id FROM r";
        rows.execute(&self.tx, "noting changes", insert).await.map(|_| ())
    }
}
