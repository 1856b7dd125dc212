//! `unlink`: an external id does not mean a thing, and never shall.

use model::{EntityId, EntityKind, ExternalId, Justification, Link, NegativeLink};
use store::Store;

use super::{Decision, DecisionError, Outcome};
use crate::golden::recompute;

/// Decides that an external id does not mean a thing. The decision holds against every rule.
///
/// If records are the id's own, the id gets a new thing to itself, so that they are not lost;
/// otherwise it means nothing until somebody links it.
///
/// # Errors
/// When the thing does not exist, or when the id is the only one it has.
pub async fn unlink(
    store: &Store,
    subject: &ExternalId,
    kind: &EntityKind,
    target: EntityId,
    decision: &Decision,
) -> Result<Outcome, DecisionError> {
    let tx = store.begin().await?;
    tx.must_exist(kind, target).await?;
    let links = tx.links_of(kind, target).await?;
    let was_linked = links.iter().any(|link| link.subject == *subject);
    if was_linked && links.len() == 1 {
        return Err(DecisionError::LastLink { subject: subject.clone(), target });
    }
    let evidence = decision.evidence(Justification::ManualCuration);
    let forbidden =
        NegativeLink { subject: subject.clone(), kind: kind.clone(), target, evidence: evidence.clone() };
    tx.unlink(&forbidden).await?;
    let own_records = tx.records_of(kind, target).await?.iter().any(|record| record.key == *subject);
    let mut touched = vec![target];
    let mut home = None;
    if was_linked && own_records {
        let new = EntityId::new(tx.new_ids(kind, 1).await?).ok_or(DecisionError::IdsUsedUp)?;
        let link = Link { subject: subject.clone(), kind: kind.clone(), target: new, evidence };
        tx.save_links(&[link]).await?;
        tx.rehome_records(kind, std::slice::from_ref(subject), new).await?;
        touched.push(new);
        home = Some(new);
    }
    recompute(&tx, kind, &touched.into_iter().collect()).await?;
    tx.commit().await?;
    let moved = if was_linked { vec![subject.clone()] } else { Vec::new() };
    Ok(Outcome { kind: kind.clone(), target: home, before: was_linked.then_some(target), moved })
}
