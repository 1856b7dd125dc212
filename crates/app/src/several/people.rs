//! Many people.

use std::{collections::HashMap, sync::Arc};

use model::{EntityId, EntityKind, Person, PersonId};

use crate::{App, AppError};

impl App {
    /// People by the ids they were asked by: a merged id gives the survivor, one that never was is left out.
    pub async fn people_of(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, Arc<Person>>, AppError> {
        let read = self.store().persons(ids).await?;
        let mut found: HashMap<PersonId, Arc<Person>> =
            read.into_iter().map(|person| (person.id, Arc::new(person))).collect();
        let lost: Vec<EntityId> =
            ids.iter().filter(|id| !found.contains_key(id)).map(|id| (*id).into()).collect();
        if lost.is_empty() {
            return Ok(found);
        }
        let moved = self.store().redirects_of(&EntityKind::Person, &lost).await?;
        let targets: Vec<PersonId> = moved.values().map(|id| PersonId::from(*id)).collect();
        for survivor in self.store().persons(&targets).await? {
            let survivor = Arc::new(survivor);
            for (asked, _) in moved.iter().filter(|(_, target)| PersonId::from(**target) == survivor.id) {
                found.insert((*asked).into(), Arc::clone(&survivor));
            }
        }
        Ok(found)
    }
}
