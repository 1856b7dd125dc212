//! Edits by hand of golden records, each kept for ever: what a person set, and whether it was taken back.
//!
//! An edit stays with the id it was made on. Whoever asks for a thing's edits gets those of the things that were
//! merged into it as well, so that merges and splits need not move any.

use std::collections::{BTreeMap, HashMap};

use model::{CurationEntry, EntityId, EntityKind, Field, Instant};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    AuditEntry, Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// An edit as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEdit {
    /// Its number, rising.
    pub id: i64,
    /// What was set; its target is the thing it was made on, which may have been merged since.
    pub edit: CurationEntry,
    /// When it was taken back, and by whom; none while it counts.
    pub taken_back: Option<(Instant, String)>,
}

impl StoredEdit {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.taken_back.is_none()
    }
}

impl Store {
    /// All edits of a thing, newest first, those that were taken back among them.
    pub async fn edits_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<StoredEdit>, StoreError> {
        Ok(all(&self.db, kind, &[id]).await?.remove(&id).unwrap_or_default())
    }

    /// The edits of a thing that stand: for each field the newest that was not taken back.
    pub async fn standing_edits(
        &self,
        kind: &EntityKind,
        id: EntityId,
    ) -> Result<Vec<CurationEntry>, StoreError> {
        Ok(standing(self.edits_of(kind, id).await?))
    }

    /// The edits that stand, of many things; one without any is left out.
    pub async fn standing_edits_of_many(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashMap<EntityId, Vec<CurationEntry>>, StoreError> {
        Ok(all_standing(all(&self.db, kind, ids).await?))
    }
}

impl WriteTx {
    /// All edits of a thing, newest first, changes of this transaction included.
    pub async fn edits_of(&self, kind: &EntityKind, id: EntityId) -> Result<Vec<StoredEdit>, StoreError> {
        Ok(all(&self.tx, kind, &[id]).await?.remove(&id).unwrap_or_default())
    }

    /// The edits that stand, of many things; one without any is left out.
    pub async fn standing_edits_of_many(
        &self,
        kind: &EntityKind,
        ids: &[EntityId],
    ) -> Result<HashMap<EntityId, Vec<CurationEntry>>, StoreError> {
        Ok(all_standing(all(&self.tx, kind, ids).await?))
    }

    /// Keeps an edit and writes its audit line; gives its number. Whether its value fits, and the golden
    /// record, are the caller's.
    pub async fn save_edit(&self, edit: &CurationEntry) -> Result<i64, StoreError> {
        let id = self.allocate("edit", 1).await?;
        let insert = "INSERT INTO edits (id, kind, target, field, value, author, note, at, taken_back_at, taken_back_by) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '')";
        let values = [
            id.into(),
            edit.kind.as_str().into(),
            edit.target.get().into(),
            edit.field.as_str().into(),
            edit.value.to_string().into(),
            edit.author.as_str().into(),
            edit.note.as_str().into(),
            edit.at.as_micros().into(),
        ];
        sql::execute(&self.tx, "saving an edit", insert, values).await?;
        let entry = AuditEntry {
            id: 0,
            at: edit.at,
            author: edit.author.clone(),
            action: "edit".to_owned(),
            subjects: vec![(edit.kind.clone(), edit.target)],
            details: json!({"edit": id, "field": edit.field, "value": edit.value, "note": edit.note}),
        };
        self.audit(&entry).await?;
        Ok(id)
    }

    /// Takes edits of one thing back, and writes one audit line for all. One that was taken back already
    /// stays as it is; gives how many were not.
    pub async fn take_edits_back(
        &self,
        (kind, target): (&EntityKind, EntityId),
        ids: &[i64],
        author: &str,
        note: &str,
        at: Instant,
    ) -> Result<u64, StoreError> {
        let update = "UPDATE edits SET taken_back_at = CAST(#1 AS BIGINT), taken_back_by = #2 \
                      WHERE taken_back_at = 0 AND id IN (SELECT id FROM r)";
        // 0 stands for never, so nothing is taken back in the first instant of the epoch.
        let rows = Rows::new().int("id", ids.iter().copied()).value(at.as_micros().max(1)).value(author);
        let done = rows.execute(&self.tx, "taking edits back", update).await?;
        if done > 0 {
            let entry = AuditEntry {
                id: 0,
                at,
                author: author.to_owned(),
                action: "unedit".to_owned(),
                subjects: vec![(kind.clone(), target)],
                details: json!({"edits": ids, "note": note}),
            };
            self.audit(&entry).await?;
        }
        Ok(done)
    }
}

/// All edits of things and of what was merged into them, newest first.
async fn all<C: ConnectionTrait>(
    db: &C,
    kind: &EntityKind,
    ids: &[EntityId],
) -> Result<HashMap<EntityId, Vec<StoredEdit>>, StoreError> {
    let select = "SELECT r.target, e.id, e.kind, e.target, e.field, e.value, e.author, e.note, e.at, e.taken_back_at, \
                  e.taken_back_by FROM r JOIN (SELECT COALESCE(d.target, t.target) AS now, t.* FROM edits t \
                  LEFT JOIN redirects d ON d.kind = t.kind AND d.id = t.target) e \
                  ON e.now = r.target AND e.kind = r.kind ORDER BY e.id DESC";
    let rows = Rows::new().int("target", ids.iter().map(|id| id.get())).repeat("kind", kind.as_str());
    let mut found: HashMap<EntityId, Vec<StoredEdit>> = HashMap::new();
    for row in rows.query(db, "reading edits", select).await? {
        let cells = Cells(&row);
        found.entry(cells.entity(0)?).or_default().push(stored(&cells)?);
    }
    Ok(found)
}

fn stored(cells: &Cells<'_>) -> Result<StoredEdit, StoreError> {
    let id = cells.int(1)?;
    let value = serde_json::from_str(&cells.text(5)?)
        .map_err(|error| StoreError::Damaged(format!("the value of edit {id} cannot be read: {error}")))?;
    let edit = CurationEntry {
        kind: cells.kind(2)?,
        target: cells.entity(3)?,
        field: Field::parse(&cells.text(4)?),
        value,
        author: cells.text(6)?,
        note: cells.text(7)?,
        at: cells.time(8)?,
    };
    let taken_back = match cells.int(9)? {
        0 => None,
        at => Some((Instant::from_micros(at), cells.text(10)?)),
    };
    Ok(StoredEdit { id, edit, taken_back })
}

/// For each field the newest that counts, in the order of the fields. Numbers decide and not times, because a
/// clock may be set back.
fn standing(newest_first: Vec<StoredEdit>) -> Vec<CurationEntry> {
    let mut by_field: BTreeMap<String, CurationEntry> = BTreeMap::new();
    for stored in newest_first.into_iter().filter(StoredEdit::counts) {
        by_field.entry(stored.edit.field.as_str().to_owned()).or_insert(stored.edit);
    }
    by_field.into_values().collect()
}

fn all_standing(all: HashMap<EntityId, Vec<StoredEdit>>) -> HashMap<EntityId, Vec<CurationEntry>> {
    let standing = all.into_iter().map(|(id, edits)| (id, standing(edits)));
    standing.filter(|(_, edits)| !edits.is_empty()).collect()
}
