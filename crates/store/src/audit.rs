//! The audit log: who changed what by hand, when.

use model::{EntityId, EntityKind, Instant};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect, Set};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Store, StoreError, WriteTx,
    entities::audit,
    error::doing,
    sql::{self, Cells, Rows},
};

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditEntry {
    /// Its number, from 1; ignored when saving.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub author: String,
    /// What was done, as a word such as `merge` or `token.create`.
    pub action: String,
    /// The things it was done to.
    pub subjects: Vec<(EntityKind, EntityId)>,
    /// All else, in the action's own shape.
    pub details: Value,
}

impl Store {
    /// Writes a line in a transaction of its own.
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let tx = self.begin().await?;
        tx.audit(entry).await?;
        tx.commit().await
    }

    /// Up to `limit` lines, newest first.
    pub async fn audit_log(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let newest = audit::Entity::find().order_by_desc(audit::Column::Id).limit(limit as u64);
        self.with_subjects(newest.all(&self.db).await.map_err(doing("reading the audit log"))?).await
    }

    /// Every line about one thing, oldest first.
    pub async fn history_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<AuditEntry>, StoreError> {
        let select = "SELECT a.id, a.at, a.author, a.action, a.details FROM audit_subjects s \
                      JOIN audit a ON a.id = s.audit WHERE s.kind = $1 AND s.id = $2 ORDER BY a.id";
        let values = [kind.as_str().into(), id.get().into()];
        let read = |row| {
            let cells = Cells(row);
            Ok(audit::Model {
                id: cells.int(0)?,
                at: cells.int(1)?,
                author: cells.text(2)?,
                action: cells.text(3)?,
                details: cells.text(4)?,
            })
        };
        let rows = sql::query(&self.db, "reading a history", select, values).await?;
        self.with_subjects(rows.iter().map(read).collect::<Result<_, StoreError>>()?).await
    }

    async fn with_subjects(&self, lines: Vec<audit::Model>) -> Result<Vec<AuditEntry>, StoreError> {
        let select = "SELECT s.audit, s.kind, s.id FROM audit_subjects s WHERE s.audit IN (SELECT id FROM r) \
                      ORDER BY s.kind, s.id";
        let ids = Rows::new().int("id", lines.iter().map(|line| line.id));
        let rows = ids.query(&self.db, "reading the audit log", select).await?;
        let mut entries = Vec::with_capacity(lines.len());
        for line in lines {
            let mut subjects = Vec::new();
            for row in &rows {
                let cells = Cells(row);
                if cells.int(0)? == line.id {
                    subjects.push((cells.kind(1)?, cells.entity(2)?));
                }
            }
            entries.push(AuditEntry {
                id: line.id,
                at: Instant::from_micros(line.at),
                author: line.author,
                action: line.action,
                subjects,
                details: serde_json::from_str(&line.details)
                    .map_err(|error| StoreError::Damaged(format!("audit line {}: {error}", line.id)))?,
            });
        }
        Ok(entries)
    }
}

impl WriteTx {
    /// Writes many lines in two statements.
    pub async fn audit_many(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        write(&self.tx, entries).await
    }

    /// Writes a line together with what it tells of.
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let what = "writing the audit log";
        let id = self.allocate("audit", 1).await?;
        let line = audit::ActiveModel {
            id: Set(id),
            at: Set(entry.at.as_micros()),
            author: Set(entry.author.clone()),
            action: Set(entry.action.clone()),
            details: Set(entry.details.to_string()),
        };
        line.insert(&self.tx).await.map_err(doing(what))?;
        let subjects: std::collections::BTreeSet<_> = entry.subjects.iter().collect();
        let rows = Rows::new()
            .text("kind", subjects.iter().map(|(kind, _)| kind.as_str()))
            .int("id", subjects.iter().map(|(_, id)| id.get()))
            .value(id);
        let insert =
            "INSERT INTO audit_subjects (kind, id, audit) SELECT kind, id, CAST(#1 AS BIGINT) FROM r";
        rows.execute(&self.tx, what, insert).await.map(|_| ())
    }
}

/// Writes many lines in two statements, in whatever transaction.
pub(crate) async fn write<C: ConnectionTrait>(db: &C, entries: &[AuditEntry]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let what = "writing the audit log";
    let first = crate::sequences::advance(db, "audit", entries.len()).await?;
    let insert =
        "INSERT INTO audit (id, at, author, action, details) SELECT id, at, author, action, details FROM r";
    Rows::new()
        .int("id", (first..).take(entries.len()))
        .int("at", entries.iter().map(|entry| entry.at.as_micros()))
        .text("author", entries.iter().map(|entry| entry.author.as_str()))
        .text("action", entries.iter().map(|entry| entry.action.as_str()))
        .text("details", entries.iter().map(|entry| entry.details.to_string()))
        .execute(db, what, insert)
        .await?;
    let numbered = (first..).zip(entries);
    let subjects: std::collections::BTreeSet<_> =
        numbered.flat_map(|(id, entry)| entry.subjects.iter().map(move |subject| (subject, id))).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    let insert = "INSERT INTO audit_subjects (kind, id, audit) SELECT kind, id, audit FROM r";
    Rows::new()
        .text("kind", subjects.iter().map(|((kind, _), _)| kind.as_str()))
        .int("id", subjects.iter().map(|((_, id), _)| id.get()))
        .int("audit", subjects.iter().map(|(_, audit)| *audit))
        .execute(db, what, insert)
        .await
        .map(|_| ())
}
