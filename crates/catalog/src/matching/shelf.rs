//! Every stored record about a work, as linking reads it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use linking::Subject;
use model::{EntityId, EntityKind, ExternalId, Instant};
use store::{PairState, Store, StoreError, Undo};

use crate::golden::read_record;

/// How many works are read at once.
const AT_ONCE: usize = 500;

/// Records and the works they belong to, by place.
///
/// What a rule joined may be joined otherwise once more is known, so that the clusters do not depend on
/// the order in which records came. A work therefore falls into *parts*: what was one before any rule
/// joined it. The part of a work's own is named by the work, a joined one by the work that went.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub subjects: Vec<Subject>,
    /// The work of each subject.
    pub works: Vec<EntityId>,
    /// The part of each subject.
    pub parts: Vec<EntityId>,
    /// Joins by rule that hold, with the numbers of the pairs over which they were made.
    pub joins: Vec<(i64, Undo)>,
    /// Works with a record that is new; `None` when all records look for partners.
    pub fresh: Option<HashSet<EntityId>>,
}

impl Shelf {
    /// Reads the records of every work, some works at a time.
    ///
    /// A record that its format does not accept any more is left out; `emaki db verify` tells of it. The
    /// ids that are linked to a part count as claimed by each of its records.
    pub async fn load(store: &Store, since: Option<Instant>) -> Result<Self, StoreError> {
        let kind = EntityKind::Work;
        let redirects = store.redirects(&kind).await?;
        let joined = store.match_pairs(&kind, &[PairState::Joined], usize::MAX).await?;
        let undos = joined.into_iter().filter_map(|pair| Some((pair.id, pair.undo?)));
        let undos: Vec<(i64, Undo)> = undos.collect();
        let part_of = parts(&undos, &redirects);
        let mut shelf = Self { fresh: since.map(|_| HashSet::new()), ..Self::default() };
        // One that went on into a third work is taken back after that one.
        shelf.joins = undos.into_iter().filter(|(_, u)| redirects.get(&u.dropped) == Some(&u.kept)).collect();
        let mut after = 0;
        loop {
            let ids = store.work_ids_after(after, AT_ONCE).await?;
            let Some(last) = ids.last() else { return Ok(shelf) };
            after = last.get();
            let entities: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
            let mut records = store.records_of_many(&kind, &entities).await?;
            for work in store.works(&ids).await? {
                let entity: EntityId = work.id.into();
                let part = |id: &ExternalId| match part_of.get(id) {
                    Some((part, of)) if *of == entity => *part,
                    _ => entity,
                };
                for stored in records.remove(&entity).unwrap_or_default() {
                    if let (Some(since), Some(fresh)) = (since, &mut shelf.fresh)
                        && stored.stored_at >= since
                    {
                        fresh.insert(entity);
                    }
                    let own = part(&stored.key);
                    let linked = work.external_ids.iter().filter(|id| part(id) == own);
                    let linked: Vec<&ExternalId> = linked.collect();
                    let read = read_record(&stored).unwrap_or_default();
                    for subject in read.iter().filter_map(Subject::of) {
                        shelf.add((entity, own), subject, &linked);
                    }
                }
            }
        }
    }

    fn add(&mut self, (work, part): (EntityId, EntityId), mut subject: Subject, linked: &[&ExternalId]) {
        let own = subject.external_id.clone();
        let more = linked.iter().filter(|id| ***id != own && id.kind() == EntityKind::Work);
        for id in more {
            if !subject.claimed_ids.contains(id) {
                subject.claimed_ids.push((*id).clone());
            }
        }
        self.subjects.push(subject);
        self.works.push(work);
        self.parts.push(part);
    }

    /// Whether any of these works looks for partners.
    pub fn seeks(&self, works: impl IntoIterator<Item = EntityId>) -> bool {
        self.fresh.as_ref().is_none_or(|fresh| works.into_iter().any(|work| fresh.contains(&work)))
    }

    /// The ids of the records of each work or each part, ascending.
    pub fn ids_by(&self, of: &[EntityId]) -> BTreeMap<EntityId, BTreeSet<ExternalId>> {
        let mut ids: BTreeMap<EntityId, BTreeSet<ExternalId>> = BTreeMap::new();
        for (subject, of) in self.subjects.iter().zip(of) {
            ids.entry(*of).or_default().insert(subject.external_id.clone());
        }
        ids
    }
}

/// The part that each joined id belongs to, and the work it stands in now. Of joins within joins the
/// innermost counts.
fn parts(
    undos: &[(i64, Undo)],
    redirects: &BTreeMap<EntityId, EntityId>,
) -> HashMap<ExternalId, (EntityId, EntityId)> {
    let mut by_size: Vec<&Undo> = undos.iter().map(|(_, undo)| undo).collect();
    by_size.sort_by_key(|undo| (std::cmp::Reverse(undo.links.len()), undo.dropped));
    let mut parts = HashMap::new();
    for undo in by_size {
        let Some(now) = redirects.get(&undo.dropped) else { continue };
        parts.extend(undo.links.iter().map(|link| (link.subject.clone(), (undo.dropped, *now))));
    }
    parts
}
