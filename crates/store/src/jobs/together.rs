//! Jobs of many callers enqueued in one transaction: while one is written to the disk, the next ones gather.

use std::sync::Mutex;

use model::Instant;
use tokio::sync::oneshot;

use super::{Enqueued, NewJob};
use crate::{Store, StoreError};

/// The callers of this process that wait for the next transaction.
#[derive(Debug, Default)]
pub(crate) struct Together {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    job: NewJob,
    answer: oneshot::Sender<Enqueued>,
}

impl Store {
    /// Enqueues one job. Callers at once share a transaction, so that they share the wait for the disk; each
    /// is answered when its job is durable.
    pub async fn enqueue_job(&self, job: &NewJob, now: Instant) -> Result<Enqueued, StoreError> {
        let (answer, mut answered) = oneshot::channel();
        self.together.waiting.lock().expect("no panic while held").push(Waiting { job: job.clone(), answer });
        let _turn = self.together.turn.lock().await;
        if let Ok(done) = answered.try_recv() {
            return Ok(done);
        }
        let mut batch = std::mem::take(&mut *self.together.waiting.lock().expect("no panic while held"));
        // Who has gone away meanwhile asks for nothing any more.
        batch.retain(|waiting| !waiting.answer.is_closed());
        let jobs: Vec<NewJob> = batch.iter().map(|waiting| waiting.job.clone()).collect();
        if jobs.len() > 1
            && let Ok(done) = self.enqueue_jobs(&jobs, now).await
        {
            for (waiting, done) in batch.into_iter().zip(done) {
                // Who has gone away meanwhile needs no answer.
                let _ = waiting.answer.send(done);
            }
            if let Ok(done) = answered.try_recv() {
                return Ok(done);
            }
        }
        // Alone, or one of the batch was no good: each of it then finds its own way, and its own error.
        let mut done = self.enqueue_jobs(std::slice::from_ref(job), now).await?;
        done.pop().ok_or_else(|| StoreError::Missing("job that was just enqueued".to_owned()))
    }
}
