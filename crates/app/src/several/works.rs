//! Many works, whichever ids name them, and their episodes.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use model::{EntityId, EntityKind, ExternalId, Work, WorkId};

use crate::{App, AppError, EpisodeList, works};

impl App {
    /// What external ids are linked to; one that is linked to nothing is left out.
    pub async fn linked(
        &self,
        ids: &[ExternalId],
    ) -> Result<HashMap<ExternalId, (EntityKind, EntityId)>, AppError> {
        Ok(self.store().find(ids).await?)
    }

    /// Works by the ids they were asked by: a merged id gives the survivor, one that never was is left out.
    pub async fn works_of(&self, ids: &[WorkId]) -> Result<HashMap<WorkId, Arc<Work>>, AppError> {
        let read = self.store().works(ids).await?;
        let mut found: HashMap<WorkId, Arc<Work>> =
            read.into_iter().map(|work| (work.id, Arc::new(work))).collect();
        let lost: HashSet<WorkId> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
        if lost.is_empty() {
            return Ok(found);
        }
        let lost: Vec<EntityId> = lost.into_iter().map(EntityId::from).collect();
        let moved = self.store().redirects_of(&EntityKind::Work, &lost).await?;
        let targets: Vec<WorkId> = moved.values().map(|id| WorkId::from(*id)).collect();
        let survivors = self.store().works(&targets).await?;
        let survivors: HashMap<WorkId, Arc<Work>> =
            survivors.into_iter().map(|work| (work.id, Arc::new(work))).collect();
        for (asked, target) in moved {
            if let Some(work) = survivors.get(&target.into()) {
                found.insert(asked.into(), Arc::clone(work));
            }
        }
        Ok(found)
    }

    /// The episodes of each work, as [`App::episodes`] tells them.
    pub async fn episodes_of(&self, ids: &[WorkId]) -> Result<HashMap<WorkId, EpisodeList>, AppError> {
        let works = self.store().works(ids).await?;
        let mut lists = HashMap::new();
        let mut silent = Vec::new();
        for work in works {
            match works::listed(&work) {
                Some(list) => drop(lists.insert(work.id, list)),
                None => silent.push(work),
            }
        }
        let ids: Vec<EntityId> = silent.iter().map(|work| work.id.into()).collect();
        let mut stored = self.store().records_of_many(&EntityKind::Work, &ids).await?;
        for work in silent {
            let records = works::read_all(stored.remove(&work.id.into()).unwrap_or_default())?;
            lists.insert(work.id, works::longest(&work, records));
        }
        Ok(lists)
    }
}
