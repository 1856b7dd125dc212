//! The journal of gathering: what each source was asked about a work, written together with what it answered,
//! so that whoever goes on asks for nothing twice.

use std::collections::HashMap;

use model::{EntityId, EntityKind, Instant, SourceId};

use crate::{
    Store, StoreError, StoredRecord, WriteTx,
    sql::{self, Cells, Rows},
};

/// One question to a source about a work, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatheredItem {
    /// The work.
    pub work: EntityId,
    /// Who was asked.
    pub source: SourceId,
    /// What for, by the source's own name of the endpoint.
    pub endpoint: String,
    /// The id that was asked about as it is printed; empty for a search that found nothing.
    pub subject: String,
    /// `done` when its answer is kept, `nothing` when the source has nothing on it.
    pub state: String,
    /// Why there is nothing; else empty.
    pub reason: String,
    /// How many pages were read.
    pub pages: i64,
    /// Whether that was all; a long list may have more.
    pub whole: bool,
    /// When the source was asked.
    pub asked_at: Instant,
    /// Until when the answer counts as fresh.
    pub fresh_until: Instant,
}

impl Store {
    /// What was asked about these works, each list by source and endpoint. A work that others went into goes on
    /// where they were: their lines count where it has none of its own.
    pub async fn gathered(
        &self,
        works: &[EntityId],
    ) -> Result<HashMap<EntityId, Vec<GatheredItem>>, StoreError> {
        let columns = "r.work AS work, g.source AS source, g.endpoint AS endpoint, g.subject, g.state, g.reason, \
                       g.pages, g.whole, g.asked_at AS asked_at, g.fresh_until";
        let select = format!(
            "SELECT {columns}, 0 AS others FROM r CROSS JOIN gathering g WHERE g.work = r.work \
             UNION ALL SELECT {columns}, 1 AS others FROM r CROSS JOIN redirects d CROSS JOIN gathering g \
             WHERE d.kind = 'WORK' AND d.target = r.work AND g.work = d.id \
             ORDER BY work, source, endpoint, others, asked_at DESC"
        );
        let rows = Rows::new().int("work", works.iter().map(|id| id.get()));
        let mut found: HashMap<EntityId, Vec<GatheredItem>> = HashMap::new();
        for row in rows.query(&self.db, "reading what was gathered", &select).await? {
            let item = read(&Cells(&row))?;
            let lines = found.entry(item.work).or_default();
            let question = |line: &GatheredItem| (line.source.clone(), line.endpoint.clone());
            if lines.last().is_none_or(|last| question(last) != question(&item)) {
                lines.push(item);
            }
        }
        Ok(found)
    }

    /// What the rows of an imported file are about, row by row in the file's order. `None` stands for a row that
    /// was not taken, or that a later row of the file says again.
    pub async fn rows_of_file(
        &self,
        kind: &EntityKind,
        file: &str,
    ) -> Result<Vec<Option<EntityId>>, StoreError> {
        let select = "SELECT t.line AS line, MIN(t.entity) FROM records t JOIN files f ON f.id = t.file \
                      WHERE f.label = $1 AND t.kind = $2 AND t.line IS NOT NULL GROUP BY t.line \
                      UNION ALL SELECT j.line AS line, 0 FROM rejects j JOIN files f ON f.id = j.file \
                      WHERE f.label = $1 ORDER BY line";
        let values = [file.into(), kind.as_str().into()];
        let what = "reading the rows of a file";
        let lines =
            sql::read(&self.db, what, select, values, |cells| Ok((cells.int(0)?, cells.int(1)?))).await?;
        let mut rows: Vec<Option<EntityId>> = Vec::with_capacity(lines.len());
        let Some((first, _)) = lines.first().copied() else { return Ok(rows) };
        for (line, entity) in lines {
            // A gap is a row whose key stands again further down.
            let place = usize::try_from(line - first).unwrap_or_default();
            if rows.len() <= place {
                rows.resize(place + 1, None);
            }
            rows[place] = rows[place].or(EntityId::new(entity));
        }
        Ok(rows)
    }

    /// The records about many things, each list by source, format and key.
    pub async fn records_of_many(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashMap<EntityId, Vec<StoredRecord>>, StoreError> {
        crate::records::records_of_many(&self.db, &self.dictionaries, kind, ids).await
    }
}

impl WriteTx {
    /// Writes lines over those of the same questions. Safe to repeat.
    pub async fn save_gathered(&self, items: &[GatheredItem]) -> Result<(), StoreError> {
        let upsert = "INSERT INTO gathering (work, source, endpoint, subject, state, reason, pages, whole, asked_at, \
                      fresh_until) SELECT work, source, endpoint, subject, state, reason, pages, whole, asked_at, \
                      fresh_until FROM r WHERE true ON CONFLICT (work, source, endpoint) DO UPDATE SET \
                      subject = excluded.subject, state = excluded.state, reason = excluded.reason, \
                      pages = excluded.pages, whole = excluded.whole, asked_at = excluded.asked_at, \
                      fresh_until = excluded.fresh_until";
        Rows::new()
            .int("work", items.iter().map(|item| item.work.get()))
            .text("source", items.iter().map(|item| item.source.as_str()))
            .text("endpoint", items.iter().map(|item| item.endpoint.as_str()))
            .text("subject", items.iter().map(|item| item.subject.as_str()))
            .text("state", items.iter().map(|item| item.state.as_str()))
            .text("reason", items.iter().map(|item| item.reason.replace('\0', "\u{fffd}")))
            .int("pages", items.iter().map(|item| item.pages))
            .int("whole", items.iter().map(|item| i64::from(item.whole)))
            .int("asked_at", items.iter().map(|item| item.asked_at.as_micros()))
            .int("fresh_until", items.iter().map(|item| item.fresh_until.as_micros()))
            .execute(&self.tx, "writing what was gathered", upsert)
            .await
            .map(|_| ())
    }
}

fn read(cells: &Cells<'_>) -> Result<GatheredItem, StoreError> {
    Ok(GatheredItem {
        work: cells.entity(0)?,
        source: cells.source(1)?,
        endpoint: cells.text(2)?,
        subject: cells.text(3)?,
        state: cells.text(4)?,
        reason: cells.text(5)?,
        pages: cells.int(6)?,
        whole: cells.int(7)? != 0,
        asked_at: cells.time(8)?,
        fresh_until: cells.time(9)?,
    })
}
