//! Saving golden records: compared by hash, written in bulk, noted as changes.

use std::collections::{BTreeMap, HashMap};

use model::{Character, EntityId, Person, Work};
use sha2::{Digest, Sha256};

use super::Golden;
use crate::{
    StoreError, WriteTx,
    sql::{Cells, Rows},
};

impl WriteTx {
    /// Saves works; gives how many differed from what was stored. Of several with one id the last stays.
    pub async fn save_works(&self, works: &[Work]) -> Result<usize, StoreError> {
        self.save_golden(works).await.map(|changed| changed.len())
    }

    /// Saves characters, and which works they appear in; gives how many differed.
    pub async fn save_characters(&self, characters: &[Character]) -> Result<usize, StoreError> {
        let changed = self.save_golden(characters).await?;
        self.save_appearances(&changed).await?;
        Ok(changed.len())
    }

    /// Saves persons; gives how many differed.
    pub async fn save_persons(&self, persons: &[Person]) -> Result<usize, StoreError> {
        self.save_golden(persons).await.map(|changed| changed.len())
    }

    /// Writes the bodies that differ and gives the things they are of.
    async fn save_golden<'a, T: Golden>(&self, things: &'a [T]) -> Result<Vec<&'a T>, StoreError> {
        let mut bodies: BTreeMap<EntityId, (&'a T, Vec<u8>, Vec<u8>)> = BTreeMap::new();
        for thing in things {
            let body = serde_json::to_vec(thing).map_err(|error| {
                StoreError::Damaged(format!("a golden record cannot be written: {error}"))
            })?;
            let hash = Sha256::digest(&body).to_vec();
            bodies.insert(thing.entity(), (thing, body, hash));
        }
        let stored = self.hashes::<T>(bodies.keys()).await?;
        bodies.retain(|id, (_, _, hash)| stored.get(&id.get()) != Some(hash));
        if bodies.is_empty() {
            return Ok(Vec::new());
        }

        let raw: Vec<&[u8]> = bodies.values().map(|(_, body, _)| body.as_slice()).collect();
        let (dictionary, frames) = self.compress(T::FORMAT, &raw).await?;
        let upsert = format!(
            "INSERT INTO {} (id, hash, dictionary, body) SELECT id, hash, CAST(#1 AS BIGINT), body FROM r WHERE true \
             ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, dictionary = excluded.dictionary, \
             body = excluded.body",
            T::TABLE
        );
        let rows = Rows::new()
            .int("id", bodies.keys().map(|id| id.get()))
            .blob("hash", bodies.values().map(|(_, _, hash)| hash.clone()))
            .blob("body", frames)
            .value(dictionary);
        rows.execute(&self.tx, "saving golden records", &upsert).await?;
        let ids: Vec<EntityId> = bodies.keys().copied().collect();
        self.changed(&T::KIND, &ids).await?;
        Ok(bodies.into_values().map(|(thing, ..)| thing).collect())
    }

    async fn hashes<T: Golden>(
        &self,
        ids: impl Iterator<Item = &EntityId>,
    ) -> Result<HashMap<i64, Vec<u8>>, StoreError> {
        let select = format!("SELECT t.id, t.hash FROM r CROSS JOIN {} t WHERE t.id = r.id", T::TABLE);
        let rows = Rows::new().int("id", ids.map(|id| id.get()));
        let rows = rows.query(&self.tx, "comparing golden records", &select).await?;
        rows.iter().map(|row| Ok((Cells(row).int(0)?, Cells(row).blob(1)?))).collect()
    }
}
