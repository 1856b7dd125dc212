//! Saving records: new ones, newer texts of known ones, and new places of unchanged ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{ExternalId, Instant, RecordId, SourceId};
use sha2::{Digest, Sha256};

use super::{NewRecord, RecordHead};
use crate::{
    StoreError, WriteTx,
    links::subject_rows,
    sql::{Cells, Rows},
};

/// A record with all that has to be found out before it can be written.
struct Prepared<'a> {
    record: &'a NewRecord,
    id: i64,
    hash: Vec<u8>,
    file: i64,
    known: Option<RecordHead>,
}

impl Prepared<'_> {
    fn has_new_text(&self) -> bool {
        self.known.as_ref().is_none_or(|known| known.hash.as_slice() != self.hash)
    }
}

impl WriteTx {
    /// Saves records and gives their ids in the order given; of several with one key the last stays.
    ///
    /// A text that differs from the stored one supersedes it; an equal one moves only thing, file and
    /// line. The lists of ids are replaced.
    pub async fn save_records(
        &self,
        records: &[NewRecord],
        at: Instant,
    ) -> Result<Vec<RecordId>, StoreError> {
        let mut groups: BTreeMap<(&str, &str), BTreeMap<&ExternalId, &NewRecord>> = BTreeMap::new();
        for record in records {
            let group = groups.entry((record.source.as_str(), &record.format)).or_default();
            group.insert(&record.key, record);
        }
        let mut ids: HashMap<(&str, &str, &ExternalId), RecordId> = HashMap::new();
        for ((source, format), group) in groups {
            for (key, id) in self.save_group(format, group.into_values().collect(), at).await? {
                ids.insert((source, format, key), id);
            }
        }
        let missing = || StoreError::Damaged("a record lost its id while it was saved".to_owned());
        let id_of = |record: &NewRecord| {
            ids.get(&(record.source.as_str(), record.format.as_str(), &record.key))
                .copied()
                .ok_or_else(missing)
        };
        records.iter().map(id_of).collect()
    }

    /// Moves unchanged records to the file and line where they were last seen.
    pub async fn touch_records(
        &self,
        places: &[(RecordId, Option<String>, Option<u64>)],
    ) -> Result<(), StoreError> {
        let mut files = Vec::with_capacity(places.len());
        for (_, file, _) in places {
            files.push(self.file(file.as_deref()).await?);
        }
        let rows = Rows::new()
            .int("id", places.iter().map(|(id, ..)| id.get()))
            .int("file", files)
            .int("line", places.iter().map(|(.., line)| line.map_or(-1, |line| line as i64)));
        let update =
            "UPDATE records SET file = r.file, line = NULLIF(r.line, -1) FROM r WHERE records.id = r.id";
        rows.execute(&self.tx, "moving records", update).await.map(|_| ())
    }

    /// Saves records of one source and format, without repeats of a key.
    async fn save_group<'a>(
        &self,
        format: &str,
        records: Vec<&'a NewRecord>,
        at: Instant,
    ) -> Result<Vec<(&'a ExternalId, RecordId)>, StoreError> {
        let prepared = self.prepare(format, records).await?;
        self.supersede(&prepared).await?;
        self.write(format, &prepared, at).await?;
        self.write_mentions(&prepared).await?;
        let id_of = |prepared: &Prepared<'a>| {
            let id = RecordId::new(prepared.id);
            let id = id.ok_or_else(|| StoreError::Damaged("the record ids are used up".to_owned()))?;
            Ok((&prepared.record.key, id))
        };
        prepared.iter().map(id_of).collect()
    }

    async fn prepare<'a>(
        &self,
        format: &str,
        records: Vec<&'a NewRecord>,
    ) -> Result<Vec<Prepared<'a>>, StoreError> {
        let Some(source) = records.first().map(|record| SourceId::clone(&record.source)) else {
            return Ok(Vec::new());
        };
        let keys: Vec<ExternalId> = records.iter().map(|record| record.key.clone()).collect();
        let mut known = self.records_by_key(&source, format, &keys).await?;
        let new = keys.iter().filter(|key| !known.contains_key(key)).count();
        let mut next = if new == 0 { 0 } else { self.allocate("record", new).await? };
        let mut prepared = Vec::with_capacity(records.len());
        for record in records {
            let known = known.remove(&record.key);
            let id = known.as_ref().map_or(next, |known| known.id.get());
            next += i64::from(known.is_none());
            let hash = Sha256::digest(&record.raw).to_vec();
            prepared.push(Prepared {
                record,
                id,
                hash,
                file: self.file(record.file.as_deref()).await?,
                known,
            });
        }
        Ok(prepared)
    }

    /// Keeps the texts that are about to be replaced.
    async fn supersede(&self, prepared: &[Prepared<'_>]) -> Result<(), StoreError> {
        let replaced = prepared.iter().filter(|prepared| prepared.known.is_some() && prepared.has_new_text());
        let insert = "INSERT INTO superseded (record, version, hash, dictionary, body, file, line, stored_at) \
                      SELECT t.id, (SELECT COALESCE(MAX(s.version), 0) + 1 FROM superseded s WHERE s.record = t.id), \
                      t.hash, t.dictionary, t.body, t.file, t.line, t.stored_at \
                      FROM r CROSS JOIN records t WHERE t.id = r.id";
        let rows = Rows::new().int("id", replaced.map(|prepared| prepared.id));
        rows.execute(&self.tx, "keeping superseded records", insert).await.map(|_| ())
    }

    async fn write(&self, format: &str, prepared: &[Prepared<'_>], at: Instant) -> Result<(), StoreError> {
        let (new, same): (Vec<_>, Vec<_>) = prepared.iter().partition(|prepared| prepared.has_new_text());
        let bodies: Vec<&[u8]> = new.iter().map(|prepared| prepared.record.raw.as_slice()).collect();
        let (dictionary, frames) =
            if bodies.is_empty() { (0, Vec::new()) } else { self.compress(format, &bodies).await? };
        let rows = subject_rows(new.iter().map(|prepared| &prepared.record.key))
            .int("number", new.iter().map(|prepared| prepared.id))
            .text("source", new.iter().map(|prepared| prepared.record.source.as_str()))
            .text("kind", new.iter().map(|prepared| prepared.record.kind.as_str()))
            .int("entity", new.iter().map(|prepared| prepared.record.entity.get()))
            .blob("hash", new.iter().map(|prepared| prepared.hash.clone()))
            .blob("body", frames)
            .int("file", new.iter().map(|prepared| prepared.file))
            .int("line", new.iter().map(|prepared| prepared.record.line.map_or(-1, |line| line as i64)))
            .value(format)
            .value(dictionary)
            .value(at.as_micros());
        let upsert = "INSERT INTO records (id, source, format, namespace, key, kind, entity, hash, dictionary, body, file, \
                      line, stored_at) SELECT number, source, #1, namespace, id, kind, entity, hash, \
                      CAST(#2 AS BIGINT), body, file, NULLIF(line, -1), CAST(#3 AS BIGINT) FROM r WHERE true \
                      ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, entity = excluded.entity, \
                      hash = excluded.hash, dictionary = excluded.dictionary, body = excluded.body, \
                      file = excluded.file, line = excluded.line, stored_at = excluded.stored_at";
        rows.execute(&self.tx, "saving records", upsert).await?;

        let moved: Vec<_> = same
            .iter()
            .filter(|prepared| {
                prepared.known.as_ref().is_some_and(|known| known.entity != prepared.record.entity)
            })
            .collect();
        let rows = Rows::new()
            .int("id", moved.iter().map(|prepared| prepared.id))
            .int("entity", moved.iter().map(|prepared| prepared.record.entity.get()));
        let update = "UPDATE records SET entity = r.entity FROM r WHERE records.id = r.id";
        rows.execute(&self.tx, "moving records", update).await?;
        let places: Vec<_> = same
            .iter()
            .filter(|prepared| {
                prepared.known.as_ref().is_some_and(|known| {
                    (&known.file, known.line) != (&prepared.record.file, prepared.record.line)
                })
            })
            .filter_map(|prepared| {
                Some((RecordId::new(prepared.id)?, prepared.record.file.clone(), prepared.record.line))
            })
            .collect();
        self.touch_records(&places).await
    }

    /// Replaces the lists of ids that differ from the stored ones.
    async fn write_mentions(&self, prepared: &[Prepared<'_>]) -> Result<(), StoreError> {
        let what = "saving which ids a record lists";
        let known = prepared.iter().filter(|prepared| prepared.known.is_some()).map(|prepared| prepared.id);
        let select =
            "SELECT m.record, m.namespace, m.id FROM r CROSS JOIN mentions m WHERE m.record = r.record";
        let mut stored: BTreeSet<(i64, ExternalId)> = BTreeSet::new();
        for row in Rows::new().int("record", known).query(&self.tx, what, select).await? {
            stored.insert((Cells(&row).int(0)?, Cells(&row).external_id(1)?));
        }
        let wanted: BTreeSet<(i64, ExternalId)> = prepared
            .iter()
            .flat_map(|prepared| {
                let ids = prepared.record.ids.iter().chain([&prepared.record.key]);
                ids.map(|id| (prepared.id, id.clone()))
            })
            .collect();
        let rows = |of: &BTreeSet<(i64, ExternalId)>, without: &BTreeSet<(i64, ExternalId)>| {
            let left: Vec<_> = of.difference(without).cloned().collect();
            subject_rows(left.iter().map(|(_, id)| id)).int("record", left.iter().map(|(record, _)| *record))
        };
        let delete =
            "DELETE FROM mentions WHERE (namespace, id, record) IN (SELECT namespace, id, record FROM r)";
        rows(&stored, &wanted).execute(&self.tx, what, delete).await?;
        let insert = "INSERT INTO mentions (namespace, id, record) SELECT namespace, id, record FROM r";
        rows(&wanted, &stored).execute(&self.tx, what, insert).await.map(|_| ())
    }
}
