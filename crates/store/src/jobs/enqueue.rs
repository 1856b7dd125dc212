//! Asking for work: new jobs, each once per key.

use std::collections::HashMap;

use model::Instant;
use sea_orm::ConnectionTrait;

use super::{JobId, JobState, row};
use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

/// How often an enqueuing is tried again when the job that holds its key ends meanwhile.
const TRIES: usize = 8;

/// A job that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What kind of work it is.
    pub kind: String,
    /// What the work needs to know, as JSON.
    pub payload: String,
    /// The caller's own name for the wish: a second one of that kind and name is the first.
    pub key: Option<(String, KeyScope)>,
    /// 0 to 9; the higher goes first.
    pub priority: u8,
    /// The moment from which it may run.
    pub run_at: Instant,
    /// How often it may be begun, at least once.
    pub max_attempts: u32,
    /// After how many lost workers it is taken for the cause, at least one.
    pub max_crashes: u32,
    /// Its place among those of its kind and priority, the lowest first; 0 where they go by their age alone.
    pub turn: i64,
}

/// How long a key keeps its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyScope {
    /// Until its job has ended.
    Alive,
    /// For ever.
    Ever,
}

impl NewJob {
    /// A job of plain priority that may run from `now` on, three times at most.
    pub fn new(kind: &str, payload: String, now: Instant) -> Self {
        let kind = kind.to_owned();
        Self { kind, payload, key: None, priority: 4, run_at: now, max_attempts: 3, max_crashes: 2, turn: 0 }
    }
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enqueued {
    /// The job, new or the one that has the key.
    pub id: JobId,
    /// Where it is in its life.
    pub state: JobState,
    /// Whether it was made now.
    pub is_new: bool,
}

impl Store {
    /// Enqueues jobs, all or none, in their order; gives one answer for each.
    pub async fn enqueue_jobs(&self, jobs: &[NewJob], now: Instant) -> Result<Vec<Enqueued>, StoreError> {
        let tx = self.begin_jobs().await?;
        let answers = enqueue(&tx.tx, jobs, now).await?;
        tx.commit().await?;
        Ok(answers)
    }
}

/// Inserts what is new in two statements for all, and looks up what was there.
pub(crate) async fn enqueue<C: ConnectionTrait>(
    db: &C,
    jobs: &[NewJob],
    now: Instant,
) -> Result<Vec<Enqueued>, StoreError> {
    let what = "enqueuing jobs";
    let ids: Vec<JobId> = jobs.iter().map(|_| JobId::new(now)).collect();
    let mut answers: Vec<Option<Enqueued>> = vec![None; jobs.len()];
    for _ in 0..TRIES {
        let open: Vec<usize> = (0..jobs.len()).filter(|at| answers[*at].is_none()).collect();
        if open.is_empty() {
            break;
        }
        let places: HashMap<&str, usize> = open.iter().map(|at| (ids[*at].as_str(), *at)).collect();
        for row in insert(db, jobs, &ids, &open, now).await? {
            let id = row::id(&Cells(&row), 0)?;
            if let Some(at) = places.get(id.as_str()) {
                answers[*at] = Some(Enqueued { id, state: JobState::Queued, is_new: true });
            }
        }
        for at in open.into_iter().filter(|at| answers[*at].is_none()).collect::<Vec<_>>() {
            answers[at] = holder(db, &jobs[at]).await?;
        }
    }
    let made: Vec<&JobId> = answers.iter().flatten().filter(|a| a.is_new).map(|a| &a.id).collect();
    let events = "INSERT INTO job_events (job, seq, at, kind, state, done, total, unit, message, data) \
                  SELECT id, 1, CAST(#1 AS BIGINT), 'queued', 'queued', 0, NULL, '', '', '' FROM r";
    let rows = Rows::new().text("id", made.iter().map(|id| id.as_str())).value(now.as_micros());
    rows.execute(db, what, events).await?;
    answers.into_iter().collect::<Option<Vec<_>>>().ok_or(StoreError::Busy)
}

async fn insert<C: ConnectionTrait>(
    db: &C,
    jobs: &[NewJob],
    ids: &[JobId],
    open: &[usize],
    now: Instant,
) -> Result<Vec<sea_orm::QueryResult>, StoreError> {
    let each = || open.iter().map(|at| &jobs[*at]);
    let key = |job: &NewJob| job.key.as_ref().map_or(String::new(), |(key, _)| key.clone());
    let ever = |job: &NewJob| i64::from(matches!(&job.key, Some((_, KeyScope::Ever))));
    let rows = Rows::new()
        .text("id", open.iter().map(|at| ids[*at].as_str()))
        .text("kind", each().map(|job| job.kind.as_str()))
        .text("job_key", each().map(key))
        .int("ever", each().map(ever))
        .text("payload", each().map(|job| job.payload.as_str()))
        .int("priority", each().map(|job| i64::from(job.priority)))
        .int("run_at", each().map(|job| job.run_at.as_micros()))
        .int("max_attempts", each().map(|job| i64::from(job.max_attempts.max(1))))
        .int("max_crashes", each().map(|job| i64::from(job.max_crashes.max(1))))
        .int("turn", each().map(|job| job.turn))
        .value(now.as_micros());
    // `WHERE true` tells SQLite that `ON` begins the conflict clause and no join.
    let insert = "INSERT INTO jobs (id, kind, job_key, key_for_ever, payload, priority, state, created_at, run_at, \
                  attempts, max_attempts, crashes, max_crashes, owner, token, lease_until, cancel_at, done, total, \
                  unit, message, started_at, finished_at, result, error, last_event, turn) \
                  SELECT r.id, r.kind, r.job_key, r.ever, r.payload, r.priority, 'queued', CAST(#1 AS BIGINT), \
                  r.run_at, 0, r.max_attempts, 0, r.max_crashes, '', 0, 0, 0, 0, NULL, '', '', 0, 0, '', '', 1, r.turn \
                  FROM r WHERE true ON CONFLICT DO NOTHING RETURNING id";
    rows.query(db, "enqueuing jobs", insert).await
}

/// The job that has a key now; none when it has ended meanwhile.
async fn holder<C: ConnectionTrait>(db: &C, job: &NewJob) -> Result<Option<Enqueued>, StoreError> {
    let Some((key, _)) = &job.key else { return Ok(None) };
    let select = "SELECT id, state FROM jobs WHERE kind = $1 AND job_key = $2 AND job_key <> '' \
                  AND (key_for_ever = 1 OR state = 'queued' OR state = 'running') LIMIT 1";
    let values = [job.kind.as_str().into(), key.as_str().into()];
    let row = sql::query_one(db, "looking up a job's key", select, values).await?;
    row.map(|row| {
        let cells = Cells(&row);
        Ok(Enqueued { id: row::id(&cells, 0)?, state: row::state(&cells, 1)?, is_new: false })
    })
    .transpose()
}
