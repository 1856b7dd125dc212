//! Golden records after something new was said.

use model::{EntityId, EntityKind};
use store::{StoreError, WriteTx};

use crate::golden;

/// Merges things again from what is stored, changes of this transaction included; gives how many golden
/// records are different now.
pub async fn merge_again(tx: &WriteTx, kind: &EntityKind, ids: &[EntityId]) -> Result<usize, StoreError> {
    golden::recompute(tx, kind, &ids.iter().copied().collect()).await
}
