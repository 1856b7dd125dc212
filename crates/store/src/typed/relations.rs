//! Ties between works as tables of relations give them.

use std::collections::{BTreeMap, BTreeSet};

use model::{EntityId, EntityKind, ExternalId, RelationType, SourceId};
use sea_orm::ConnectionTrait;

use crate::{Store, StoreError, WriteTx, links::subject_rows, sql::Cells};

/// One tie, with the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationRow {
    /// Who says so.
    pub source: SourceId,
    /// The work the tie starts from.
    pub from: ExternalId,
    /// The work it leads to.
    pub to: ExternalId,
    /// How they are tied, seen from `from`.
    pub kind: RelationType,
    /// The file's label, normally its SHA-256.
    pub file: String,
    /// The line in the file, from 1.
    pub line: u64,
}

impl Store {
    /// The ties that have one of these ids at either end, in the order of both ends.
    pub async fn relations_touching(&self, ids: &[ExternalId]) -> Result<Vec<RelationRow>, StoreError> {
        relations_touching(&self.db, ids).await
    }
}

impl WriteTx {
    /// The ties that have one of these ids at either end, changes of this transaction included.
    pub async fn relations_touching(&self, ids: &[ExternalId]) -> Result<Vec<RelationRow>, StoreError> {
        relations_touching(&self.tx, ids).await
    }

    /// Saves ties; gives how many were new. A known one keeps the place where it was first seen.
    pub async fn save_relations(&self, rows: &[RelationRow]) -> Result<usize, StoreError> {
        let mut ties = BTreeMap::new();
        for row in rows {
            ties.entry((&row.from, &row.to, &row.kind, row.source.as_str())).or_insert(row);
        }
        let files = self.file_numbers(ties.values().map(|row| row.file.as_str())).await?;
        let rows = subject_rows(ties.keys().map(|(from, ..)| *from))
            .text("to_namespace", ties.keys().map(|(_, to, ..)| to.namespace().as_str()))
            .text("to_id", ties.keys().map(|(_, to, ..)| to.id()))
            .text("kind", ties.keys().map(|(_, _, kind, _)| kind.as_str()))
            .text("source", ties.keys().map(|(.., source)| *source))
            .int("file", files)
            .int("line", ties.values().map(|row| row.line as i64));
        let insert = "INSERT INTO relations (from_namespace, from_id, to_namespace, to_id, kind, source, file, line) \
                      SELECT namespace, id, to_namespace, to_id, kind, source, file, line FROM r WHERE true \
                      ON CONFLICT (from_namespace, from_id, to_namespace, to_id, kind, source) DO NOTHING";
        let new = rows.execute(&self.tx, "saving relations", insert).await? as usize;
        if new > 0 {
            self.note_tied_works(&ties.keys().flat_map(|(from, to, ..)| [*from, *to]).collect()).await?;
        }
        Ok(new)
    }

    /// A tie is part of what a search knows of a work, so a new one is a change of both ends.
    async fn note_tied_works(&self, ends: &BTreeSet<&ExternalId>) -> Result<(), StoreError> {
        let ends: Vec<ExternalId> = ends.iter().copied().cloned().collect();
        let works = self.find(&ends).await?.into_values().filter(|(kind, _)| *kind == EntityKind::Work);
        let works: BTreeSet<EntityId> = works.map(|(_, id)| id).collect();
        self.changed(&EntityKind::Work, &works.into_iter().collect::<Vec<_>>()).await
    }
}

async fn relations_touching<C: ConnectionTrait>(
    db: &C,
    ids: &[ExternalId],
) -> Result<Vec<RelationRow>, StoreError> {
    let mut ties = BTreeMap::new();
    for end in ["from", "to"] {
        let select = format!(
            "SELECT t.from_namespace, t.from_id, t.to_namespace, t.to_id, t.kind, t.source, f.label, t.line \
             FROM r CROSS JOIN relations t LEFT JOIN files f ON f.id = t.file \
             WHERE t.{end}_namespace = r.namespace AND t.{end}_id = r.id"
        );
        for row in subject_rows(ids).query(db, "reading relations", &select).await? {
            let row = read(&Cells(&row))?;
            ties.insert((row.from.clone(), row.to.clone(), row.kind.clone(), row.source.clone()), row);
        }
    }
    Ok(ties.into_values().collect())
}

fn read(cells: &Cells<'_>) -> Result<RelationRow, StoreError> {
    Ok(RelationRow {
        from: cells.external_id(0)?,
        to: cells.external_id(2)?,
        kind: RelationType::parse(&cells.text(4)?),
        source: cells.source(5)?,
        file: cells.optional_text(6)?.unwrap_or_default(),
        line: cells.line(7)?.unwrap_or_default(),
    })
}
