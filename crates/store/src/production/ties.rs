//! What characters are to each other. Each tie is one row; both sides read it.

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// A tie: `from` is `kind` of `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieRow {
    /// One of the two, the id that sorts first.
    pub from: String,
    /// The other one.
    pub to: String,
    /// What the first is to the second, as a word.
    pub kind: String,
    /// What else there is to say.
    pub note: String,
    /// Since when.
    pub at: Instant,
}

const COLUMNS: &str = "t.from_character, t.to_character, t.kind, t.note, t.at";

fn read(cells: &Cells<'_>) -> Result<TieRow, StoreError> {
    Ok(TieRow {
        from: cells.text(0)?,
        to: cells.text(1)?,
        kind: cells.text(2)?,
        note: cells.text(3)?,
        at: cells.time(4)?,
    })
}

impl Store {
    /// The ties of a character to others that are not in the bin.
    pub async fn ties_of(&self, character: &str) -> Result<Vec<TieRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM project_ties t JOIN project_characters c ON c.id = CASE WHEN t.from_character = $1 \
             THEN t.to_character ELSE t.from_character END WHERE (t.from_character = $1 OR t.to_character = $1) \
             AND c.binned_at = 0 ORDER BY t.from_character, t.to_character, t.kind"
        );
        sql::read(&self.db, "reading ties", &select, [character.into()], read).await
    }

    /// Every tie between characters of a project.
    pub async fn ties_in(&self, project: &str) -> Result<Vec<TieRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM project_ties t JOIN project_characters c ON c.id = t.from_character \
             WHERE c.project = $1 ORDER BY t.from_character, t.to_character, t.kind"
        );
        sql::read(&self.db, "reading ties", &select, [project.into()], read).await
    }
}

impl WriteTx {
    /// Ties two characters, or changes the note of a tie that is there.
    pub async fn save_tie(&self, tie: &TieRow) -> Result<(), StoreError> {
        let upsert = "INSERT INTO project_ties (from_character, to_character, kind, note, at) \
                      VALUES ($1, $2, $3, $4, $5) ON CONFLICT (from_character, to_character, kind) \
                      DO UPDATE SET note = excluded.note, at = excluded.at";
        let values = [
            tie.from.as_str().into(),
            tie.to.as_str().into(),
            tie.kind.as_str().into(),
            tie.note.as_str().into(),
            tie.at.as_micros().into(),
        ];
        sql::execute(&self.tx, "tying characters", upsert, values).await.map(|_| ())
    }

    /// Unties two characters; `false` when they were not tied so.
    pub async fn remove_tie(&self, from: &str, to: &str, kind: &str) -> Result<bool, StoreError> {
        let delete = "DELETE FROM project_ties WHERE from_character = $1 AND to_character = $2 AND kind = $3";
        let values = [from.into(), to.into(), kind.into()];
        Ok(sql::execute(&self.tx, "untying characters", delete, values).await? > 0)
    }
}
