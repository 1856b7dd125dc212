//! Jobs of kind `probe`: they do nothing but say so in the audit log, and show that a queue and its workers
//! work. A run's line and its end are written together, so that there is one line for each job, whatever
//! happens to its workers.

use jobs::{Failure, Run};
use model::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{AuditEntry, JobProgress, NewJob};

use super::{Accepted, job::Job};
use crate::{App, AppError};

/// What a probe does.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Probe {
    /// Its name, which its line in the audit log shows.
    name: String,
    /// How often it reports progress.
    steps: u64,
}

impl Job for Probe {
    const KIND: &'static str = "probe";

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        for done in 0..self.steps {
            let message = format!("step {} of {}", done + 1, self.steps);
            let progress = JobProgress { done, total: Some(self.steps), unit: "steps".to_owned(), message };
            run.progress(&progress).await?;
        }
        let result = json!({ "name": self.name, "attempt": run.job.attempts });
        let tx = app.store().begin().await?;
        tx.audit(&line(&self.name, run)).await?;
        run.end_with(tx, &result).await?;
        Ok(result)
    }
}

fn line(name: &str, run: &Run) -> AuditEntry {
    AuditEntry {
        id: 0,
        at: run.now(),
        author: "worker".to_owned(),
        action: "job.probe".to_owned(),
        subjects: Vec::new(),
        details: json!({ "name": name, "job": run.job.id }),
    }
}

impl App {
    /// Asks for probes, numbered from 1; each reports `steps` steps of progress.
    pub async fn enqueue_probes(&self, count: u64, steps: u64) -> Result<Vec<Accepted>, AppError> {
        if count == 0 || count > 100_000 {
            return Err(AppError::invalid_parameter("count", "1 to 100,000 probes can be asked for"));
        }
        let now = self.now();
        let jobs: Vec<NewJob> = (1..=count).map(|number| job(number, steps, now)).collect();
        let made = self.store().enqueue_jobs(&jobs, now).await?;
        self.nudge().notify_one();
        let accepted = made.into_iter().map(|made| Accepted {
            job_id: made.id,
            status: made.state,
            is_new: made.is_new,
            queue_position: 0,
        });
        Ok(accepted.collect())
    }
}

fn job(number: u64, steps: u64, now: Instant) -> NewJob {
    let payload = json!({ "name": format!("probe {number}"), "steps": steps }).to_string();
    // Whoever kills workers on purpose, to see what becomes of probes, must not find them taken for the cause.
    NewJob { max_attempts: 1000, max_crashes: 1000, ..NewJob::new(Probe::KIND, payload, now) }
}
