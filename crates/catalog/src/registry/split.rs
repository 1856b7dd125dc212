//! `split`: one thing was two.

use model::{EntityId, EntityKind, ExternalId, Justification};
use store::Store;

use super::{Decision, DecisionError, Outcome};
use crate::golden::recompute;

/// Takes external ids and the records that are theirs out of a thing into a new one. The old id stays
/// on the old thing.
///
/// # Errors
/// When an id is not linked to the thing, or when none or all of its ids would go.
pub async fn split(
    store: &Store,
    kind: &EntityKind,
    from: EntityId,
    subjects: &[ExternalId],
    decision: &Decision,
) -> Result<Outcome, DecisionError> {
    let tx = store.begin().await?;
    let new = tx.split(kind, from, subjects, &decision.evidence(Justification::Split)).await?;
    recompute(&tx, kind, &[from, new].into()).await?;
    tx.commit().await?;
    Ok(Outcome { kind: kind.clone(), target: Some(new), before: Some(from), moved: subjects.to_vec() })
}
