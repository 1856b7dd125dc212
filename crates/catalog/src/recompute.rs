//! Golden records after a decision by hand.

use std::collections::BTreeSet;

use model::{EntityId, EntityKind};
use store::WriteTx;

use crate::{CatalogError, golden};

/// Merges things again from what is stored by now.
pub(crate) async fn recompute(tx: &WriteTx, kind: &EntityKind, ids: &[EntityId]) -> Result<(), CatalogError> {
    let ids: BTreeSet<EntityId> = ids.iter().copied().collect();
    golden::recompute(tx, kind, &ids).await?;
    Ok(())
}
