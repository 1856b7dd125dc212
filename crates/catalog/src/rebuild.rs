//! All golden records again, for when a rule has changed. No network, no ids move.

use std::collections::BTreeSet;

use model::{EntityId, EntityKind};
use store::{Store, StoreError};

use crate::golden;

/// How many golden records became different.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    /// Works.
    pub works: usize,
    /// Characters.
    pub characters: usize,
    /// Persons.
    pub persons: usize,
}

/// How many things one transaction takes, so that other writers get their turn.
const AT_ONCE: usize = 500;

/// Merges every work, character and person again from its records. Safe to repeat and to break off.
pub async fn rebuild(store: &Store) -> Result<Rebuilt, StoreError> {
    Ok(Rebuilt {
        works: rebuild_kind(store, &EntityKind::Work).await?,
        characters: rebuild_kind(store, &EntityKind::Character).await?,
        persons: rebuild_kind(store, &EntityKind::Person).await?,
    })
}

async fn rebuild_kind(store: &Store, kind: &EntityKind) -> Result<usize, StoreError> {
    let (mut after, mut changed) = (0, 0);
    loop {
        let ids: BTreeSet<EntityId> = match kind {
            EntityKind::Character => {
                store.character_ids_after(after, AT_ONCE).await?.into_iter().map(EntityId::from).collect()
            }
            EntityKind::Person => {
                store.person_ids_after(after, AT_ONCE).await?.into_iter().map(EntityId::from).collect()
            }
            EntityKind::Work | EntityKind::Other(_) => {
                store.work_ids_after(after, AT_ONCE).await?.into_iter().map(EntityId::from).collect()
            }
        };
        let Some(last) = ids.last() else { return Ok(changed) };
        after = last.get();
        let tx = store.begin().await?;
        changed += golden::recompute(&tx, kind, &ids).await?;
        tx.commit().await?;
    }
}
