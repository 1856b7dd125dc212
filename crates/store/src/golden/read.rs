//! Reading golden records, through redirects where one was merged away.

use std::collections::HashMap;

use model::{Character, CharacterId, EntityId, EntityKind, Person, PersonId, Work, WorkId};
use sea_orm::ConnectionTrait;

use super::{Golden, Resolved, Tombstone};
use crate::{
    Store, StoreError, WriteTx,
    codec::Dictionaries,
    sql::{self, Cells, Rows},
};

impl Store {
    /// The work with this id, or the one it was merged into; `None` when there is neither.
    pub async fn work(&self, id: WorkId) -> Result<Option<Resolved<Work>>, StoreError> {
        self.resolved(id.into()).await
    }

    /// The character with this id, or the one it was merged into.
    pub async fn character(&self, id: CharacterId) -> Result<Option<Resolved<Character>>, StoreError> {
        self.resolved(id.into()).await
    }

    /// The person with this id, or the one it was merged into.
    pub async fn person(&self, id: PersonId) -> Result<Option<Resolved<Person>>, StoreError> {
        self.resolved(id.into()).await
    }

    /// The works with these ids, by id; missing ones are left out and redirects are not followed.
    pub async fn works(&self, ids: &[WorkId]) -> Result<Vec<Work>, StoreError> {
        let ids: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
        golden(&self.db, &self.dictionaries, &ids).await
    }

    /// The characters with these ids, by id.
    pub async fn characters(&self, ids: &[CharacterId]) -> Result<Vec<Character>, StoreError> {
        let ids: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
        golden(&self.db, &self.dictionaries, &ids).await
    }

    /// The persons with these ids, by id.
    pub async fn persons(&self, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        let ids: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
        golden(&self.db, &self.dictionaries, &ids).await
    }

    /// Up to `limit` ids of works above `after`, ascending; start with 0.
    pub async fn work_ids_after(&self, after: i64, limit: usize) -> Result<Vec<WorkId>, StoreError> {
        let ids = ids_after::<Work, _>(&self.db, after, limit).await?;
        Ok(ids.into_iter().map(WorkId::from).collect())
    }

    /// Up to `limit` ids of characters above `after`, ascending.
    pub async fn character_ids_after(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<Vec<CharacterId>, StoreError> {
        let ids = ids_after::<Character, _>(&self.db, after, limit).await?;
        Ok(ids.into_iter().map(CharacterId::from).collect())
    }

    /// Up to `limit` ids of persons above `after`, ascending.
    pub async fn person_ids_after(&self, after: i64, limit: usize) -> Result<Vec<PersonId>, StoreError> {
        let ids = ids_after::<Person, _>(&self.db, after, limit).await?;
        Ok(ids.into_iter().map(PersonId::from).collect())
    }

    /// Where a merged thing went.
    pub async fn redirect(&self, kind: &EntityKind, id: EntityId) -> Result<Option<EntityId>, StoreError> {
        let select = "SELECT target FROM redirects WHERE kind = $1 AND id = $2";
        let values = [kind.as_str().into(), id.get().into()];
        let row = sql::query_one(&self.db, "following a redirect", select, values).await?;
        row.map(|row| Cells(&row).entity(0)).transpose()
    }

    /// Where merged things went; one that was never merged is left out.
    pub async fn redirects_of(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashMap<EntityId, EntityId>, StoreError> {
        let select =
            "SELECT t.id, t.target FROM r CROSS JOIN redirects t WHERE t.kind = r.kind AND t.id = r.id";
        let rows = Rows::new().int("id", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
        let rows = rows.query(&self.db, "following redirects", select).await?;
        rows.iter().map(|row| Ok((Cells(row).entity(0)?, Cells(row).entity(1)?))).collect()
    }

    /// What stays of a removed thing.
    pub async fn tombstone(&self, kind: &EntityKind, id: EntityId) -> Result<Option<Tombstone>, StoreError> {
        let select = "SELECT reason, at FROM tombstones WHERE kind = $1 AND id = $2";
        let values = [kind.as_str().into(), id.get().into()];
        let row = sql::query_one(&self.db, "reading a tombstone", select, values).await?;
        let read = |row| {
            let cells = Cells(&row);
            Ok(Tombstone { kind: kind.clone(), id, reason: cells.text(0)?, at: cells.time(1)? })
        };
        row.map(read).transpose()
    }

    async fn resolved<T: Golden>(&self, asked: EntityId) -> Result<Option<Resolved<T>>, StoreError> {
        if let Some(value) = golden(&self.db, &self.dictionaries, &[asked]).await?.pop() {
            return Ok(Some(Resolved { value, asked, redirected: false }));
        }
        let Some(target) = self.redirect(&T::KIND, asked).await? else { return Ok(None) };
        let value = golden(&self.db, &self.dictionaries, &[target]).await?.pop();
        Ok(value.map(|value| Resolved { value, asked, redirected: true }))
    }
}

impl WriteTx {
    /// The works with these ids, changes of this transaction included.
    pub async fn works(&self, ids: &[WorkId]) -> Result<Vec<Work>, StoreError> {
        let ids: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
        golden(&self.tx, &self.store.dictionaries, &ids).await
    }
}

pub(crate) async fn golden<T: Golden, C: ConnectionTrait>(
    db: &C,
    dictionaries: &Dictionaries,
    ids: &[EntityId],
) -> Result<Vec<T>, StoreError> {
    let select = format!(
        "SELECT t.dictionary, t.body FROM r CROSS JOIN {} t WHERE t.id = r.id ORDER BY t.id",
        T::TABLE
    );
    let mut ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = Rows::new().int("id", ids).query(db, "reading golden records", &select).await?;
    let frame = |row| Ok((Cells(row).int(0)?, Cells(row).blob(1)?));
    let frames = rows.iter().map(frame).collect::<Result<Vec<_>, StoreError>>()?;
    let bodies = dictionaries.expand(db, frames).await?;
    bodies.iter().map(|body| serde_json::from_slice(body).map_err(|error| unreadable::<T>(&error))).collect()
}

fn unreadable<T: Golden>(error: &serde_json::Error) -> StoreError {
    StoreError::Damaged(format!("a golden record in `{}` cannot be read: {error}", T::TABLE))
}

async fn ids_after<T: Golden, C: ConnectionTrait>(
    db: &C,
    after: i64,
    limit: usize,
) -> Result<Vec<EntityId>, StoreError> {
    let select = format!("SELECT id FROM {} WHERE id > $1 ORDER BY id LIMIT $2", T::TABLE);
    let rows = sql::query(db, "listing ids", &select, [after.into(), (limit as i64).into()]).await?;
    rows.iter().map(|row| Cells(row).entity(0)).collect()
}
