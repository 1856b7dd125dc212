//! One work, and what hangs on it.

use std::collections::HashMap;

use model::{Character, CharacterRole, EntityId, EntityKind, ExternalId, Record, Work};
use store::StoredRecord;

use crate::{App, AppError, CastMember, EpisodeList, ErrorCode, WorkPage, WorkRef};

impl App {
    /// A work by our id or a provider's; a merged id leads to the survivor.
    pub async fn work(&self, work: &WorkRef) -> Result<WorkPage, AppError> {
        let missing = || {
            AppError::not_found("work", &work.to_string()).hint("`emaki search <title>` finds a work's id")
        };
        let id = match work {
            WorkRef::Id(id) => *id,
            WorkRef::External(id) => self.entity_of(id, EntityKind::Work).await?.ok_or_else(missing)?.into(),
        };
        let found = self.store().work(id).await?.ok_or_else(missing)?;
        let redirected_from = found.redirected.then_some(id);
        self.count_ask(found.value.id);
        self.count_opened(found.value.id);
        Ok(WorkPage { work: found.value, redirected_from })
    }

    /// The characters of a work: main ones first, then by favorites and id.
    pub async fn characters(&self, work: &WorkRef) -> Result<Vec<CastMember>, AppError> {
        let ids = self.work(work).await?.work.external_ids;
        Ok(in_order(self.store().characters_of(&ids).await?))
    }

    /// The episodes of a work, from the record that lists most of them (the earlier source on a tie).
    pub async fn episodes(&self, work: &WorkRef) -> Result<EpisodeList, AppError> {
        let work = self.work(work).await?.work;
        if let Some(list) = listed(&work) {
            return Ok(list);
        }
        let records = self.records_of(EntityKind::Work, work.id.into()).await?;
        Ok(longest(&work, records))
    }

    /// What an external id is linked to, if it is of that kind.
    pub(crate) async fn entity_of(
        &self,
        id: &ExternalId,
        kind: EntityKind,
    ) -> Result<Option<EntityId>, AppError> {
        let mut found: HashMap<_, _> = self.store().find(std::slice::from_ref(id)).await?;
        Ok(found.remove(id).filter(|(found, _)| *found == kind).map(|(_, entity)| entity))
    }

    /// Every record of a thing in normal form, by source and key.
    pub(crate) async fn records_of(&self, kind: EntityKind, id: EntityId) -> Result<Vec<Record>, AppError> {
        read_all(self.store().records_of(&kind, id).await?)
    }

    /// A character by id, redirects followed.
    pub(crate) async fn character_by(&self, id: EntityId) -> Result<Option<Character>, AppError> {
        Ok(self.store().character(id.into()).await?.map(|found| found.value))
    }
}

/// A cast, main characters first, then by favorites and id.
pub(crate) fn in_order(cast: Vec<(Character, CharacterRole)>) -> Vec<CastMember> {
    let mut members: Vec<CastMember> =
        cast.into_iter().map(|(character, role)| CastMember { character, role }).collect();
    members.sort_by_key(|m| (m.role.clone(), std::cmp::Reverse(m.character.favorites), m.character.id));
    members
}

/// The episodes that a golden record lists; `None` for one that lists none, or is of an older version of the program.
pub(crate) fn listed(work: &Work) -> Option<EpisodeList> {
    let details = work.details.as_deref().filter(|details| !details.episodes.is_empty())?;
    // Several sources fill up one list; it goes by the name of the first that has it.
    let source = details.episodes.iter().find_map(|episode| episode.found_in.first()).cloned();
    let episodes = details.episodes.iter().map(|episode| episode.entry.clone()).collect();
    Some(EpisodeList { count: work.episodes, source, episodes })
}

/// The list of the record that has most episodes.
pub(crate) fn longest(work: &Work, records: Vec<Record>) -> EpisodeList {
    let longest = records.into_iter().rev().max_by_key(|record| record.episodes_list.len());
    let longest = longest.filter(|record| !record.episodes_list.is_empty());
    let (source, episodes) = longest.map(|r| (r.source, r.episodes_list)).unzip();
    EpisodeList { count: work.episodes, source, episodes: episodes.unwrap_or_default() }
}

/// Stored records in normal form, by source and key.
pub(crate) fn read_all(mut stored: Vec<StoredRecord>) -> Result<Vec<Record>, AppError> {
    stored.sort_by(|a, b| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
    let mut records = Vec::new();
    for record in &stored {
        let read = catalog::read_record(record).map_err(|error| {
            AppError::new(ErrorCode::Damaged, format!("the stored record {} cannot be read", record.key))
                .caused_by(error)
                .hint("`emaki db verify` checks the whole store")
        })?;
        records.extend(read);
    }
    Ok(records)
}
