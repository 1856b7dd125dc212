//! Reading records, by thing, by key and by the ids they list.

use std::collections::HashMap;

use model::{EntityId, EntityKind, ExternalId, SourceId};
use sea_orm::{ConnectionTrait, QueryResult};

use super::{Mention, RecordHead, StoredRecord};
use crate::{
    Store, StoreError, WriteTx,
    codec::Dictionaries,
    links::subject_rows,
    sql::{Cells, Rows},
};

/// The columns of a record, in the order in which [`read_all`] takes them.
const COLUMNS: &str = "t.id, t.source, t.format, t.namespace, t.key, t.kind, t.entity, t.hash, f.label, t.line, \
                       t.stored_at, t.dictionary, t.body";

impl Store {
    /// The records about a thing, by source, format and key.
    pub async fn records_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<StoredRecord>, StoreError> {
        let mut found = records_of_many(&self.db, &self.dictionaries, kind, &[id]).await?;
        Ok(found.remove(&id).unwrap_or_default())
    }

    /// The sources that said anything about these things, by name.
    pub async fn sources_of(&self, kind: &EntityKind, ids: &[EntityId]) -> Result<Vec<SourceId>, StoreError> {
        let select = "SELECT DISTINCT t.source FROM r CROSS JOIN records t WHERE t.kind = r.kind AND t.entity = r.entity";
        let rows = Rows::new().int("entity", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
        let rows = rows.query(&self.db, "looking up sources", select).await?;
        let read = rows.iter().map(|row| Cells(row).source(0));
        let sources: std::collections::BTreeSet<SourceId> = read.collect::<Result<_, StoreError>>()?;
        Ok(sources.into_iter().collect())
    }
}

impl WriteTx {
    /// The records about a thing, by source, format and key.
    pub async fn records_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<StoredRecord>, StoreError> {
        Ok(self.records_of_many(kind, &[id]).await?.remove(&id).unwrap_or_default())
    }

    /// The records about many things, each list by source, format and key.
    pub async fn records_of_many(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashMap<EntityId, Vec<StoredRecord>>, StoreError> {
        records_of_many(&self.tx, &self.store.dictionaries, kind, ids).await
    }

    /// What is known of the records with these keys.
    pub async fn records_by_key(
        &self,
        source: &SourceId,
        format: &str,
        keys: &[ExternalId],
    ) -> Result<HashMap<ExternalId, RecordHead>, StoreError> {
        let select = "SELECT t.namespace, t.key, t.id, t.hash, t.entity, f.label, t.line FROM r CROSS JOIN records t \
                      LEFT JOIN files f ON f.id = t.file \
                      WHERE t.source = r.source AND t.format = r.format AND t.namespace = r.namespace AND t.key = r.id";
        let rows = subject_rows(keys).repeat("source", source.as_str()).repeat("format", format);
        let rows = rows.query(&self.tx, "reading records by key", select).await?;
        let read = |row: &QueryResult| {
            let cells = Cells(row);
            let head = RecordHead {
                id: cells.record(2)?,
                hash: cells.hash(3)?,
                entity: cells.entity(4)?,
                file: cells.optional_text(5)?,
                line: cells.line(6)?,
            };
            Ok((cells.external_id(0)?, head))
        };
        rows.iter().map(read).collect()
    }

    /// Which records of a source and format list these ids, ordered by id and record key.
    pub async fn mentions(
        &self,
        source: &SourceId,
        format: &str,
        subjects: &[ExternalId],
    ) -> Result<Vec<Mention>, StoreError> {
        let select = "SELECT m.namespace, m.id, t.namespace, t.key, t.id, t.entity, f.label, t.line \
                      FROM r CROSS JOIN mentions m CROSS JOIN records t LEFT JOIN files f ON f.id = t.file \
                      WHERE m.namespace = r.namespace AND m.id = r.id AND t.id = m.record \
                      AND t.source = r.source AND t.format = r.format";
        let rows = subject_rows(subjects).repeat("source", source.as_str()).repeat("format", format);
        let rows = rows.query(&self.tx, "reading which records list an id", select).await?;
        let read = |row: &QueryResult| {
            let cells = Cells(row);
            Ok(Mention {
                subject: cells.external_id(0)?,
                key: cells.external_id(2)?,
                record: cells.record(4)?,
                entity: cells.entity(5)?,
                file: cells.optional_text(6)?,
                line: cells.line(7)?,
            })
        };
        let mut mentions: Vec<Mention> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        mentions.sort_unstable_by(|a, b| (&a.subject, &a.key).cmp(&(&b.subject, &b.key)));
        Ok(mentions)
    }
}

pub(crate) async fn records_of_many<C: ConnectionTrait>(
    db: &C,
    dictionaries: &Dictionaries,
    kind: &EntityKind,
    ids: &[EntityId],
) -> Result<HashMap<EntityId, Vec<StoredRecord>>, StoreError> {
    let select = format!(
        "SELECT {COLUMNS} FROM r CROSS JOIN records t LEFT JOIN files f ON f.id = t.file \
         WHERE t.kind = r.kind AND t.entity = r.entity ORDER BY t.source, t.format, t.namespace, t.key"
    );
    let rows = Rows::new().int("entity", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
    let rows = rows.query(db, "reading records", &select).await?;
    let mut found: HashMap<EntityId, Vec<StoredRecord>> = HashMap::new();
    for record in read_all(db, dictionaries, &rows).await? {
        found.entry(record.entity).or_default().push(record);
    }
    Ok(found)
}

/// Records out of the columns of [`COLUMNS`], expanded.
async fn read_all<C: ConnectionTrait>(
    db: &C,
    dictionaries: &Dictionaries,
    rows: &[QueryResult],
) -> Result<Vec<StoredRecord>, StoreError> {
    let frame = |row| Ok((Cells(row).int(11)?, Cells(row).blob(12)?));
    let frames = rows.iter().map(frame).collect::<Result<Vec<_>, StoreError>>()?;
    let bodies = dictionaries.expand(db, frames).await?;
    let read = |(row, raw): (&QueryResult, Vec<u8>)| {
        let cells = Cells(row);
        Ok(StoredRecord {
            id: cells.record(0)?,
            source: cells.source(1)?,
            format: cells.text(2)?,
            key: cells.external_id(3)?,
            kind: cells.kind(5)?,
            entity: cells.entity(6)?,
            hash: cells.hash(7)?,
            file: cells.optional_text(8)?,
            line: cells.line(9)?,
            stored_at: cells.time(10)?,
            raw,
        })
    };
    rows.iter().zip(bodies).map(read).collect()
}
