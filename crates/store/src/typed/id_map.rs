//! The id map: which providers' ids a list says are one thing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{ExternalId, SourceId};

use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{Cells, Rows},
};

/// One row of an id map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdMapRow {
    /// Who says so.
    pub source: SourceId,
    /// The row's key: one of `ids`, stable between editions of the list.
    pub key: ExternalId,
    /// All ids of the row.
    pub ids: Vec<ExternalId>,
    /// Whether a title is known for it.
    pub title_known: bool,
    /// The file's label, normally its SHA-256.
    pub file: String,
    /// The line in the file, from 1.
    pub line: u64,
}

impl Store {
    /// The rows that list one of these ids, by source and key.
    pub async fn id_map_of(&self, ids: &[ExternalId]) -> Result<Vec<IdMapRow>, StoreError> {
        let select = "SELECT t.source, t.namespace, t.id, t.ids, t.title_known, f.label, t.line \
                      FROM r CROSS JOIN id_map_ids i CROSS JOIN id_map t LEFT JOIN files f ON f.id = t.file \
                      WHERE i.namespace = r.namespace AND i.id = r.id \
                      AND t.source = i.source AND t.namespace = i.key_namespace AND t.id = i.key_id";
        let mut found = BTreeMap::new();
        for row in subject_rows(ids).query(&self.db, "reading the id map", select).await? {
            let cells = Cells(&row);
            let row = IdMapRow {
                source: cells.source(0)?,
                key: cells.external_id(1)?,
                ids: serde_json::from_str(&cells.text(3)?)
                    .map_err(|error| StoreError::Damaged(format!("a row of the id map: {error}")))?,
                title_known: cells.int(4)? != 0,
                file: cells.optional_text(5)?.unwrap_or_default(),
                line: cells.line(6)?.unwrap_or_default(),
            };
            found.insert((row.source.clone(), row.key.clone()), row);
        }
        Ok(found.into_values().collect())
    }
}

impl WriteTx {
    /// Saves rows, each in place of the one with its source and key; gives how many were new or
    /// different. An equal one keeps the place where it was first seen.
    pub async fn save_id_map(&self, rows: &[IdMapRow]) -> Result<usize, StoreError> {
        let mut wanted: BTreeMap<(&str, &ExternalId), (&IdMapRow, String)> = BTreeMap::new();
        for row in rows {
            let ids: BTreeSet<&ExternalId> = row.ids.iter().collect();
            let ids = serde_json::to_string(&ids).map_err(|error| StoreError::Damaged(error.to_string()))?;
            wanted.insert((row.source.as_str(), &row.key), (row, ids));
        }
        let keys = |wanted: &BTreeMap<(&str, &ExternalId), (&IdMapRow, String)>| {
            subject_rows(wanted.keys().map(|(_, key)| *key))
                .text("source", wanted.keys().map(|(source, _)| (*source).to_owned()))
        };
        let select = "SELECT t.source, t.namespace, t.id, t.ids, t.title_known FROM r CROSS JOIN id_map t \
                      WHERE t.source = r.source AND t.namespace = r.namespace AND t.id = r.id";
        let mut stored: HashMap<(String, ExternalId), (String, bool)> = HashMap::new();
        for row in keys(&wanted).query(&self.tx, "comparing the id map", select).await? {
            let cells = Cells(&row);
            stored.insert((cells.text(0)?, cells.external_id(1)?), (cells.text(3)?, cells.int(4)? != 0));
        }
        wanted.retain(|(source, key), (row, ids)| {
            let known = stored.get(&((*source).to_owned(), (*key).clone()));
            known.is_none_or(|(known, title)| known != ids || *title != row.title_known)
        });

        let what = "saving the id map";
        let delete = "DELETE FROM id_map_ids WHERE (namespace, id, source, key_namespace, key_id) IN \
                      (SELECT old_namespace, old_id, source, namespace, id FROM r)";
        let old = old_ids(&wanted, &stored)?;
        old.execute(&self.tx, what, delete).await?;
        let files = self.file_numbers(wanted.values().map(|(row, _)| row.file.as_str())).await?;
        let rows = keys(&wanted)
            .text("ids", wanted.values().map(|(_, ids)| ids.as_str()))
            .int("title_known", wanted.values().map(|(row, _)| i64::from(row.title_known)))
            .int("file", files)
            .int("line", wanted.values().map(|(row, _)| row.line as i64));
        let upsert = "INSERT INTO id_map (source, namespace, id, ids, title_known, file, line) \
                      SELECT source, namespace, id, ids, title_known, file, line FROM r WHERE true \
                      ON CONFLICT (source, namespace, id) DO UPDATE SET ids = excluded.ids, \
                      title_known = excluded.title_known, file = excluded.file, line = excluded.line";
        rows.execute(&self.tx, what, upsert).await?;
        let listed: BTreeSet<(&ExternalId, &str, &ExternalId)> = wanted
            .iter()
            .flat_map(|((source, key), (row, _))| row.ids.iter().map(move |id| (id, *source, *key)))
            .collect();
        let rows = subject_rows(listed.iter().map(|(id, ..)| *id))
            .text("source", listed.iter().map(|(_, source, _)| *source))
            .text("key_namespace", listed.iter().map(|(.., key)| key.namespace().as_str()))
            .text("key_id", listed.iter().map(|(.., key)| key.id()));
        let insert = "INSERT INTO id_map_ids (namespace, id, source, key_namespace, key_id) \
                      SELECT namespace, id, source, key_namespace, key_id FROM r";
        rows.execute(&self.tx, what, insert).await?;
        Ok(wanted.len())
    }
}

/// The ids that the stored rows of these keys list, beside the keys.
fn old_ids(
    wanted: &BTreeMap<(&str, &ExternalId), (&IdMapRow, String)>,
    stored: &HashMap<(String, ExternalId), (String, bool)>,
) -> Result<Rows, StoreError> {
    let mut old: Vec<(&str, &ExternalId, ExternalId)> = Vec::new();
    for (source, key) in wanted.keys() {
        let Some((ids, _)) = stored.get(&((*source).to_owned(), (*key).clone())) else { continue };
        let ids: Vec<ExternalId> = serde_json::from_str(ids)
            .map_err(|error| StoreError::Damaged(format!("a row of the id map: {error}")))?;
        old.extend(ids.into_iter().map(|id| (*source, *key, id)));
    }
    Ok(subject_rows(old.iter().map(|(_, key, _)| *key))
        .text("source", old.iter().map(|(source, ..)| *source))
        .text("old_namespace", old.iter().map(|(.., id)| id.namespace().as_str()))
        .text("old_id", old.iter().map(|(.., id)| id.id())))
}
