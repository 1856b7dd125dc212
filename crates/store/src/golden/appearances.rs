//! Which characters appear in which works, by the works' external ids.

use std::collections::BTreeMap;

use model::{Character, CharacterRole, EntityId, ExternalId};

use super::read::golden;
use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{Cells, Rows},
};

impl Store {
    /// The characters that appear in the work with these external ids, by role (main first), then id.
    pub async fn characters_of(
        &self,
        work_ids: &[ExternalId],
    ) -> Result<Vec<(Character, CharacterRole)>, StoreError> {
        let select = "SELECT t.character_id, t.role FROM r CROSS JOIN appearances t \
                      WHERE t.namespace = r.namespace AND t.id = r.id";
        // Two of the work's ids may give one character two roles; the larger part counts.
        let mut roles: BTreeMap<EntityId, CharacterRole> = BTreeMap::new();
        for row in subject_rows(work_ids).query(&self.db, "reading a cast", select).await? {
            let role = CharacterRole::parse(&Cells(&row).text(1)?);
            let known = roles.entry(Cells(&row).entity(0)?).or_insert_with(|| role.clone());
            if role < *known {
                *known = role;
            }
        }
        let ids: Vec<EntityId> = roles.keys().copied().collect();
        let characters: Vec<Character> = golden(&self.db, &self.dictionaries, &ids).await?;
        let mut cast: Vec<_> = characters
            .into_iter()
            .filter_map(|character| Some((roles.remove(&character.id.into())?, character)))
            .map(|(role, character)| (character, role))
            .collect();
        cast.sort_by(|(a, a_role), (b, b_role)| (a_role, a.id).cmp(&(b_role, b.id)));
        Ok(cast)
    }
}

impl WriteTx {
    /// Replaces the appearances of characters.
    pub(super) async fn save_appearances(&self, characters: &[&Character]) -> Result<(), StoreError> {
        let what = "saving a cast";
        let delete = "DELETE FROM appearances WHERE character_id IN (SELECT id FROM r)";
        let ids = Rows::new().int("id", characters.iter().map(|character| character.id.get()));
        ids.execute(&self.tx, what, delete).await?;

        let mut parts: BTreeMap<(&ExternalId, i64), &CharacterRole> = BTreeMap::new();
        for character in characters {
            for (work, role) in &character.appearances {
                parts.entry((work, character.id.get())).or_insert(role);
            }
        }
        let rows = subject_rows(parts.keys().map(|(work, _)| *work))
            .int("character_id", parts.keys().map(|(_, character)| *character))
            .text("role", parts.values().map(|role| role.as_str()));
        let insert = "INSERT INTO appearances (namespace, id, character_id, role) \
                      SELECT namespace, id, character_id, role FROM r";
        rows.execute(&self.tx, what, insert).await.map(|_| ())
    }
}
