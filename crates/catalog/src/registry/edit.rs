//! `edit`: a value by hand, which wins over every source until it is taken back.

use model::{CurationEntry, EntityId, EntityKind, Field};
use serde::Serialize;
use serde_json::Value;
use store::Store;

use super::{Decision, DecisionError};
use crate::golden::recompute;

/// What an edit did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edited {
    /// The work.
    pub work: EntityId,
    /// The field.
    pub field: Field,
    /// The value that stood by hand before; none where sources decided.
    pub before: Option<Value>,
    /// The value that stands by hand now; none where sources decide again.
    pub by_hand: Option<Value>,
    /// How many edits were made or taken back.
    pub edits: u64,
    /// Whether the golden record is another one now.
    pub changed: bool,
}

/// Sets a field of a work by hand. The same value again changes nothing.
///
/// # Errors
/// When there is no such work, or the value does not fit the field.
pub async fn edit(
    store: &Store,
    work: EntityId,
    field: &Field,
    value: Value,
    decision: &Decision,
) -> Result<Edited, DecisionError> {
    let kind = EntityKind::Work;
    let work = store.redirect(&kind, work).await?.unwrap_or(work);
    let edit = CurationEntry {
        kind: kind.clone(),
        target: work,
        field: field.clone(),
        value,
        author: decision.author.clone(),
        at: decision.at,
        note: decision.note.clone(),
    };
    enrichment::check_edit(&edit)?;
    let tx = store.begin().await?;
    tx.must_exist(&kind, work).await?;
    let before = standing(&tx.edits_of(&kind, work).await?, field);
    let told = Edited {
        work,
        field: field.clone(),
        by_hand: Some(edit.value.clone()),
        edits: 0,
        changed: false,
        before,
    };
    if told.before == told.by_hand {
        return Ok(told);
    }
    tx.save_edit(&edit).await?;
    let changed = recompute(&tx, &kind, &[work].into()).await? > 0;
    tx.commit().await?;
    Ok(Edited { edits: 1, changed, ..told })
}

/// Takes the newest edit of a field back, so that the one before it or the sources stand again; with `all`,
/// every edit of the field.
///
/// # Errors
/// When there is no such work, or nothing of the field is set by hand.
pub async fn take_back(
    store: &Store,
    work: EntityId,
    field: &Field,
    all: bool,
    decision: &Decision,
) -> Result<Edited, DecisionError> {
    let kind = EntityKind::Work;
    let work = store.redirect(&kind, work).await?.unwrap_or(work);
    let tx = store.begin().await?;
    tx.must_exist(&kind, work).await?;
    let edits = tx.edits_of(&kind, work).await?;
    let of_field = edits.iter().filter(|stored| stored.counts() && stored.edit.field == *field);
    let ids: Vec<i64> = of_field.map(|stored| stored.id).take(if all { usize::MAX } else { 1 }).collect();
    if ids.is_empty() {
        let kind = kind.as_str().to_lowercase();
        return Err(DecisionError::NoEdit { kind, target: work, field: field.clone() });
    }
    let done = tx.take_edits_back((&kind, work), &ids, &decision.author, &decision.note, decision.at).await?;
    let changed = recompute(&tx, &kind, &[work].into()).await? > 0;
    let by_hand = standing(&tx.edits_of(&kind, work).await?, field);
    tx.commit().await?;
    Ok(Edited { work, field: field.clone(), before: standing(&edits, field), by_hand, edits: done, changed })
}

/// The value of a field that stands by hand.
fn standing(newest_first: &[store::StoredEdit], field: &Field) -> Option<Value> {
    let mut of_field = newest_first.iter().filter(|stored| stored.counts() && stored.edit.field == *field);
    of_field.next().map(|stored| stored.edit.value.clone())
}
