//! The telling of addresses when a picture's job ends. It is a job of its own, made in the transaction of the event,
//! so that no end goes untold and none is told that did not happen.

use model::Instant;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    JobId, JobRow, JobState, NewJob, Store, StoreError,
    jobs::{KeyScope, columns_of, read_job},
    sql::{self, Cells, Rows},
};

/// The kind of jobs that tell addresses.
pub const WEBHOOK: &str = "webhook";
/// How often an address is asked before a delivery is given up.
const ATTEMPTS: u32 = 8;

/// Makes a delivery for each address that wants to hear of the end of a job. `None` stands for no project.
pub(crate) async fn announce<C: ConnectionTrait>(
    db: &C,
    project: &str,
    job: &JobId,
    now: Instant,
) -> Result<(), StoreError> {
    let what = "telling of an end";
    let select = "SELECT w.id, w.events, j.state, \
                  CAST(CASE WHEN j.crashes >= j.max_crashes THEN 1 ELSE 0 END AS BIGINT), j.last_event FROM webhooks w JOIN jobs j ON j.id = $2 WHERE w.project IN ('', $1) ORDER BY w.id";
    let rows = sql::query(db, what, select, [project.into(), job.as_str().into()]).await?;
    let mut deliveries = Vec::new();
    for row in &rows {
        let cells = Cells(row);
        let word = match JobState::parse(&cells.text(2)?) {
            Some(JobState::Done) => "completed",
            Some(JobState::Cancelled) => "cancelled",
            Some(JobState::Dead) if cells.int(3)? != 0 => "quarantined",
            Some(JobState::Failed | JobState::Dead) => "failed",
            _ => continue,
        };
        if cells.text(1)?.split(',').any(|wanted| wanted == word) {
            deliveries.push(delivery(&cells.text(0)?, job.as_str(), word, cells.int(4)?, now));
        }
    }
    if deliveries.is_empty() {
        return Ok(());
    }
    crate::jobs::enqueue(db, &deliveries, now).await.map(|_| ())
}

/// Makes a delivery of the end of each of these jobs, all of which were cancelled, for each address that wants to hear
/// of it.
pub(crate) async fn announce_cancelled<C: ConnectionTrait>(
    db: &C,
    project: &str,
    jobs: &[&JobId],
    now: Instant,
) -> Result<(), StoreError> {
    let what = "telling of an end";
    let select = "SELECT id, events FROM webhooks WHERE project IN ('', $1) ORDER BY id";
    let mut hooks = Vec::new();
    for row in &sql::query(db, what, select, [project.into()]).await? {
        let cells = Cells(row);
        if cells.text(1)?.split(',').any(|wanted| wanted == "cancelled") {
            hooks.push(cells.text(0)?);
        }
    }
    if hooks.is_empty() || jobs.is_empty() {
        return Ok(());
    }
    let select = "SELECT j.id, j.last_event FROM jobs j JOIN r ON r.id = j.id ORDER BY j.id";
    let ended = Rows::new().text("id", jobs.iter().map(|job| job.as_str()));
    let mut deliveries = Vec::new();
    for row in &ended.query(db, what, select).await? {
        let (job, seq) = (Cells(row).text(0)?, Cells(row).int(1)?);
        deliveries.extend(hooks.iter().map(|hook| delivery(hook, &job, "cancelled", seq, now)));
    }
    crate::jobs::enqueue(db, &deliveries, now).await.map(|_| ())
}

/// A job that tells an address of one event.
fn delivery(webhook: &str, job: &str, event: &str, seq: i64, now: Instant) -> NewJob {
    let payload = json!({ "webhook": webhook, "job": job, "event": event, "seq": seq }).to_string();
    NewJob {
        key: Some((format!("{webhook}:{job}:{seq}"), KeyScope::Alive)),
        max_attempts: ATTEMPTS,
        // It harms no worker: one that was killed while it waited for an address has only used up an attempt.
        max_crashes: ATTEMPTS,
        ..NewJob::new(WEBHOOK, payload, now)
    }
}

impl Store {
    /// What an address was told or will be, newest first.
    pub async fn webhook_deliveries(&self, webhook: &str, limit: usize) -> Result<Vec<JobRow>, StoreError> {
        let select = format!(
            "SELECT {} FROM jobs j WHERE j.kind = $1 AND j.job_key > $2 AND j.job_key < $3 \
             ORDER BY j.created_at DESC, j.id DESC LIMIT $4",
            columns_of("j")
        );
        let (first, last) = (format!("{webhook}:"), format!("{webhook};"));
        let values = [WEBHOOK.into(), first.into(), last.into(), (limit as i64).into()];
        sql::read(&self.db, "reading deliveries", &select, values, |cells| read_job(cells, 0)).await
    }

    /// Tells an address once more of what it was told of, or of a test where `job` is empty; gives the delivery.
    pub async fn deliver_webhook(
        &self,
        webhook: &str,
        (job, event, seq): (&str, &str, i64),
        now: Instant,
    ) -> Result<JobId, StoreError> {
        let made = self.enqueue_jobs(&[delivery(webhook, job, event, seq, now)], now).await?;
        made.into_iter().next().map(|made| made.id).ok_or(StoreError::Busy)
    }
}
