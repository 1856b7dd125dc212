//! Many works' characters, and many characters' works.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use model::{Character, CharacterId, CharacterRole, EntityId, EntityKind, ExternalId, Work, WorkId};

use crate::{App, AppError, CastMember, characters, works};

impl App {
    /// The characters of each work, in the order of [`App::characters`]; works without any are left out.
    pub async fn casts_of(&self, ids: &[WorkId]) -> Result<HashMap<WorkId, Vec<CastMember>>, AppError> {
        let casts = self.store().casts_of(ids).await?;
        Ok(casts.into_iter().map(|(work, cast)| (work, works::in_order(cast))).collect())
    }

    /// Characters by the ids they were asked by: a merged id gives the survivor, one that never was is left out.
    pub async fn characters_of(
        &self,
        ids: &[CharacterId],
    ) -> Result<HashMap<CharacterId, Arc<Character>>, AppError> {
        let read = self.store().characters(ids).await?;
        let mut found: HashMap<CharacterId, Arc<Character>> =
            read.into_iter().map(|character| (character.id, Arc::new(character))).collect();
        let lost: Vec<EntityId> =
            ids.iter().filter(|id| !found.contains_key(id)).map(|id| (*id).into()).collect();
        if lost.is_empty() {
            return Ok(found);
        }
        let moved = self.store().redirects_of(&EntityKind::Character, &lost).await?;
        let targets: Vec<CharacterId> = moved.values().map(|id| CharacterId::from(*id)).collect();
        for survivor in self.store().characters(&targets).await? {
            let survivor = Arc::new(survivor);
            for (asked, _) in moved.iter().filter(|(_, target)| CharacterId::from(**target) == survivor.id) {
                found.insert((*asked).into(), Arc::clone(&survivor));
            }
        }
        Ok(found)
    }

    /// The works of each character with its part in them, by year and id.
    pub async fn appearances_of(
        &self,
        ids: &[CharacterId],
    ) -> Result<HashMap<CharacterId, Vec<(Arc<Work>, CharacterRole)>>, AppError> {
        let characters = self.characters_of(ids).await?;
        let named: Vec<ExternalId> = characters
            .values()
            .flat_map(|character| character.appearances.iter().map(|(id, _)| id.clone()))
            .collect();
        let found = self.store().find(&named).await?;
        let roles: HashMap<CharacterId, BTreeMap<WorkId, CharacterRole>> =
            characters.iter().map(|(id, character)| (*id, characters::roles(character, &found))).collect();
        let mut wanted: Vec<WorkId> = roles.values().flat_map(|roles| roles.keys().copied()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let works: HashMap<WorkId, Arc<Work>> =
            self.store().works(&wanted).await?.into_iter().map(|work| (work.id, Arc::new(work))).collect();
        let lists = roles.into_iter().map(|(id, roles)| {
            let of = |(work, role)| Some((Arc::clone(works.get(&work)?), role));
            let mut list: Vec<(Arc<Work>, CharacterRole)> = roles.into_iter().filter_map(of).collect();
            list.sort_by_key(|(work, _)| (work.year.unwrap_or(i16::MAX), work.id));
            (id, list)
        });
        Ok(lists.collect())
    }
}
