//! What each batch of an update found before it, kept with the batch and taken back from the last to the first.

use std::collections::HashMap;

use model::{ExternalId, RecordId, SourceId};

use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{self, Cells, Rows},
};

/// A record of a dataset, by what an update looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRecord {
    /// Its internal id.
    pub id: RecordId,
    /// Its key.
    pub key: ExternalId,
    /// The thing it is about.
    pub entity: model::EntityId,
    /// The kind of that thing.
    pub kind: model::EntityKind,
}

impl Store {
    /// The number of an update's last step, and what it found; none where all were taken back.
    pub async fn last_update_step(&self, update: i64) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        let select = "SELECT step, body FROM update_steps WHERE update_id = $1 ORDER BY step DESC LIMIT 1";
        let row = sql::query_one(&self.db, "reading a step", select, [update.into()]).await?;
        row.map(|row| Ok((Cells(&row).int(0)?, Cells(&row).blob(1)?))).transpose()
    }

    /// What all steps of an update found, the first one first.
    pub async fn update_steps(&self, update: i64) -> Result<Vec<Vec<u8>>, StoreError> {
        let select = "SELECT body FROM update_steps WHERE update_id = $1 ORDER BY step";
        let rows = sql::query(&self.db, "reading steps", select, [update.into()]).await?;
        rows.iter().map(|row| Cells(row).blob(0)).collect()
    }

    /// The records of a dataset that were seen in its newest file: the one that most of them were last seen in.
    pub async fn records_of_newest_file(
        &self,
        source: &SourceId,
        format: &str,
    ) -> Result<Vec<ListedRecord>, StoreError> {
        let what = "listing a dataset's records";
        let most = "SELECT file FROM records WHERE source = $1 AND format = $2 GROUP BY file \
                    ORDER BY COUNT(*) DESC, file DESC LIMIT 1";
        let values = || [source.as_str().into(), format.into()];
        let Some(row) = sql::query_one(&self.db, what, most, values()).await? else { return Ok(Vec::new()) };
        let file = Cells(&row).int(0)?;
        let select = "SELECT id, namespace, key, entity, kind FROM records \
                      WHERE source = $1 AND format = $2 AND file = $3 ORDER BY id";
        let values = [source.as_str().into(), format.into(), file.into()];
        let rows = sql::query(&self.db, what, select, values).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(ListedRecord {
                id: cells.record(0)?,
                key: cells.external_id(1)?,
                entity: cells.entity(3)?,
                kind: cells.kind(4)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Which records of a dataset list these ids.
    pub async fn listed_in(
        &self,
        source: &SourceId,
        format: &str,
        ids: &[ExternalId],
    ) -> Result<HashMap<ExternalId, Vec<RecordId>>, StoreError> {
        let select = "SELECT m.namespace, m.id, t.id FROM r CROSS JOIN mentions m CROSS JOIN records t \
                      WHERE m.namespace = r.namespace AND m.id = r.id AND t.id = m.record \
                      AND t.source = r.source AND t.format = r.format ORDER BY t.id";
        let rows = subject_rows(ids).repeat("source", source.as_str()).repeat("format", format);
        let mut found: HashMap<ExternalId, Vec<RecordId>> = HashMap::new();
        for row in rows.query(&self.db, "reading which records list an id", select).await? {
            let cells = Cells(&row);
            found.entry(cells.external_id(0)?).or_default().push(cells.record(2)?);
        }
        Ok(found)
    }
}

impl WriteTx {
    /// The ids that records list, changes of this transaction included.
    pub async fn ids_listed_by(
        &self,
        records: &[RecordId],
    ) -> Result<HashMap<RecordId, Vec<ExternalId>>, StoreError> {
        listed(&self.tx, records).await
    }

    /// Keeps what a batch found before it.
    pub async fn add_update_step(&self, update: i64, body: Vec<u8>) -> Result<(), StoreError> {
        let insert = "INSERT INTO update_steps (update_id, step, body) SELECT $1, \
                      (SELECT COALESCE(MAX(s.step), 0) + 1 FROM update_steps s WHERE s.update_id = $1), $2";
        sql::execute(&self.tx, "keeping a step", insert, [update.into(), body.into()]).await.map(|_| ())
    }

    /// Drops a step that was taken back; `false` when somebody else has.
    pub async fn drop_update_step(&self, update: i64, step: i64) -> Result<bool, StoreError> {
        let delete = "DELETE FROM update_steps WHERE update_id = $1 AND step = $2";
        Ok(sql::execute(&self.tx, "dropping a step", delete, [update.into(), step.into()]).await? > 0)
    }
}

async fn listed<C: sea_orm::ConnectionTrait>(
    db: &C,
    records: &[RecordId],
) -> Result<HashMap<RecordId, Vec<ExternalId>>, StoreError> {
    let select = "SELECT m.record, m.namespace, m.id FROM r CROSS JOIN mentions m WHERE m.record = r.record \
                  ORDER BY m.record, m.namespace, m.id";
    let rows = Rows::new().int("record", records.iter().map(|id| id.get()));
    let mut found: HashMap<RecordId, Vec<ExternalId>> = HashMap::new();
    for row in rows.query(db, "reading which ids records list", select).await? {
        let cells = Cells(&row);
        found.entry(cells.record(0)?).or_default().push(cells.external_id(1)?);
    }
    Ok(found)
}
