//! What workers and people do to jobs that are there.
//!
//! A worker shows the token under which it took the job. Once its lease was ended by somebody else, or it
//! gave the job back, nothing that it still writes arrives.

use model::Instant;
use sea_orm::{ConnectionTrait, Value};

use super::{JobId, JobRow, JobState, events, row};
use crate::{
    AuditEntry, Store, StoreError, WriteTx, audit,
    production::withdraw,
    sql::{self, Cells, Rows},
};

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobProgress {
    /// What is done.
    pub done: u64,
    /// What there is to do, where that is known.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: String,
    /// What it is doing, in words.
    pub message: String,
}

/// What a worker is told when it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobReport {
    /// It still holds the job.
    Held,
    /// It still holds the job, and somebody wants it cancelled.
    Cancelling,
    /// The job is no longer its own; nothing was written.
    Lost,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// Well, with this result as JSON.
    Done(String),
    /// With an error that another attempt would not mend.
    Failed(String),
    /// With an error after the last attempt.
    Dead(String),
    /// With an error, to be tried again from a moment on.
    Retry {
        /// Why it failed.
        error: String,
        /// When it may run again.
        at: Instant,
    },
    /// Given back unharmed, to run again from a moment on; the attempt does not count.
    PutOff {
        /// What it waits for.
        error: String,
        /// When it may run again.
        at: Instant,
    },
    /// Because it was to be cancelled.
    Cancelled,
    /// Given back unharmed; the attempt does not count.
    Released,
}

impl Store {
    /// Reports progress and holds the lease until `lease_until`.
    pub async fn progress_job(
        &self,
        id: &JobId,
        token: i64,
        progress: &JobProgress,
        lease_until: Instant,
        now: Instant,
    ) -> Result<JobReport, StoreError> {
        self.progress_job_with(id, token, (progress, ""), lease_until, now).await
    }

    /// The same, with JSON beside it in the event.
    pub async fn progress_job_with(
        &self,
        id: &JobId,
        token: i64,
        (progress, data): (&JobProgress, &str),
        lease_until: Instant,
        now: Instant,
    ) -> Result<JobReport, StoreError> {
        let update = "UPDATE jobs SET done = $3, total = $4, unit = $5, message = $6, lease_until = $7, \
                      last_event = last_event + 1 WHERE id = $1 AND token = $2 AND state = 'running' \
                      RETURNING cancel_at";
        let values = [
            id.as_str().into(),
            token.into(),
            (progress.done as i64).into(),
            progress.total.map(|total| total as i64).into(),
            progress.unit.as_str().into(),
            progress.message.as_str().into(),
            lease_until.as_micros().into(),
        ];
        self.report(id, update, values, "progress", data, now).await
    }

    /// Notes an event of the handler's own, under a word of its own, with JSON beside it.
    pub async fn note_job(
        &self,
        id: &JobId,
        token: i64,
        kind: &str,
        data: &str,
        now: Instant,
    ) -> Result<JobReport, StoreError> {
        let update = "UPDATE jobs SET last_event = last_event + 1 WHERE id = $1 AND token = $2 \
                      AND state = 'running' RETURNING cancel_at";
        self.report(id, update, [id.as_str().into(), token.into()], kind, data, now).await
    }

    async fn report(
        &self,
        id: &JobId,
        update: &str,
        values: impl IntoIterator<Item = Value>,
        kind: &str,
        data: &str,
        now: Instant,
    ) -> Result<JobReport, StoreError> {
        let tx = self.begin_jobs().await?;
        let Some(row) = sql::query_one(&tx.tx, "reporting on a job", update, values).await? else {
            return Ok(JobReport::Lost);
        };
        events::note(&tx.tx, id, kind, data, now).await?;
        tx.commit().await?;
        Ok(if Cells(&row).int(0)? > 0 { JobReport::Cancelling } else { JobReport::Held })
    }

    /// Renews leases, each shown with its token; one answer for each.
    pub async fn renew_jobs(
        &self,
        held: &[(JobId, i64)],
        lease_until: Instant,
    ) -> Result<Vec<JobReport>, StoreError> {
        let rows = Rows::new()
            .text("id", held.iter().map(|(id, _)| id.as_str()))
            .int("token", held.iter().map(|(_, token)| *token))
            .value(lease_until.as_micros());
        let update = "UPDATE jobs SET lease_until = #1 WHERE state = 'running' AND EXISTS (SELECT 1 FROM r \
                      WHERE r.id = jobs.id AND r.token = jobs.token) AND id IN (SELECT r.id FROM r) \
                      RETURNING id, cancel_at";
        let tx = self.begin_jobs().await?;
        let renewed = rows.query(&tx.tx, "renewing leases", update).await?;
        tx.commit().await?;
        let mut reports = vec![JobReport::Lost; held.len()];
        for row in &renewed {
            let cells = Cells(row);
            let id = row::id(&cells, 0)?;
            let report = if cells.int(1)? > 0 { JobReport::Cancelling } else { JobReport::Held };
            for (at, _) in held.iter().enumerate().filter(|(_, (held, _))| *held == id) {
                reports[at] = report;
            }
        }
        Ok(reports)
    }

    /// Ends a run; `false` when the job is no longer the caller's, and then nothing was written.
    pub async fn end_job(
        &self,
        id: &JobId,
        token: i64,
        end: &JobEnd,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tx = self.begin_jobs().await?;
        let ended = end_run(&tx.tx, id, token, end, false, now).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Asks to cancel a job: a queued one ends at once, a running one when its worker hears of it. Gives the
    /// job as it is then; one that has ended stays as it is.
    pub async fn cancel_job(&self, id: &JobId, now: Instant) -> Result<Option<JobRow>, StoreError> {
        self.cancel_job_noted(id, None, now).await
    }

    /// The same, with its line in the audit log where it changed anything.
    pub async fn cancel_job_noted(
        &self,
        id: &JobId,
        line: Option<&AuditEntry>,
        now: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        let update = format!(
            "UPDATE jobs SET cancel_at = $2, finished_at = CASE WHEN state = 'queued' THEN $2 ELSE 0 END, \
             state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END, last_event = last_event + 1 \
             WHERE id = $1 AND (state = 'queued' OR (state = 'running' AND cancel_at = 0)) RETURNING {}",
            row::COLUMNS
        );
        let kind = |job: &JobRow| if job.state.is_final() { "cancelled" } else { "cancel_requested" };
        // Never 0, which would mean that nobody asked.
        self.change(id, &update, [id.as_str().into(), now.as_micros().max(1).into()], kind, line, now).await
    }

    /// Queues an ended job anew, with all its attempts; one that is alive stays as it is. A `Conflict` when
    /// another job has its key now, or it makes a picture for a project in the bin.
    pub async fn retry_job(&self, id: &JobId, now: Instant) -> Result<Option<JobRow>, StoreError> {
        self.retry_job_noted(id, None, now).await
    }

    /// The same, with its line in the audit log where it changed anything.
    pub async fn retry_job_noted(
        &self,
        id: &JobId,
        line: Option<&AuditEntry>,
        now: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        let update = format!(
            "UPDATE jobs SET state = 'queued', attempts = 0, crashes = 0, cancel_at = 0, run_at = $2, \
             finished_at = 0, result = '', error = '', last_event = last_event + 1 WHERE id = $1 \
             AND state IN ('failed', 'cancelled', 'dead') RETURNING {}",
            row::COLUMNS
        );
        let changed =
            self.change(id, &update, [id.as_str().into(), now.as_micros().into()], |_| "queued", line, now);
        match changed.await {
            Err(StoreError::Query { source, .. })
                if matches!(source.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) =>
            {
                Err(StoreError::Conflict("another job for the same thing is under way".to_owned()))
            }
            outcome => outcome,
        }
    }

    /// Gives a job that is alive another priority, 0 to 9.
    pub async fn reprioritize_job(
        &self,
        id: &JobId,
        priority: u8,
        now: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        self.reprioritize_job_noted(id, priority, None, now).await
    }

    /// The same, with its line in the audit log where it changed anything.
    pub async fn reprioritize_job_noted(
        &self,
        id: &JobId,
        priority: u8,
        line: Option<&AuditEntry>,
        now: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        let update = format!(
            "UPDATE jobs SET priority = $2, last_event = last_event + 1 WHERE id = $1 \
             AND state IN ('queued', 'running') AND priority <> $2 RETURNING {}",
            row::COLUMNS
        );
        let values = [id.as_str().into(), i64::from(priority).into()];
        self.change(id, &update, values, |_| "reprioritized", line, now).await
    }

    async fn change(
        &self,
        id: &JobId,
        update: &str,
        values: impl IntoIterator<Item = Value>,
        kind: impl FnOnce(&JobRow) -> &'static str,
        line: Option<&AuditEntry>,
        now: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        let tx = self.begin_jobs().await?;
        let Some(row) = sql::query_one(&tx.tx, "changing a job", update, values).await? else {
            drop(tx);
            return self.job(id).await;
        };
        let job = JobRow::read(&Cells(&row))?;
        let kind = kind(&job);
        events::note(&tx.tx, id, kind, "", now).await?;
        if job.state == JobState::Cancelled {
            // It has no worker that would tell an engine what an earlier one began there.
            withdraw(&tx.tx, &[id], now).await?;
        }
        // After the event, which has locked the project's row: it cannot go into the bin unseen any more.
        if kind == "queued" && is_in_the_bin(&tx.tx, id).await? {
            return Err(StoreError::Conflict("the project is in the bin".to_owned()));
        }
        if let Some(line) = line {
            audit::write(&tx.tx, std::slice::from_ref(line)).await?;
        }
        tx.commit().await?;
        Ok(Some(job))
    }
}

impl WriteTx {
    /// Ends a run together with what it has written: both hold, or neither. Where the job is no longer the caller's,
    /// or somebody has asked to cancel it meanwhile, nothing has ended and the transaction must be taken back.
    pub async fn end_job(
        &self,
        id: &JobId,
        token: i64,
        end: &JobEnd,
        now: Instant,
    ) -> Result<JobReport, StoreError> {
        if end_run(&self.tx, id, token, end, true, now).await? {
            return Ok(JobReport::Held);
        }
        // On PostgreSQL the row may have been waited for: what is read now is what kept the statement from it.
        let select =
            "SELECT 1 FROM jobs WHERE id = $1 AND token = $2 AND state = 'running' AND cancel_at > 0";
        let row =
            sql::query_one(&self.tx, "reading a job", select, [id.as_str().into(), token.into()]).await?;
        Ok(if row.is_some() { JobReport::Cancelling } else { JobReport::Lost })
    }
}

/// Whether a job makes a picture for a project in the bin.
async fn is_in_the_bin<C: ConnectionTrait>(db: &C, id: &JobId) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM picture_jobs p JOIN projects b ON b.id = p.project \
                  WHERE p.job = $1 AND b.binned_at > 0";
    Ok(sql::query_one(db, "looking into the bin", select, [id.as_str().into()]).await?.is_some())
}

async fn end_run<C: ConnectionTrait>(
    db: &C,
    id: &JobId,
    token: i64,
    end: &JobEnd,
    heeds_cancel: bool,
    now: Instant,
) -> Result<bool, StoreError> {
    let (state, event) = match end {
        JobEnd::Done(_) => ("done", ""),
        JobEnd::Failed(_) => ("failed", ""),
        JobEnd::Dead(_) => ("dead", ""),
        JobEnd::Cancelled => ("cancelled", ""),
        JobEnd::Retry { .. } => ("queued", "retry"),
        JobEnd::PutOff { .. } => ("queued", "put_off"),
        JobEnd::Released => ("queued", "released"),
    };
    let (result, error) = match end {
        JobEnd::Done(result) => (result.as_str(), ""),
        JobEnd::Failed(error)
        | JobEnd::Dead(error)
        | JobEnd::Retry { error, .. }
        | JobEnd::PutOff { error, .. } => ("", error.as_str()),
        JobEnd::Cancelled | JobEnd::Released => ("", ""),
    };
    let run_at = if let JobEnd::Retry { at, .. } | JobEnd::PutOff { at, .. } = end { *at } else { now };
    let given_back = i64::from(matches!(end, JobEnd::Released | JobEnd::PutOff { .. }));
    let finished = if state == "queued" { 0 } else { now.as_micros() };
    // Who is told of a wish to cancel only now must not queue the job again, nor who has no attempt left.
    let over = "($3 = 'queued' AND (cancel_at > 0 OR ($8 = 0 AND attempts >= max_attempts)))";
    let unless_cancelled = if heeds_cancel { " AND cancel_at = 0" } else { "" };
    let update = format!(
        "UPDATE jobs SET state = CASE WHEN NOT {over} THEN $3 WHEN cancel_at > 0 THEN 'cancelled' ELSE 'dead' END, \
         finished_at = CASE WHEN {over} THEN $9 ELSE $6 END, result = $4, error = $5, \
         run_at = CASE WHEN $3 = 'queued' THEN $7 ELSE run_at END, \
         attempts = attempts - $8, owner = '', lease_until = 0, last_event = last_event + 1 \
         WHERE id = $1 AND token = $2 AND state = 'running'{unless_cancelled} RETURNING state"
    );
    let values = [
        id.as_str().into(),
        token.into(),
        state.into(),
        result.into(),
        error.into(),
        finished.into(),
        run_at.as_micros().into(),
        given_back.into(),
        now.as_micros().into(),
    ];
    let Some(row) = sql::query_one(db, "ending a job", &update, values).await? else { return Ok(false) };
    let ended = row::state(&Cells(&row), 0)?;
    let data =
        if error.is_empty() { String::new() } else { serde_json::json!({ "error": error }).to_string() };
    events::note(db, id, if ended.is_final() { ended.as_str() } else { event }, &data, now).await?;
    // Who ends a run because it was to be cancelled has told the engine; who wanted to go on later has not.
    if matches!(ended, JobState::Cancelled | JobState::Dead) && *end != JobEnd::Cancelled {
        withdraw(db, &[id], now).await?;
    }
    Ok(true)
}
