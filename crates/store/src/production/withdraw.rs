//! Telling an engine that nobody waits for a run any more. It is a job of its own, made in the transaction that ends the
//! picture's job while no worker has it: an engine works on after a crash, and would go on for nobody.

use model::Instant;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    JobId, NewJob, Store, StoreError,
    jobs::KeyScope,
    sql::{Cells, Rows},
};

/// The kind of jobs that tell engines.
pub const WITHDRAW: &str = "withdraw";
/// The word under which a picture's job notes the run that it began in an engine.
pub const RUN_BEGUN: &str = "engine";
/// The word under which it notes that this run leads nowhere.
pub const RUN_LOST: &str = "engine_lost";
/// How often an engine is told that does not answer.
const ATTEMPTS: u32 = 5;
/// Before all pictures: what nobody waits for holds up those that somebody does.
const PRIORITY: u8 = 9;

/// Has engines told of the runs that these jobs began and that may go on still. Jobs that make no picture have none, nor
/// has one that was queued anew since.
pub(crate) async fn withdraw<C: ConnectionTrait>(
    db: &C,
    jobs: &[&JobId],
    now: Instant,
) -> Result<(), StoreError> {
    let ended = Rows::new().text("id", jobs.iter().map(|job| job.as_str())).repeat("begun", RUN_BEGUN);
    let ended = ended.repeat("lost", RUN_LOST);
    let select = "SELECT e.job, e.data FROM r JOIN picture_jobs p ON p.job = r.id JOIN job_events e ON e.job = p.job \
                  WHERE e.kind = r.begun AND NOT EXISTS (SELECT 1 FROM job_events l WHERE l.job = e.job \
                  AND l.seq > e.seq AND l.kind IN (r.begun, r.lost, 'queued')) ORDER BY e.job";
    let mut withdrawals = Vec::new();
    for row in &ended.query(db, "looking for runs", select).await? {
        let (job, noted) = (Cells(row).text(0)?, Cells(row).text(1)?);
        // What cannot be read is no run that anybody could be told of.
        if let Ok(run) = serde_json::from_str::<Value>(&noted) {
            withdrawals.push(withdrawal(&job, &run, now));
        }
    }
    if withdrawals.is_empty() {
        return Ok(());
    }
    crate::jobs::enqueue(db, &withdrawals, now).await.map(|_| ())
}

/// A job that tells the engine of one run.
fn withdrawal(job: &str, run: &Value, now: Instant) -> NewJob {
    let key = format!("{job}:{}", run["prompt_id"].as_str().unwrap_or_default());
    NewJob {
        key: Some((key, KeyScope::Alive)),
        priority: PRIORITY,
        max_attempts: ATTEMPTS,
        // It harms no worker.
        max_crashes: ATTEMPTS,
        ..NewJob::new(WITHDRAW, json!({ "job": job, "run": run }).to_string(), now)
    }
}

impl Store {
    /// Has an engine told later of the run that a job began there, where it cannot be told now.
    pub async fn withdraw_run(&self, job: &JobId, now: Instant) -> Result<(), StoreError> {
        let tx = self.begin_jobs().await?;
        withdraw(&tx.tx, &[job], now).await?;
        tx.commit().await
    }
}
