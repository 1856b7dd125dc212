//! Golden records after a decision by hand, or after something new was said.

use std::collections::BTreeSet;

use model::{EntityId, EntityKind};
use store::{StoreError, WriteTx};

use crate::{CatalogError, golden};

/// Merges things again from what is stored by now.
pub(crate) async fn recompute(tx: &WriteTx, kind: &EntityKind, ids: &[EntityId]) -> Result<(), CatalogError> {
    let ids: BTreeSet<EntityId> = ids.iter().copied().collect();
    golden::recompute(tx, kind, &ids).await?;
    Ok(())
}

/// Merges things again from what is stored, changes of this transaction included; gives how many golden
/// records are different now.
pub async fn merge_again(tx: &WriteTx, kind: &EntityKind, ids: &[EntityId]) -> Result<usize, StoreError> {
    golden::recompute(tx, kind, &ids.iter().copied().collect()).await
}
