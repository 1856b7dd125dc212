//! Cancelling whatever is alive of a project, in the transaction that puts it into the bin and once more after it.
//!
//! On PostgreSQL somebody may ask for pictures between the two statements of that transaction; they had the project's
//! row first, so that the second time finds what they asked for. Who comes later is refused. A kill between the two
//! leaves jobs that wait: each of them ends as cancelled as soon as a worker begins it.

use model::Instant;

use super::{announce::announce_cancelled, withdraw::withdraw};
use crate::{
    JobId, JobState, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

impl WriteTx {
    /// Asks to cancel every job of a project that has not ended; gives how many. Queued ones end at once, running
    /// ones when their workers hear of it.
    ///
    /// To be called before the project's own row is changed: whoever ends a job has its row first and the project's
    /// after it, and on PostgreSQL two who lock in different orders wait for each other.
    pub async fn cancel_pictures_of(&self, project: &str, now: Instant) -> Result<u64, StoreError> {
        let what = "cancelling pictures";
        let update = "UPDATE jobs SET cancel_at = $2, finished_at = CASE WHEN state = 'queued' THEN $2 ELSE 0 END, \
                      state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END, last_event = last_event + 1 \
                      WHERE id IN (SELECT p.job FROM picture_jobs p WHERE p.project = $1) \
                      AND (state = 'queued' OR (state = 'running' AND cancel_at = 0)) RETURNING id, state";
        // Never 0, which would mean that nobody asked.
        let values = [project.into(), now.as_micros().max(1).into()];
        let mut asked = Vec::new();
        for row in &sql::query(&self.tx, what, update, values).await? {
            asked.push(job_and_state(&Cells(row))?);
        }
        if asked.is_empty() {
            return Ok(0);
        }
        // In the order in which they were asked for, whatever order the engine gives them in.
        asked.sort_unstable_by(|one, other| one.0.as_str().cmp(other.0.as_str()));
        self.note_cancelled(project, &asked, now).await?;
        Ok(asked.len() as u64)
    }

    /// Writes the events, gives them their numbers in the project, and has addresses and engines told of those that
    /// ended.
    async fn note_cancelled(
        &self,
        project: &str,
        asked: &[(JobId, JobState)],
        now: Instant,
    ) -> Result<(), StoreError> {
        let what = "noting events of a project";
        let ids = || asked.iter().map(|(id, _)| id.as_str());
        let insert = "INSERT INTO job_events (job, seq, at, kind, state, done, total, unit, message, data) \
                      SELECT j.id, j.last_event, CAST(#1 AS BIGINT), \
                      CASE WHEN j.state = 'cancelled' THEN 'cancelled' ELSE 'cancel_requested' END, j.state, j.done, \
                      j.total, j.unit, j.message, '' FROM jobs j JOIN r ON r.id = j.id";
        Rows::new().text("id", ids()).value(now.as_micros()).execute(&self.tx, what, insert).await?;
        let update = "UPDATE projects SET last_event = last_event + $2 WHERE id = $1 RETURNING last_event";
        let values = [project.into(), (asked.len() as i64).into()];
        if let Some(row) = sql::query_one(&self.tx, what, update, values).await? {
            let first = Cells(&row).int(0)? - asked.len() as i64 + 1;
            let insert = "INSERT INTO project_events (project, seq, job, job_seq) \
                          SELECT CAST(#1 AS TEXT), r.seq, j.id, j.last_event FROM jobs j JOIN r ON r.id = j.id";
            let rows = Rows::new().text("id", ids()).int("seq", (first..).take(asked.len())).value(project);
            rows.execute(&self.tx, what, insert).await?;
        }
        let ended: Vec<&JobId> =
            asked.iter().filter(|(_, state)| state.is_final()).map(|(id, _)| id).collect();
        announce_cancelled(&self.tx, project, &ended, now).await?;
        withdraw(&self.tx, &ended, now).await
    }
}

fn job_and_state(cells: &Cells<'_>) -> Result<(JobId, JobState), StoreError> {
    let (id, word) = (cells.text(0)?, cells.text(1)?);
    let damaged = |what: &str| StoreError::Damaged(format!("`{what}` is no job's id or state"));
    Ok((id.parse().map_err(|_| damaged(&id))?, JobState::parse(&word).ok_or_else(|| damaged(&word))?))
}
