//! The events of a project's jobs in one order, numbered from 1 without a gap.

use sea_orm::ConnectionTrait;

use crate::{
    JobEvent, JobId, JobState, Store, StoreError,
    sql::{self, Cells},
};

/// An event of a job, with its number within the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectEvent {
    /// Its number within the project.
    pub seq: i64,
    /// The job.
    pub job: JobId,
    /// What happened.
    pub event: JobEvent,
}

/// Gives the newest event of a job its number in the job's project.
///
/// The project's row stays locked until the transaction ends, so that numbers become visible in their order.
pub(crate) async fn note_in_project<C: ConnectionTrait>(
    db: &C,
    project: &str,
    job: &JobId,
) -> Result<(), StoreError> {
    let what = "noting an event of a project";
    let update = "UPDATE projects SET last_event = last_event + 1 WHERE id = $1 RETURNING last_event";
    let Some(row) = sql::query_one(db, what, update, [project.into()]).await? else { return Ok(()) };
    let insert = "INSERT INTO project_events (project, seq, job, job_seq) \
                  SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), id, last_event FROM jobs WHERE id = $3";
    let values = [project.into(), Cells(&row).int(0)?.into(), job.as_str().into()];
    sql::execute(db, what, insert, values).await.map(|_| ())
}

impl Store {
    /// Up to `limit` events of a project with numbers above `after`, in their order.
    pub async fn project_events(
        &self,
        project: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<ProjectEvent>, StoreError> {
        let select = "SELECT p.seq, p.job, e.seq, e.at, e.kind, e.state, e.done, e.total, e.unit, e.message, e.data \
                      FROM project_events p JOIN job_events e ON e.job = p.job AND e.seq = p.job_seq \
                      WHERE p.project = $1 AND p.seq > $2 ORDER BY p.seq LIMIT $3";
        let values = [project.into(), after.into(), (limit as i64).into()];
        sql::read(&self.db, "reading events of a project", select, values, |cells| {
            let word = cells.text(5)?;
            let damaged = |what: &str| StoreError::Damaged(format!("an event of a project has no {what}"));
            Ok(ProjectEvent {
                seq: cells.int(0)?,
                job: cells.text(1)?.parse().map_err(|_| damaged("job"))?,
                event: JobEvent {
                    seq: cells.int(2)?,
                    at: cells.time(3)?,
                    kind: cells.text(4)?,
                    state: JobState::parse(&word).ok_or_else(|| damaged("state"))?,
                    done: super::count(cells, 6)?,
                    total: cells.line(7)?,
                    unit: cells.text(8)?,
                    message: cells.text(9)?,
                    data: super::some(cells, 10)?,
                },
            })
        })
        .await
    }

    /// The number of a project's newest event; `None` when there is no such project.
    pub async fn newest_project_event(&self, project: &str) -> Result<Option<i64>, StoreError> {
        let select = "SELECT last_event FROM projects WHERE id = $1";
        let row = sql::query_one(&self.db, "looking for events", select, [project.into()]).await?;
        row.map(|row| Cells(&row).int(0)).transpose()
    }
}
