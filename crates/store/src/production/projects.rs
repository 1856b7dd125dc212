//! Projects.

use model::Instant;

use super::{After, before, count, flag, like, moment, never_zero};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What its maker says of it, as JSON.
    pub body: String,
    /// Whether nothing new is to be made for it.
    pub is_archived: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When anything in it changed last.
    pub updated_at: Instant,
    /// Since when it lies in the bin.
    pub binned_at: Option<Instant>,
    /// Goes up with each change of what its maker says of it.
    pub version: u32,
    /// Goes up with each change of anything in it.
    pub revision: i64,
    /// The revision that the file beside its pictures tells of.
    pub written: i64,
    /// The number of its newest event.
    pub last_event: i64,
}

/// What there is in a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProjectCounts {
    /// Characters that are not in the bin.
    pub characters: u64,
    /// Takes, which is files.
    pub takes: u64,
    /// Takes that were approved.
    pub approved: u64,
    /// The sum of the files' lengths.
    pub bytes: u64,
    /// Jobs that have not ended.
    pub jobs_alive: u64,
}

/// Which projects are listed, those changed last first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectFilter {
    /// Only whose name holds this, whatever its case.
    pub text: Option<String>,
    /// Only those that are archived, or only those that are not.
    pub archived: Option<bool>,
    /// Those in the bin in place of the others.
    pub binned: bool,
    /// Only those after this one, in the order of the list.
    pub after: After,
}

const COLUMNS: &str =
    "id, name, body, is_archived, created_at, updated_at, binned_at, revision, written, last_event, version";

impl ProjectRow {
    /// A new project, with nothing in it.
    pub fn new(id: String, name: String, body: String, now: Instant) -> Self {
        Self {
            id,
            name,
            body,
            is_archived: false,
            created_at: now,
            updated_at: now,
            binned_at: None,
            version: 1,
            revision: 1,
            written: 0,
            last_event: 0,
        }
    }

    fn read(cells: &Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.text(0)?,
            name: cells.text(1)?,
            body: cells.text(2)?,
            is_archived: flag(cells, 3)?,
            created_at: cells.time(4)?,
            updated_at: cells.time(5)?,
            binned_at: moment(cells, 6)?,
            revision: cells.int(7)?,
            written: cells.int(8)?,
            last_event: cells.int(9)?,
            version: super::version(cells, 10)?,
        })
    }
}

impl Store {
    /// A project, in the bin or not.
    pub async fn project(&self, id: &str) -> Result<Option<ProjectRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM projects WHERE id = $1");
        let row = sql::query_one(&self.db, "reading a project", &select, [id.into()]).await?;
        row.map(|row| ProjectRow::read(&Cells(&row))).transpose()
    }

    /// Up to `limit` projects, those changed last first.
    pub async fn projects(
        &self,
        filter: &ProjectFilter,
        limit: usize,
    ) -> Result<Vec<ProjectRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM projects WHERE (updated_at < $1 OR (updated_at = $1 AND id < $2)) \
             AND ($3 = '' OR folded LIKE $3 ESCAPE '!') AND ($4 < 0 OR is_archived = $4) \
             AND (CASE WHEN binned_at > 0 THEN 1 ELSE 0 END) = $5 ORDER BY updated_at DESC, id DESC LIMIT $6"
        );
        let (at, id) = before(&filter.after);
        let values = [
            at.into(),
            id.into(),
            filter.text.as_deref().map(like).unwrap_or_default().into(),
            filter.archived.map_or(-1i64, i64::from).into(),
            i64::from(filter.binned).into(),
            (limit as i64).into(),
        ];
        sql::read(&self.db, "listing projects", &select, values, ProjectRow::read).await
    }

    /// Projects whose file is behind, those that are behind longest first.
    pub async fn projects_behind(&self, limit: usize) -> Result<Vec<ProjectRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM projects WHERE written < revision ORDER BY updated_at, id LIMIT $1"
        );
        let values = [(limit as i64).into()];
        sql::read(&self.db, "looking for projects", &select, values, ProjectRow::read).await
    }

    /// What there is in a project.
    pub async fn project_counts(&self, id: &str) -> Result<ProjectCounts, StoreError> {
        let select = "SELECT (SELECT COUNT(*) FROM project_characters c WHERE c.project = $1 AND c.binned_at = 0), \
                      COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.verdict = 'approved' THEN 1 ELSE 0 END), 0) AS BIGINT), \
                      CAST(COALESCE(SUM(t.bytes), 0) AS BIGINT), (SELECT COUNT(*) FROM picture_jobs p \
                      JOIN jobs j ON j.id = p.job WHERE p.project = $1 AND j.state IN ('queued', 'running')) \
                      FROM takes t WHERE t.project = $1";
        let row = sql::query_one(&self.db, "counting what is in a project", select, [id.into()]).await?;
        let Some(row) = row else { return Ok(ProjectCounts::default()) };
        let cells = Cells(&row);
        Ok(ProjectCounts {
            characters: count(&cells, 0)?,
            takes: count(&cells, 1)?,
            approved: count(&cells, 2)?,
            bytes: count(&cells, 3)?,
            jobs_alive: count(&cells, 4)?,
        })
    }

    /// Notes that the file beside a project's pictures tells of this revision.
    pub async fn project_written(&self, id: &str, revision: i64) -> Result<(), StoreError> {
        let update = "UPDATE projects SET written = $2 WHERE id = $1 AND written < $2";
        let tx = self.begin_jobs().await?;
        sql::execute(&tx.tx, "noting a project's file", update, [id.into(), revision.into()]).await?;
        tx.commit().await
    }
}

impl WriteTx {
    /// Makes a project, or puts one back as it was told.
    pub async fn insert_project(&self, project: &ProjectRow) -> Result<(), StoreError> {
        let insert = "INSERT INTO projects (id, name, folded, body, is_archived, created_at, updated_at, binned_at, \
                      revision, written, last_event, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let values = [
            project.id.as_str().into(),
            project.name.as_str().into(),
            project.name.to_lowercase().into(),
            project.body.as_str().into(),
            i64::from(project.is_archived).into(),
            project.created_at.as_micros().into(),
            project.updated_at.as_micros().into(),
            project.binned_at.map_or(0, never_zero).into(),
            project.revision.into(),
            project.written.into(),
            project.last_event.into(),
            i64::from(project.version).into(),
        ];
        sql::execute(&self.tx, "making a project", insert, values).await.map(|_| ())
    }

    /// A project as it is within this transaction.
    pub async fn project(&self, id: &str) -> Result<Option<ProjectRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM projects WHERE id = $1");
        let row = sql::query_one(&self.tx, "reading a project", &select, [id.into()]).await?;
        row.map(|row| ProjectRow::read(&Cells(&row))).transpose()
    }

    /// Changes what a project's maker says of it, whether it is archived, and whether it lies in the bin.
    pub async fn update_project(&self, project: &ProjectRow, now: Instant) -> Result<(), StoreError> {
        let update = "UPDATE projects SET name = $2, folded = $3, body = $4, is_archived = $5, binned_at = $6, \
                      updated_at = $7, revision = revision + 1, version = version + 1 WHERE id = $1";
        let values = [
            project.id.as_str().into(),
            project.name.as_str().into(),
            project.name.to_lowercase().into(),
            project.body.as_str().into(),
            i64::from(project.is_archived).into(),
            project.binned_at.map_or(0, never_zero).into(),
            now.as_micros().into(),
        ];
        if sql::execute(&self.tx, "changing a project", update, values).await? == 0 {
            return Err(StoreError::Missing(format!("project {}", project.id)));
        }
        Ok(())
    }

    /// Notes that something in a project has changed; an empty id stands for no project.
    pub async fn touch_project(&self, id: &str, now: Instant) -> Result<(), StoreError> {
        let update = "UPDATE projects SET updated_at = $2, revision = revision + 1 WHERE id = $1";
        sql::execute(&self.tx, "changing a project", update, [id.into(), now.as_micros().into()])
            .await
            .map(|_| ())
    }
}
