//! Characters and works in bulk, for the search index: a work is found by its characters' names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{Character, CharacterId, CharacterRole, EntityId, WorkId};

use super::read::golden;
use crate::{
    Store, StoreError,
    sql::{Cells, Rows},
};

impl Store {
    /// For each work the names of its characters, native names and nicknames among them; main
    /// characters first, then by id. Works without characters are left out.
    pub async fn character_names_of(
        &self,
        works: &[WorkId],
    ) -> Result<HashMap<WorkId, Vec<String>>, StoreError> {
        let select = "SELECT l.target, a.character_id, a.role FROM r CROSS JOIN links l CROSS JOIN appearances a \
                      WHERE l.target = r.id AND l.kind = 'WORK' AND a.namespace = l.namespace AND a.id = l.id";
        let ids = Rows::new().int("id", works.iter().map(|id| id.get()));
        let mut casts: BTreeMap<EntityId, BTreeSet<(bool, EntityId)>> = BTreeMap::new();
        for row in ids.query(&self.db, "reading casts", select).await? {
            let cells = Cells(&row);
            let minor = cells.text(2)? != "MAIN";
            casts.entry(cells.entity(0)?).or_default().insert((minor, cells.entity(1)?));
        }
        let wanted: BTreeSet<EntityId> = casts.values().flatten().map(|(_, id)| *id).collect();
        let wanted: Vec<EntityId> = wanted.into_iter().collect();
        let characters: Vec<Character> = golden(&self.db, &self.dictionaries, &wanted).await?;
        let names: HashMap<EntityId, Vec<String>> =
            characters.into_iter().map(|character| (character.id.into(), names(character))).collect();
        let lists = casts.into_iter().map(|(work, cast)| {
            let list = cast.iter().filter_map(|(_, id)| names.get(id)).flatten().cloned().collect();
            (work.into(), list)
        });
        Ok(lists.collect())
    }

    /// The characters of each work with the largest part each has in it, by id; works without any are left out.
    pub async fn casts_of(
        &self,
        works: &[WorkId],
    ) -> Result<HashMap<WorkId, Vec<(Character, CharacterRole)>>, StoreError> {
        let select = "SELECT l.target, a.character_id, a.role FROM r CROSS JOIN links l CROSS JOIN appearances a \
                      WHERE l.target = r.id AND l.kind = 'WORK' AND a.namespace = l.namespace AND a.id = l.id";
        let ids = Rows::new().int("id", works.iter().map(|id| id.get()));
        // Two of a work's ids may give one character two roles.
        let mut casts: HashMap<EntityId, BTreeMap<EntityId, CharacterRole>> = HashMap::new();
        for row in ids.query(&self.db, "reading casts", select).await? {
            let cells = Cells(&row);
            let role = CharacterRole::parse(&cells.text(2)?);
            let cast = casts.entry(cells.entity(0)?).or_default();
            let known = cast.entry(cells.entity(1)?).or_insert_with(|| role.clone());
            if role < *known {
                *known = role;
            }
        }
        let wanted: BTreeSet<EntityId> = casts.values().flat_map(|cast| cast.keys().copied()).collect();
        let wanted: Vec<EntityId> = wanted.into_iter().collect();
        let characters: Vec<Character> = golden(&self.db, &self.dictionaries, &wanted).await?;
        let characters: HashMap<EntityId, Character> =
            characters.into_iter().map(|character| (character.id.into(), character)).collect();
        let lists = casts.into_iter().map(|(work, cast)| {
            let of = |(id, role)| Some((characters.get(&id)?.clone(), role));
            (work.into(), cast.into_iter().filter_map(of).collect())
        });
        Ok(lists.collect())
    }

    /// The works in which any of these characters appears, in id order.
    pub async fn works_with(&self, characters: &[CharacterId]) -> Result<Vec<WorkId>, StoreError> {
        // Left to itself, SQLite goes through all links for each of the rows given.
        let select = "SELECT DISTINCT l.target FROM r CROSS JOIN appearances a CROSS JOIN links l \
                      WHERE a.character_id = r.id AND l.namespace = a.namespace AND l.id = a.id AND l.kind = 'WORK'";
        let ids = Rows::new().int("id", characters.iter().map(|id| id.get()));
        let rows = ids.query(&self.db, "reading the works of characters", select).await?;
        let works: BTreeSet<EntityId> =
            rows.iter().map(|row| Cells(row).entity(0)).collect::<Result<_, StoreError>>()?;
        Ok(works.into_iter().map(WorkId::from).collect())
    }
}

fn names(character: Character) -> Vec<String> {
    let mut names = vec![character.name];
    names.extend(character.name_native);
    names.extend(character.nicknames);
    names
}
