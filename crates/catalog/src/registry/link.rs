//! `link`: an external id means a thing.

use model::{EntityId, EntityKind, ExternalId, Justification, Link};
use store::Store;

use super::{Decision, DecisionError, Outcome};
use crate::golden::recompute;

/// Links an external id to a thing, in place of what it meant before. Records that are the id's own
/// go with it. A negative link between the two is lifted.
///
/// # Errors
/// When the thing does not exist, is of another kind, or when the id is the only one of the thing it
/// would leave: that is a merge.
pub async fn link(
    store: &Store,
    subject: &ExternalId,
    kind: &EntityKind,
    target: EntityId,
    decision: &Decision,
) -> Result<Outcome, DecisionError> {
    if subject.kind() != *kind {
        return Err(DecisionError::WrongKind { subject: subject.clone(), kind: kind.clone() });
    }
    let tx = store.begin().await?;
    tx.must_exist(kind, target).await?;
    let before = tx.find(std::slice::from_ref(subject)).await?.remove(subject).map(|(_, id)| id);
    if before == Some(target) {
        return Ok(Outcome { kind: kind.clone(), target: before, before, moved: Vec::new() });
    }
    if let Some(before) = before
        && tx.links_of(kind, before).await?.len() == 1
    {
        return Err(DecisionError::LastLink { subject: subject.clone(), target: before });
    }
    let evidence = decision.evidence(Justification::ManualCuration);
    tx.link(&Link { subject: subject.clone(), kind: kind.clone(), target, evidence }).await?;
    tx.rehome_records(kind, std::slice::from_ref(subject), target).await?;
    let mut touched = vec![target];
    touched.extend(before);
    recompute(&tx, kind, &touched.into_iter().collect()).await?;
    tx.commit().await?;
    Ok(Outcome { kind: kind.clone(), target: Some(target), before, moved: vec![subject.clone()] })
}
