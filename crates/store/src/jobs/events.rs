//! The events of a job, numbered from 1 without a gap, so that a listener can go on where it stopped.

use model::Instant;
use sea_orm::ConnectionTrait;

use super::{JobId, JobState, row};
use crate::{
    Store, StoreError, WriteTx,
    production::{announce, note_in_project},
    sql::{self, Cells, Rows},
};

/// Something that happened to a job, and how the job stood right after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEvent {
    /// Its number within the job.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// `queued`, `started`, `progress`, `retry`, `put_off`, `released`, `lost`, `cancel_requested`,
    /// `reprioritized`, the word of a final state, or a word of the handler's own.
    pub kind: String,
    /// The job's state.
    pub state: JobState,
    /// What was done.
    pub done: u64,
    /// What there was to do, where that was known.
    pub total: Option<u64>,
    /// What was counted.
    pub unit: String,
    /// What it was doing, in words.
    pub message: String,
    /// All else, as JSON.
    pub data: Option<String>,
}

/// Writes the event that the job's `last_event` was moved for in the same transaction.
pub(super) async fn note<C: ConnectionTrait>(
    db: &C,
    id: &JobId,
    kind: &str,
    data: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO job_events (job, seq, at, kind, state, done, total, unit, message, data) \
                  SELECT id, last_event, CAST($2 AS BIGINT), $3, state, done, total, unit, message, $4 \
                  FROM jobs WHERE id = $1 RETURNING (SELECT p.project FROM picture_jobs p WHERE p.job = $1)";
    let values = [id.as_str().into(), now.as_micros().into(), kind.into(), data.into()];
    let row = sql::query_one(db, "noting an event", insert, values).await?;
    let Some(project) = row.map(|row| Cells(&row).optional_text(0)).transpose()?.flatten() else {
        return Ok(());
    };
    if !project.is_empty() {
        note_in_project(db, &project, id).await?;
    }
    if JobState::parse(kind).is_some_and(JobState::is_final) {
        announce(db, &project, id, now).await?;
    }
    Ok(())
}

impl WriteTx {
    /// Notes something that happened to a job after its end, such as a review of what it made.
    pub async fn note_afterwards(
        &self,
        id: &JobId,
        kind: &str,
        data: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let update = "UPDATE jobs SET last_event = last_event + 1 WHERE id = $1";
        if sql::execute(&self.tx, "noting an event", update, [id.as_str().into()]).await? == 0 {
            return Ok(());
        }
        note(&self.tx, id, kind, data, now).await
    }
}

impl Store {
    /// Up to `limit` events of a job with numbers above `after`, in their order.
    pub async fn job_events(
        &self,
        id: &JobId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<JobEvent>, StoreError> {
        let select = "SELECT seq, at, kind, state, done, total, unit, message, data FROM job_events \
                      WHERE job = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let values = [id.as_str().into(), after.into(), (limit as i64).into()];
        let rows = sql::query(&self.db, "reading events", select, values).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(JobEvent {
                seq: cells.int(0)?,
                at: cells.time(1)?,
                kind: cells.text(2)?,
                state: row::state(&cells, 3)?,
                done: u64::try_from(cells.int(4)?).unwrap_or(0),
                total: cells.line(5)?,
                unit: cells.text(6)?,
                message: cells.text(7)?,
                data: row::some(cells.text(8)?),
            })
        };
        rows.iter().map(read).collect()
    }

    /// The number of the newest event of each of these jobs that is there, in no order.
    pub async fn newest_job_events(&self, ids: &[JobId]) -> Result<Vec<(JobId, i64)>, StoreError> {
        let rows = Rows::new().text("id", ids.iter().map(JobId::as_str));
        let select = "SELECT j.id, j.last_event FROM r JOIN jobs j ON j.id = r.id";
        let rows = rows.query(&self.db, "looking for events", select).await?;
        rows.iter().map(|row| Ok((row::id(&Cells(row), 0)?, Cells(row).int(1)?))).collect()
    }
}
