//! What people decided about which works are one.

use std::collections::{BTreeMap, BTreeSet};

use linking::Decisions;
use model::{EntityId, EntityKind, ExternalId};
use store::{PairState, Store, StoreError};

use super::shelf::Shelf;

/// Pairs of works that a person keeps apart, the smaller id first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Hands {
    pub apart: BTreeSet<(EntityId, EntityId)>,
}

impl Hands {
    /// Gathers them: answers to pairs, negative links, and works that were split or lost an id by hand.
    /// What was made one by hand since is not apart any more.
    pub async fn load(store: &Store, kind: &EntityKind) -> Result<Self, StoreError> {
        let redirects = store.redirects(kind).await?;
        let mut pairs: Vec<(EntityId, EntityId)> = store.parted(kind).await?;
        let negative = store.negative_links(kind).await?;
        let answers = store.match_pairs(kind, &[PairState::Different], usize::MAX).await?;
        let mut subjects: Vec<ExternalId> = negative.iter().map(|link| link.subject.clone()).collect();
        subjects.extend(answers.iter().flat_map(|pair| [pair.a.clone(), pair.b.clone()]));
        subjects.sort_unstable();
        subjects.dedup();
        let meaning = store.find(&subjects).await?;
        let work_of = |id: &ExternalId| meaning.get(id).filter(|(of, _)| of == kind).map(|(_, work)| *work);
        pairs.extend(negative.iter().filter_map(|link| Some((work_of(&link.subject)?, link.target))));
        pairs.extend(answers.iter().filter_map(|pair| Some((work_of(&pair.a)?, work_of(&pair.b)?))));
        Ok(Self::of(&pairs, &redirects))
    }

    /// From pairs as they were decided, with where works went since.
    pub fn of(pairs: &[(EntityId, EntityId)], redirects: &BTreeMap<EntityId, EntityId>) -> Self {
        let now = |id: &EntityId| redirects.get(id).copied().unwrap_or(*id);
        let pairs = pairs.iter().map(|(a, b)| (now(a), now(b))).filter(|(a, b)| a != b);
        Self { apart: pairs.map(|(a, b)| (a.min(b), a.max(b))).collect() }
    }

    /// Whether a person keeps two works apart.
    pub fn keep_apart(&self, a: EntityId, b: EntityId) -> bool {
        self.apart.contains(&(a.min(b), a.max(b)))
    }

    /// The first pair among some works that is kept apart.
    pub fn torn(&self, works: &BTreeSet<EntityId>) -> Option<(EntityId, EntityId)> {
        let inside = |(a, b): &&(EntityId, EntityId)| works.contains(a) && works.contains(b);
        self.apart.iter().find(inside).copied()
    }

    /// The decisions in linking's own words: the records of one part of a work stay together, those of
    /// works that are kept apart stay apart.
    pub fn decisions(&self, all: &Shelf) -> Decisions {
        let ids = all.ids_by(&all.works);
        let mut decisions = Decisions::default();
        for ids in all.ids_by(&all.parts).values() {
            let pairs = ids.iter().zip(ids.iter().skip(1));
            decisions.same.extend(pairs.map(|(a, b)| (a.clone(), b.clone())));
        }
        for (a, b) in &self.apart {
            let (Some(left), Some(right)) = (ids.get(a), ids.get(b)) else { continue };
            for one in left {
                decisions.different.extend(right.iter().map(|other| (one.clone(), other.clone())));
            }
        }
        decisions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(number: i64) -> EntityId {
        EntityId::new(number).expect("from 1")
    }

    #[test]
    fn what_became_one_is_not_apart() {
        let pairs = [(entity(4), entity(2)), (entity(3), entity(1)), (entity(5), entity(2))];
        let redirects = [(entity(3), entity(1)), (entity(5), entity(4))].into();
        let hands = Hands::of(&pairs, &redirects);
        assert_eq!(hands.apart, [(entity(2), entity(4))].into());
        assert!(hands.keep_apart(entity(4), entity(2)));
        assert_eq!(hands.torn(&[entity(1), entity(4)].into()), None);
    }
}
