//! Every stored record about a work, as linking reads it.

use std::collections::{BTreeSet, HashMap, HashSet};

use linking::Subject;
use model::{EntityId, EntityKind, ExternalId, Instant};
use store::{Store, StoreError};

use crate::golden::read_record;

/// How many works are read at once.
const AT_ONCE: usize = 500;

/// Records and the works they belong to, by place.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub subjects: Vec<Subject>,
    /// The work of each subject.
    pub works: Vec<EntityId>,
    /// Works with a record that is new; `None` when all records look for partners.
    pub fresh: Option<HashSet<EntityId>>,
}

impl Shelf {
    /// Reads the records of every work, some works at a time.
    ///
    /// A record that its format does not accept any more is left out; `emaki db verify` tells of it. The
    /// ids that are linked to a work count as claimed by each of its records.
    pub async fn load(store: &Store, since: Option<Instant>) -> Result<Self, StoreError> {
        let kind = EntityKind::Work;
        let mut shelf = Self { fresh: since.map(|_| HashSet::new()), ..Self::default() };
        let mut after = 0;
        loop {
            let ids = store.work_ids_after(after, AT_ONCE).await?;
            let Some(last) = ids.last() else { return Ok(shelf) };
            after = last.get();
            let entities: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
            let mut records = store.records_of_many(&kind, &entities).await?;
            let works = store.works(&ids).await?;
            for work in works {
                let entity: EntityId = work.id.into();
                for stored in records.remove(&entity).unwrap_or_default() {
                    if let (Some(since), Some(fresh)) = (since, &mut shelf.fresh)
                        && stored.stored_at >= since
                    {
                        fresh.insert(entity);
                    }
                    let read = read_record(&stored).unwrap_or_default();
                    for subject in read.iter().filter_map(Subject::of) {
                        shelf.add(entity, subject, &work.external_ids);
                    }
                }
            }
        }
    }

    fn add(&mut self, work: EntityId, mut subject: Subject, linked: &[ExternalId]) {
        let own = subject.external_id.clone();
        let more = linked.iter().filter(|id| **id != own && id.kind() == EntityKind::Work);
        for id in more {
            if !subject.claimed_ids.contains(id) {
                subject.claimed_ids.push(id.clone());
            }
        }
        self.subjects.push(subject);
        self.works.push(work);
    }

    /// Whether any of these works looks for partners.
    pub fn seeks(&self, works: impl IntoIterator<Item = EntityId>) -> bool {
        self.fresh.as_ref().is_none_or(|fresh| works.into_iter().any(|work| fresh.contains(&work)))
    }

    /// The ids of each work's records, ascending.
    pub fn ids_by_work(&self) -> HashMap<EntityId, BTreeSet<ExternalId>> {
        let mut ids: HashMap<EntityId, BTreeSet<ExternalId>> = HashMap::new();
        for (subject, work) in self.subjects.iter().zip(&self.works) {
            ids.entry(*work).or_default().insert(subject.external_id.clone());
        }
        ids
    }
}
