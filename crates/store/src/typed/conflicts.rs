//! What a source treats as one and we as two, or the other way round.

use std::collections::BTreeMap;

use model::{Conflict, ConflictKind, EntityId, Instant};

use crate::{
    Store, StoreError, WriteTx,
    links::subject_rows,
    sql::{self, Cells},
};

/// A conflict with its fate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StoredConflict {
    /// What disagrees.
    pub conflict: Conflict,
    /// Whether nobody has settled it yet.
    pub open: bool,
    /// When it was first seen.
    pub at: Instant,
}

impl Store {
    /// The conflicts by record and pair, all or only those that are not settled.
    pub async fn conflicts(&self, open_only: bool) -> Result<Vec<StoredConflict>, StoreError> {
        let select = "SELECT namespace, record, subject_namespace, subject_id, kind, kept, other, file, line, is_open, at \
                      FROM conflicts WHERE is_open >= $1 ORDER BY namespace, record, kept, other";
        let read = |row| {
            let cells = Cells(row);
            let conflict = Conflict {
                record: cells.external_id(0)?,
                subject: cells.external_id(2)?,
                kind: ConflictKind::parse(&cells.text(4)?),
                kept: cells.entity(5)?,
                other: cells.entity(6)?,
                file: cells.text(7)?,
                line: cells.line(8)?.unwrap_or_default(),
            };
            Ok(StoredConflict { conflict, open: cells.int(9)? != 0, at: cells.time(10)? })
        };
        let rows = sql::query(&self.db, "reading conflicts", select, [i64::from(open_only).into()]).await?;
        rows.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Notes conflicts; one per record and pair, the first sight of it stays. Gives how many were new.
    pub async fn add_conflicts(&self, conflicts: &[Conflict], at: Instant) -> Result<usize, StoreError> {
        let mut pairs = BTreeMap::new();
        for conflict in conflicts {
            pairs.entry((&conflict.record, conflict.kept, conflict.other)).or_insert(conflict);
        }
        let rows = subject_rows(pairs.keys().map(|(record, ..)| *record))
            .int("kept", pairs.keys().map(|(_, kept, _)| kept.get()))
            .int("other", pairs.keys().map(|(.., other)| other.get()))
            .text("kind", pairs.values().map(|conflict| conflict.kind.as_str()))
            .text("subject_namespace", pairs.values().map(|conflict| conflict.subject.namespace().as_str()))
            .text("subject_id", pairs.values().map(|conflict| conflict.subject.id()))
            .text("file", pairs.values().map(|conflict| conflict.file.as_str()))
            .int("line", pairs.values().map(|conflict| conflict.line as i64))
            .value(at.as_micros());
        let insert = "INSERT INTO conflicts (namespace, record, kept, other, kind, subject_namespace, subject_id, file, \
                      line, is_open, at) SELECT namespace, id, kept, other, kind, subject_namespace, subject_id, file, \
                      line, 1, CAST(#1 AS BIGINT) FROM r WHERE true \
                      ON CONFLICT (namespace, record, kept, other) DO NOTHING";
        rows.execute(&self.tx, "noting conflicts", insert).await.map(|new| new as usize)
    }

    /// Settles every conflict between two things; gives how many were open.
    pub async fn settle_conflicts(&self, one: EntityId, other: EntityId) -> Result<usize, StoreError> {
        let update = "UPDATE conflicts SET is_open = 0 WHERE is_open = 1 \
                      AND ((kept = $1 AND other = $2) OR (kept = $2 AND other = $1))";
        let values = [one.get().into(), other.get().into()];
        sql::execute(&self.tx, "settling conflicts", update, values).await.map(|settled| settled as usize)
    }
}
