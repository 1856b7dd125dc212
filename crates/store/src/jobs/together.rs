//! Jobs of many callers enqueued in one transaction: while one is written to the disk, the next ones gather.

use std::sync::{Arc, Mutex};

use model::Instant;
use tokio::sync::oneshot;
use tracing::Instrument;

use super::{Enqueued, NewJob};
use crate::{Store, StoreError};

/// The callers of this process that wait for the next transaction.
#[derive(Debug, Default)]
pub(crate) struct Together {
    waiting: Mutex<Vec<Waiting>>,
    turn: Arc<tokio::sync::Mutex<()>>,
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
        let turn = Arc::clone(&self.together.turn).lock_owned().await;
        if let Ok(done) = answered.try_recv() {
            return Ok(done);
        }
        // In a task of its own, which goes on where this caller goes away in the middle of it: the others would not
        // know whether what they asked for was durable already, and ask once more.
        let store = self.clone();
        let sharing = async move {
            store.enqueue_together(now).await;
            turn
        };
        let _turn = tokio::spawn(sharing.in_current_span()).await;
        if let Ok(done) = answered.try_recv() {
            return Ok(done);
        }
        // Alone, or one of the batch was no good: each of it then finds its own way, and its own error.
        let mut done = self.enqueue_jobs(std::slice::from_ref(job), now).await?;
        done.pop().ok_or_else(|| StoreError::Missing("job that was just enqueued".to_owned()))
    }

    /// Enqueues the jobs of all who wait, where there are several, and answers them; none when one is no good.
    async fn enqueue_together(&self, now: Instant) {
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
        }
    }
}
