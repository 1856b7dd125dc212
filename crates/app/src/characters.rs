//! One character and the works it appears in.

use std::collections::{BTreeMap, HashMap};

use model::{Character, CharacterRole, EntityId, EntityKind, ExternalId, WorkId};

use crate::{App, AppError, CharacterPage, CharacterRef, RelatedWork};

impl App {
    /// A character by our id or a provider's, with its works by year.
    pub async fn character(&self, character: &CharacterRef) -> Result<CharacterPage, AppError> {
        let missing = || AppError::not_found("character", &character.to_string());
        let id = match character {
            CharacterRef::Id(id) => (*id).into(),
            CharacterRef::External(id) => {
                self.entity_of(id, EntityKind::Character).await?.ok_or_else(missing)?
            }
        };
        let character = self.character_by(id).await?.ok_or_else(missing)?;
        let named: Vec<ExternalId> = character.appearances.iter().map(|(id, _)| id.clone()).collect();
        let found = self.store().find(&named).await?;
        let roles = roles(&character, &found);
        let ids: Vec<WorkId> = roles.keys().copied().collect();
        let mut works: Vec<(RelatedWork, CharacterRole)> = Vec::with_capacity(ids.len());
        for work in self.store().works(&ids).await? {
            let role = roles.get(&work.id).cloned().unwrap_or_default();
            works.push((RelatedWork::from(&work), role));
        }
        works.sort_by_key(|(work, _)| (work.year.unwrap_or(i16::MAX), work.id));
        Ok(CharacterPage { character, works })
    }
}

/// The works in which a character appears, each with the largest part that is stated.
pub(crate) fn roles(
    character: &Character,
    found: &HashMap<ExternalId, (EntityKind, EntityId)>,
) -> BTreeMap<WorkId, CharacterRole> {
    let mut roles: BTreeMap<WorkId, CharacterRole> = BTreeMap::new();
    for (subject, role) in &character.appearances {
        if let Some((EntityKind::Work, id)) = found.get(subject) {
            // MAIN sorts first.
            let known = roles.entry((*id).into()).or_insert_with(|| role.clone());
            if role < known {
                *known = role.clone();
            }
        }
    }
    roles
}
