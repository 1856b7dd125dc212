//! What does the work of a kind, and what it is given.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use model::Instant;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::{JobEnd, JobProgress, JobReport, JobRow, Store, StoreError, WriteTx};
use tokio::sync::watch;

use crate::{backoff::later, worker::Clock};

/// Events that are read at once.
const EVENTS: usize = 500;

/// Does the work of one kind. A job may be run again after a crash, so its effect must be the same the second
/// time, or be written together with its end by [`Run::end_with`].
pub trait Handler: Send + Sync {
    /// The kind.
    fn kind(&self) -> &'static str;

    /// Does the work; gives its result as JSON.
    fn run<'a>(&'a self, run: &'a Run) -> BoxFuture<'a, Result<Value, Failure>>;

    /// How many of this kind one worker process runs at once.
    fn at_once(&self) -> usize {
        usize::MAX
    }
}

/// Why a run gave no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Another attempt may mend it, at the earliest after the pause that is named here.
    #[error("{message}")]
    Transient {
        /// What went wrong.
        message: String,
        /// A pause that somebody asked for.
        after: Option<Duration>,
    },
    /// Nothing is wrong with the job and nothing was done for it: what it needs has no room for it now. It is tried
    /// again after the pause, and this was no attempt. Whoever says so bounds how often.
    #[error("{message}")]
    PutOff {
        /// What it waits for.
        message: String,
        /// The pause.
        after: Duration,
    },
    /// Another attempt would fail as well.
    #[error("{0}")]
    Permanent(String),
    /// The run was told to stop.
    #[error("{0}")]
    Stopped(#[from] Stop),
}

/// Why a run is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Somebody wants the job cancelled.
    #[error("the job is to be cancelled")]
    Cancelled,
    /// The worker is told to end; the job goes back to the queue.
    #[error("the worker is told to end")]
    Ending,
    /// The job is another worker's now, or somebody else ended it.
    #[error("the job is no longer this worker's")]
    Lost,
    /// The end was written already.
    #[error("the job's end is written")]
    Ended,
}

impl Failure {
    /// A failure that another attempt may mend.
    pub fn transient(message: impl Into<String>) -> Self {
        Self::Transient { message: message.into(), after: None }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        // A statement that failed may have met a database that was being restarted.
        let may_pass = error.is_transient() || matches!(error, StoreError::Query { .. });
        if may_pass { Self::transient(message) } else { Self::Permanent(message) }
    }
}

/// One run of a job: what it is about, and whom to tell how it goes.
pub struct Run {
    /// The job as it was taken.
    pub job: JobRow,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) lease: Duration,
    pub(crate) told: watch::Receiver<Option<Stop>>,
    pub(crate) ended: Arc<AtomicBool>,
    /// Whether its end is being written or is written: from then on the run is not broken off.
    pub(crate) is_ending: Arc<AtomicBool>,
}

impl Run {
    /// The job's payload.
    ///
    /// # Errors
    /// [`Failure::Permanent`] when it has another shape.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_str(&self.job.payload)
            .map_err(|error| Failure::Permanent(format!("the payload has another shape: {error}")))
    }

    /// Tells how far it is; here a wish to stop is heard.
    pub async fn progress(&self, progress: &JobProgress) -> Result<(), Failure> {
        self.tell(progress, "").await
    }

    /// The same, with what else is to be told in the event.
    pub async fn progress_with(&self, progress: &JobProgress, data: &impl Serialize) -> Result<(), Failure> {
        let data = serde_json::to_string(data).map_err(|error| Failure::Permanent(error.to_string()))?;
        self.tell(progress, &data).await
    }

    async fn tell(&self, progress: &JobProgress, data: &str) -> Result<(), Failure> {
        self.heed()?;
        let (id, token, now) = (&self.job.id, self.job.token, self.now());
        let until = later(now, self.lease);
        heard(self.store.progress_job_with(id, token, (progress, data), until, now).await?)
    }

    /// Notes an event under a word of the handler's own.
    pub async fn event(&self, kind: &str, data: &impl Serialize) -> Result<(), Failure> {
        self.heed()?;
        let data = serde_json::to_string(data).map_err(|error| Failure::Permanent(error.to_string()))?;
        heard(self.store.note_job(&self.job.id, self.job.token, kind, &data, self.now()).await?)
    }

    /// What this or an earlier attempt last noted under a word, so that it can go on there.
    pub async fn noted(&self, kind: &str) -> Result<Option<Value>, Failure> {
        let (mut after, mut found) = (0, None);
        loop {
            let events = self.store.job_events(&self.job.id, after, EVENTS).await?;
            let Some(last) = events.last() else { return Ok(found) };
            after = last.seq;
            let newest = events.iter().rev().find(|event| event.kind == kind);
            if let Some(data) = newest.and_then(|event| event.data.as_deref()) {
                found = serde_json::from_str(data).ok();
            }
        }
    }

    /// Ends the job well within the caller's transaction and commits it: what was written there and the end
    /// of the job hold both, or neither.
    ///
    /// # Errors
    /// [`Stop::Lost`] when the job is no longer this worker's, [`Stop::Cancelled`] when somebody has asked to cancel
    /// it meanwhile; nothing was written then. After a success the handler gives the same result back.
    pub async fn end_with(&self, tx: WriteTx, result: &Value) -> Result<(), Failure> {
        // From the commit on the worker's next look finds the job no longer running: that is this very end, and what
        // the handler still has to do after it is to be done.
        self.is_ending.store(true, Ordering::Release);
        let written = self.write_end(tx, result).await;
        let is_written = written.is_ok();
        self.ended.store(is_written, Ordering::Release);
        self.is_ending.store(is_written, Ordering::Release);
        written
    }

    async fn write_end(&self, tx: WriteTx, result: &Value) -> Result<(), Failure> {
        let end = JobEnd::Done(result.to_string());
        let ended = tx.end_job(&self.job.id, self.job.token, &end, self.now()).await?;
        if ended != JobReport::Held {
            tx.rollback().await?;
            return heard(ended);
        }
        Ok(tx.commit().await?)
    }

    /// Stops here when the run is to stop.
    pub fn heed(&self) -> Result<(), Failure> {
        match *self.told.borrow() {
            Some(stop) => Err(stop.into()),
            None => Ok(()),
        }
    }

    /// Done when the run is to stop; for work that waits long.
    pub async fn stopped(&self) -> Stop {
        let mut told = self.told.clone();
        let stop = told.wait_for(Option::is_some).await.map(|stop| *stop);
        // A worker that is gone has nobody to tell.
        stop.ok().flatten().unwrap_or(Stop::Ending)
    }

    /// The time, by the worker's clock.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}

fn heard(report: JobReport) -> Result<(), Failure> {
    match report {
        JobReport::Held => Ok(()),
        JobReport::Cancelling => Err(Stop::Cancelled.into()),
        JobReport::Lost => Err(Stop::Lost.into()),
    }
}
