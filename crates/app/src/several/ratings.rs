//! What audiences think of many works.

use std::collections::HashMap;

use model::{EntityId, EntityKind, ExternalId, WorkId};

use crate::{App, AppError, WorkRatings, ratings, works};

impl App {
    /// The ratings of each work, as [`App::ratings`] tells them.
    pub async fn ratings_of(&self, ids: &[WorkId]) -> Result<HashMap<WorkId, WorkRatings>, AppError> {
        let works = self.store().works(ids).await?;
        let entities: Vec<EntityId> = works.iter().map(|work| work.id.into()).collect();
        let mut stored = self.store().records_of_many(&EntityKind::Work, &entities).await?;
        let subjects: Vec<ExternalId> =
            works.iter().flat_map(|work| work.external_ids.iter().cloned()).collect();
        let counted = self.store().ratings_summary(&subjects).await?;
        let mut told = HashMap::new();
        for work in works {
            let records = works::read_all(stored.remove(&work.id.into()).unwrap_or_default())?;
            let own = work.external_ids.iter().filter_map(|id| counted.get(id));
            let all = ratings::told(&work, records, own);
            told.insert(work.id, all);
        }
        Ok(told)
    }
}
