//! What rules joined over what an update said.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use model::{EntityId, EntityKind};
use store::{MatchPair, PairState, Store, StoreError};

use crate::import::step::Step;

/// The pairs that an update may have made one: joined by a rule, not among those that were joined before, and about a
/// work or character that the update wrote, or one that such a join had made one with another. In the order of their
/// joining. What another import's words joined meanwhile is not among them.
///
/// # Errors
/// When the store fails.
pub async fn joined_over(store: &Store, update: i64, before: &BTreeSet<i64>) -> Result<Vec<i64>, StoreError> {
    let mut touched: BTreeMap<EntityKind, HashSet<EntityId>> = BTreeMap::new();
    for body in store.update_steps(update).await? {
        let step = Step::unpack(&body)?;
        for was in step.records {
            touched.entry(was.kind).or_default().insert(was.entity);
        }
        for (kind, ids) in step.new {
            touched.entry(kind).or_default().extend(ids);
        }
    }
    let mut joins = Vec::new();
    for (kind, mut things) in touched {
        let mut pairs = store.match_pairs(&kind, &[PairState::Joined], usize::MAX).await?;
        pairs.retain(|pair| !before.contains(&pair.id));
        pairs.sort_by_key(|pair| (pair.decided_at, pair.id));
        // A join of one of them makes the other one touched as well; nothing goes on for ever, for pairs run out.
        loop {
            let (ours, others): (Vec<MatchPair>, Vec<MatchPair>) = pairs.into_iter().partition(|pair| {
                pair.undo.as_ref().is_some_and(|undo| {
                    let is_ours = things.contains(&undo.kept) || things.contains(&undo.dropped);
                    if is_ours {
                        things.extend([undo.kept, undo.dropped]);
                    }
                    is_ours
                })
            });
            joins.extend(ours.iter().map(|pair| (pair.decided_at, pair.id)));
            pairs = others;
            if ours.is_empty() {
                break;
            }
        }
    }
    joins.sort_unstable();
    Ok(joins.into_iter().map(|(_, id)| id).collect())
}
