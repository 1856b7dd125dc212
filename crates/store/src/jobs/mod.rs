//! Jobs: queued work with leases, attempts, progress and events, for any number of workers.
//!
//! Each change of a job is one short transaction that writes the job and its next event. It takes no other
//! lock than the job's row on PostgreSQL and the file's on SQLite, so workers never wait for an import's
//! turn. Who may do what is decided by conditions in the statements; the crate `jobs` holds the same rules
//! as plain functions, and its tests hold one against the other.
//!
//! What does not belong here: what a job does, when it is tried again.

mod asked;
mod changed;
mod enqueue;
mod events;
mod expire;
mod id;
mod pauses;
mod prune;
mod refresh;
mod row;
mod sources;
mod take;
mod together;

pub use asked::JobFilter;
pub use changed::{JobEnd, JobProgress, JobReport};
pub(crate) use enqueue::enqueue;
pub use enqueue::{Enqueued, KeyScope, NewJob};
pub use events::JobEvent;
pub use expire::Expired;
pub use id::{JobId, JobIdError};
pub use pauses::Pause;
pub(crate) use prune::prune;
pub use refresh::{DueRefresh, RefreshBudget};
pub use row::{JobRow, JobState};
pub(crate) use row::{columns_of, read_job};
pub use sources::{SourceDelta, SourceHealth, SourceHour};
pub(crate) use together::Together;

use sea_orm::DatabaseTransaction;

use crate::{Engine, Store, StoreError, error::doing, transaction};

/// A short transaction on the tables of jobs.
pub(crate) struct JobTx<'a> {
    pub(crate) tx: DatabaseTransaction,
    /// Writers of one process queue up here, in order, and do not sleep in SQLite's lock.
    _turn: Option<tokio::sync::MutexGuard<'a, ()>>,
}

impl JobTx<'_> {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(doing("committing a job"))
    }
}

impl Store {
    pub(crate) async fn begin_jobs(&self) -> Result<JobTx<'_>, StoreError> {
        let turn = match self.engine {
            Engine::Sqlite => Some(self.job_turn.lock().await),
            Engine::Postgres => None,
        };
        Ok(JobTx { tx: transaction::begin_unlocked(&self.db).await?, _turn: turn })
    }

    /// What leaves rows that another taker holds to that taker; SQLite has one writer and needs no such word.
    pub(crate) fn skip_locked(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "",
            Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }
}
