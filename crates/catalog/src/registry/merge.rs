//! `merge`: two things were one.

use model::{EntityId, EntityKind, Justification};
use store::Store;

use super::{Decision, DecisionError, Outcome};
use crate::golden::recompute;

/// Makes one thing of two: everything of `dropped` goes to `kept`, and its id leads there from now on.
///
/// # Errors
/// When either does not exist, or when both are the same.
pub async fn merge(
    store: &Store,
    kind: &EntityKind,
    kept: EntityId,
    dropped: EntityId,
    decision: &Decision,
) -> Result<Outcome, DecisionError> {
    let tx = store.begin().await?;
    let moved = tx.merge(kind, dropped, kept, &decision.evidence(Justification::Merge)).await?;
    recompute(&tx, kind, &[kept].into()).await?;
    tx.commit().await?;
    Ok(Outcome { kind: kind.clone(), target: Some(kept), before: Some(dropped), moved })
}
