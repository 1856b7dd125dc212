//! Episodes, scenes and cuts of projects, in their order.

use model::Instant;

use super::some;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A part of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    /// Its id.
    pub id: String,
    /// Its project.
    pub project: String,
    /// In which part it stands.
    pub parent: Option<String>,
    /// `episode`, `scene` or `cut`.
    pub kind: String,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// What its maker says of it, as JSON.
    pub body: String,
    /// The take that was chosen for a cut.
    pub take: Option<String>,
    /// Goes up with each change.
    pub version: u32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
}

const COLUMNS: &str = "id, project, parent, kind, position, body, take, created_at, updated_at, version";

fn read(cells: &Cells<'_>) -> Result<PartRow, StoreError> {
    Ok(PartRow {
        id: cells.text(0)?,
        project: cells.text(1)?,
        parent: some(cells, 2)?,
        kind: cells.text(3)?,
        position: u32::try_from(cells.int(4)?).unwrap_or_default(),
        body: cells.text(5)?,
        take: some(cells, 6)?,
        created_at: cells.time(7)?,
        updated_at: cells.time(8)?,
        version: super::version(cells, 9)?,
    })
}

impl Store {
    /// One part.
    pub async fn project_part(&self, id: &str) -> Result<Option<PartRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM project_parts WHERE id = $1");
        let row = sql::query_one(&self.db, "reading a part", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Every part of a project, siblings in their order.
    pub async fn project_parts(&self, project: &str) -> Result<Vec<PartRow>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM project_parts WHERE project = $1 ORDER BY parent, position, id");
        sql::read(&self.db, "reading parts", &select, [project.into()], read).await
    }
}

impl WriteTx {
    /// One part as it is within this transaction.
    pub async fn project_part(&self, id: &str) -> Result<Option<PartRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM project_parts WHERE id = $1");
        let row = sql::query_one(&self.tx, "reading a part", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Every part of a project as it is within this transaction, siblings in their order.
    pub async fn project_parts(&self, project: &str) -> Result<Vec<PartRow>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM project_parts WHERE project = $1 ORDER BY parent, position, id");
        let rows = sql::query(&self.tx, "reading parts", &select, [project.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// Puts a part at its place, in place of the one with its id; those behind it move one further.
    pub async fn save_part(&self, part: &PartRow, now: Instant) -> Result<(), StoreError> {
        let what = "writing a part";
        let parent = part.parent.clone().unwrap_or_default();
        // Taken out first, so that it makes no room for itself.
        self.close_ranks(&part.id).await?;
        let shift = "UPDATE project_parts SET position = position + 1 WHERE project = $1 AND parent = $2 \
                     AND position >= $3 AND id <> $4";
        let place = i64::from(part.position);
        let values =
            [part.project.as_str().into(), parent.as_str().into(), place.into(), part.id.as_str().into()];
        sql::execute(&self.tx, what, shift, values).await?;
        let upsert = "INSERT INTO project_parts (id, project, parent, kind, position, body, take, created_at, updated_at, version) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET \
                      parent = excluded.parent, position = excluded.position, body = excluded.body, \
                      take = excluded.take, updated_at = excluded.updated_at, \
                      version = project_parts.version + 1";
        let values = [
            part.id.as_str().into(),
            part.project.as_str().into(),
            parent.into(),
            part.kind.as_str().into(),
            place.into(),
            part.body.as_str().into(),
            part.take.clone().unwrap_or_default().into(),
            part.created_at.as_micros().into(),
            now.as_micros().into(),
            i64::from(part.version).into(),
        ];
        sql::execute(&self.tx, what, upsert, values).await?;
        self.touch_project(&part.project, now).await
    }

    /// Removes a part with all that stands in it, and gives how many went. Takes stay.
    pub async fn remove_part(&self, id: &str, now: Instant) -> Result<u64, StoreError> {
        let what = "removing a part";
        let select = "SELECT project FROM project_parts WHERE id = $1";
        let Some(row) = sql::query_one(&self.tx, what, select, [id.into()]).await? else { return Ok(0) };
        let project = Cells(&row).text(0)?;
        self.close_ranks(id).await?;
        let (mut gone, mut going) = (0, vec![id.to_owned()]);
        while !going.is_empty() {
            let rows = Rows::new().text("id", going.iter().map(String::as_str));
            let inside = "SELECT p.id FROM project_parts p WHERE p.parent IN (SELECT r.id FROM r)";
            let inside = rows.query(&self.tx, what, inside).await?;
            let next = inside.iter().map(|row| Cells(row).text(0)).collect::<Result<Vec<_>, _>>()?;
            let rows = Rows::new().text("id", going.iter().map(String::as_str));
            let delete = "DELETE FROM project_parts WHERE id IN (SELECT r.id FROM r)";
            gone += rows.execute(&self.tx, what, delete).await?;
            going = next;
        }
        self.touch_project(&project, now).await?;
        Ok(gone)
    }

    /// Moves those behind a part one forward.
    async fn close_ranks(&self, id: &str) -> Result<(), StoreError> {
        let what = "moving parts";
        let select = "SELECT project, parent, position FROM project_parts WHERE id = $1";
        let Some(row) = sql::query_one(&self.tx, what, select, [id.into()]).await? else { return Ok(()) };
        let cells = Cells(&row);
        let shift = "UPDATE project_parts SET position = position - 1 WHERE project = $1 AND parent = $2 \
                     AND position > $3";
        let values = [cells.text(0)?.into(), cells.text(1)?.into(), cells.int(2)?.into()];
        sql::execute(&self.tx, what, shift, values).await.map(|_| ())
    }
}
