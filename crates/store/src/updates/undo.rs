//! What brings a store back to where it was before a batch: older texts, places, links, and things that came with it.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{EntityId, EntityKind, ExternalId, Instant, RecordId, SourceId};
use serde_json::json;

use crate::{
    AuditEntry, RecordHead, StoreError, WriteTx,
    golden::table_of,
    links::subject_rows,
    sql::{Cells, Rows},
};

/// What somebody has done with a thing since it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InUse {
    /// It was edited by hand.
    Edited,
    /// Somebody decided what it is, or is not.
    Decided,
    /// It has a published number.
    Numbered,
    /// Another thing went into it.
    Merged,
    /// Somebody likes or refuses it.
    Preferred,
}

impl InUse {
    /// In a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edited => "edited by hand",
            Self::Decided => "decided about",
            Self::Numbered => "numbered",
            Self::Merged => "merged into",
            Self::Preferred => "liked or refused",
        }
    }
}

impl WriteTx {
    /// What is known of records by their internal ids.
    pub async fn record_heads(&self, ids: &[RecordId]) -> Result<HashMap<RecordId, RecordHead>, StoreError> {
        let select = "SELECT t.id, t.hash, t.entity, f.label, t.line FROM r CROSS JOIN records t \
                      LEFT JOIN files f ON f.id = t.file WHERE t.id = r.id";
        let rows = Rows::new().int("id", ids.iter().map(|id| id.get()));
        let rows = rows.query(&self.tx, "reading records", select).await?;
        let read = |row| {
            let cells = Cells(row);
            let head = RecordHead {
                id: cells.record(0)?,
                hash: cells.hash(1)?,
                entity: cells.entity(2)?,
                file: cells.optional_text(3)?,
                line: cells.line(4)?,
            };
            Ok((head.id, head))
        };
        rows.iter().map(read).collect()
    }

    /// Gives records the newest of their older texts with these hashes, with its place and time; gives those that have
    /// it. An older text that was pruned cannot be brought back.
    pub async fn bring_back_texts(
        &self,
        wanted: &[(RecordId, [u8; 32])],
    ) -> Result<HashSet<RecordId>, StoreError> {
        let what = "bringing older texts back";
        let select = "SELECT s.record, MAX(s.version) FROM r CROSS JOIN superseded s \
                      WHERE s.record = r.record AND s.hash = r.hash GROUP BY s.record";
        let rows = Rows::new()
            .int("record", wanted.iter().map(|(id, _)| id.get()))
            .blob("hash", wanted.iter().map(|(_, hash)| hash.to_vec()));
        let mut versions: Vec<(RecordId, i64)> = Vec::with_capacity(wanted.len());
        for row in rows.query(&self.tx, what, select).await? {
            versions.push((Cells(&row).record(0)?, Cells(&row).int(1)?));
        }
        let rows = || {
            Rows::new()
                .int("record", versions.iter().map(|(id, _)| id.get()))
                .int("version", versions.iter().map(|(_, version)| *version))
        };
        let update = "UPDATE records SET hash = s.hash, dictionary = s.dictionary, body = s.body, file = s.file, \
                      line = s.line, stored_at = s.stored_at FROM r CROSS JOIN superseded s \
                      WHERE records.id = r.record AND s.record = r.record AND s.version = r.version";
        rows().execute(&self.tx, what, update).await?;
        let delete = "DELETE FROM superseded WHERE (record, version) IN (SELECT record, version FROM r)";
        rows().execute(&self.tx, what, delete).await?;
        Ok(versions.into_iter().map(|(id, _)| id).collect())
    }

    /// Gives records to the things they were about.
    pub async fn home_records(&self, homes: &[(RecordId, EntityId)]) -> Result<(), StoreError> {
        let rows = Rows::new()
            .int("id", homes.iter().map(|(id, _)| id.get()))
            .int("entity", homes.iter().map(|(_, entity)| entity.get()));
        let update = "UPDATE records SET entity = r.entity FROM r WHERE records.id = r.id";
        rows.execute(&self.tx, "moving records", update).await.map(|_| ())
    }

    /// Replaces the lists of ids of records.
    pub async fn list_ids(&self, lists: &BTreeMap<RecordId, Vec<ExternalId>>) -> Result<(), StoreError> {
        let what = "saving which ids a record lists";
        let delete = "DELETE FROM mentions WHERE record IN (SELECT record FROM r)";
        let rows = Rows::new().int("record", lists.keys().map(|id| id.get()));
        rows.execute(&self.tx, what, delete).await?;
        let all: Vec<(&RecordId, &ExternalId)> =
            lists.iter().flat_map(|(record, ids)| ids.iter().map(move |id| (record, id))).collect();
        let rows = subject_rows(all.iter().map(|(_, id)| *id).collect::<Vec<_>>())
            .int("record", all.iter().map(|(record, _)| record.get()));
        let insert = "INSERT INTO mentions (namespace, id, record) SELECT namespace, id, record FROM r WHERE true \
                      ON CONFLICT (namespace, id, record) DO NOTHING";
        rows.execute(&self.tx, what, insert).await.map(|_| ())
    }

    /// Drops records with their older texts and lists of ids.
    pub async fn drop_records(&self, ids: &[RecordId]) -> Result<u64, StoreError> {
        let what = "dropping records";
        let rows = || Rows::new().int("id", ids.iter().map(|id| id.get()));
        rows().execute(&self.tx, what, "DELETE FROM mentions WHERE record IN (SELECT id FROM r)").await?;
        rows().execute(&self.tx, what, "DELETE FROM superseded WHERE record IN (SELECT id FROM r)").await?;
        rows().execute(&self.tx, what, "DELETE FROM records WHERE id IN (SELECT id FROM r)").await
    }

    /// Drops those of these links that still are as they were made: by this author at this time.
    pub async fn drop_links(
        &self,
        subjects: &[ExternalId],
        author: &str,
        at: Instant,
    ) -> Result<u64, StoreError> {
        let delete = "DELETE FROM links WHERE author = #1 AND at = CAST(#2 AS BIGINT) \
                      AND (namespace, id) IN (SELECT namespace, id FROM r)";
        let rows = subject_rows(subjects).value(author).value(at.as_micros());
        rows.execute(&self.tx, "dropping links", delete).await
    }

    /// Drops figures of records that were first seen at a time.
    pub async fn forget_figures(
        &self,
        source: &SourceId,
        subjects: &[ExternalId],
        at: Instant,
    ) -> Result<u64, StoreError> {
        let delete = "DELETE FROM observations WHERE source = #1 AND at = CAST(#2 AS BIGINT) \
                      AND (namespace, id) IN (SELECT namespace, id FROM r)";
        let rows = subject_rows(subjects).value(source.as_str()).value(at.as_micros());
        rows.execute(&self.tx, "forgetting figures", delete).await
    }

    /// Drops open conflicts of records that were found at a time.
    pub async fn drop_conflicts(&self, records: &[ExternalId], at: Instant) -> Result<u64, StoreError> {
        let delete = "DELETE FROM conflicts WHERE is_open = 1 AND at = CAST(#1 AS BIGINT) \
                      AND (namespace, record) IN (SELECT namespace, id FROM r)";
        subject_rows(records).value(at.as_micros()).execute(&self.tx, "dropping conflicts", delete).await
    }

    /// What somebody has done with things that came with a file; links by `author` do not count.
    pub async fn in_use(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
        author: &str,
    ) -> Result<HashMap<EntityId, InUse>, StoreError> {
        let what = "looking who needs a thing";
        let asks: [(InUse, &str); 5] = [
            (
                InUse::Preferred,
                "SELECT DISTINCT p.work FROM r CROSS JOIN preferences p WHERE p.work = r.id AND r.kind = 'WORK'",
            ),
            (
                InUse::Merged,
                "SELECT DISTINCT d.target FROM r CROSS JOIN redirects d WHERE d.kind = r.kind AND d.target = r.id",
            ),
            (
                InUse::Numbered,
                "SELECT DISTINCT n.entity FROM r CROSS JOIN registry_ids n \
                 WHERE n.entity_kind = r.kind AND n.entity = r.id",
            ),
            (
                InUse::Decided,
                "SELECT DISTINCT l.target FROM r CROSS JOIN negative_links l \
                 WHERE l.kind = r.kind AND l.target = r.id",
            ),
            (
                InUse::Edited,
                "SELECT DISTINCT e.target FROM r CROSS JOIN edits e \
                 WHERE e.kind = r.kind AND e.target = r.id AND e.taken_back_at = 0",
            ),
        ];
        let mut used = HashMap::new();
        let things = || Rows::new().int("id", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
        let linked = "SELECT DISTINCT l.target FROM r CROSS JOIN links l \
                      WHERE l.kind = r.kind AND l.target = r.id AND l.author <> #1";
        for row in things().value(author).query(&self.tx, what, linked).await? {
            used.insert(Cells(&row).entity(0)?, InUse::Decided);
        }
        for (why, select) in asks {
            for row in things().query(&self.tx, what, select).await? {
                used.insert(Cells(&row).entity(0)?, why);
            }
        }
        Ok(used)
    }

    /// Which of these things have records left.
    pub async fn with_records(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashSet<EntityId>, StoreError> {
        let select =
            "SELECT DISTINCT t.entity FROM r CROSS JOIN records t WHERE t.kind = r.kind AND t.entity = r.id";
        let rows = Rows::new().int("id", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
        let rows = rows.query(&self.tx, "looking for records", select).await?;
        rows.iter().map(|row| Cells(row).entity(0)).collect()
    }

    /// Takes things out that came with an update and that nobody needs: their numbers stay as tombstones and are never
    /// given again. One line of the audit log tells of all of them. Things that are gone already are left out.
    pub async fn retire(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
        reason: &str,
        author: &str,
        at: Instant,
    ) -> Result<u64, StoreError> {
        let what = "retiring things";
        let Some(table) = table_of(kind).filter(|_| !ids.is_empty()) else { return Ok(0) };
        let rows = || Rows::new().int("id", ids.iter().map(|id| id.get()));
        let delete = "DELETE FROM links WHERE kind = #1 AND target IN (SELECT id FROM r)";
        rows().value(kind.as_str()).execute(&self.tx, what, delete).await?;
        let insert = "INSERT INTO tombstones (kind, id, reason, at) SELECT #1, r.id, #2, CAST(#3 AS BIGINT) FROM r \
                      WHERE NOT EXISTS (SELECT 1 FROM redirects d WHERE d.kind = #1 AND d.id = r.id) \
                      ON CONFLICT (kind, id) DO NOTHING";
        let retired = rows()
            .value(kind.as_str())
            .value(reason)
            .value(at.as_micros())
            .execute(&self.tx, what, insert)
            .await?;
        let delete = format!("DELETE FROM {table} WHERE id IN (SELECT id FROM r)");
        rows().execute(&self.tx, what, &delete).await?;
        if *kind == EntityKind::Character {
            let delete = "DELETE FROM appearances WHERE character_id IN (SELECT id FROM r)";
            rows().execute(&self.tx, what, delete).await?;
        }
        self.changed(kind, ids).await?;
        self.audit(&AuditEntry {
            id: 0,
            at,
            author: author.to_owned(),
            action: "retire".to_owned(),
            subjects: ids.iter().map(|id| (kind.clone(), *id)).collect(),
            details: json!({ "retired": ids.len(), "note": reason }),
        })
        .await?;
        Ok(retired)
    }
}
