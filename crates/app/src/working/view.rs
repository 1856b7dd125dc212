//! Jobs and their events as clients see them.

use std::time::Duration;

use jobs::{Progress, Unit};
use model::Instant;
use serde::Serialize;
use serde_json::Value;
use store::{JobEvent, JobId, JobRow, JobState};

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobView {
    /// Its id.
    pub job_id: JobId,
    /// What kind of work it is.
    pub kind: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled` or `dead`.
    pub status: JobState,
    /// Whether somebody asked to cancel it, and it runs still.
    pub cancelling: bool,
    /// 0 to 9; the higher goes first.
    pub priority: u8,
    /// How far it is, 0 to 100; `None` while nobody knows.
    pub progress: Option<f64>,
    /// What is done.
    pub done: u64,
    /// What there is to do, where that is known.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: String,
    /// What it is doing, in words; once it is done, that it is.
    pub message: String,
    /// How many seconds more it takes at the pace so far.
    pub eta_s: Option<f64>,
    /// How many queued jobs of its kind go before it; only told where one job is asked for.
    pub queue_position: Option<u64>,
    /// How often a worker has begun it.
    pub attempts: u32,
    /// How often it may be begun.
    pub max_attempts: u32,
    /// The worker that holds it.
    pub worker: Option<String>,
    /// When it was asked for.
    pub created_at: Instant,
    /// The moment from which it may run.
    pub run_at: Instant,
    /// When it last began.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// What it was asked.
    pub payload: Value,
    /// What came of it.
    pub result: Value,
    /// Why it failed, the last time it did.
    pub error: Option<String>,
    /// The number of its newest event.
    pub last_event: i64,
}

/// Something that happened to a job, and how it stood then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobEventView {
    /// The job.
    pub job_id: JobId,
    /// The event's number within the job, from 1; a listener goes on after it.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// What happened.
    pub event: String,
    /// The job's state then.
    pub status: JobState,
    /// How far it was, 0 to 100.
    pub progress: f64,
    /// What was done.
    pub done: u64,
    /// What there was to do, where that was known.
    pub total: Option<u64>,
    /// What was counted.
    pub unit: String,
    /// What it was doing, in words.
    pub message: String,
    /// All else.
    pub data: Value,
}

/// What came of asking for a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accepted {
    /// The job.
    pub job_id: JobId,
    /// Its state.
    pub status: JobState,
    /// Whether it was made now, and is not one that was there already.
    pub is_new: bool,
    /// How many queued jobs of its kind go before it.
    pub queue_position: u64,
}

impl JobView {
    /// A job as it stands at a moment.
    pub(crate) fn new(job: JobRow, now: Instant) -> Self {
        let progress = Progress { done: job.done, total: job.total, unit: Unit::Rows };
        let since =
            |at: Instant| Duration::from_micros(u64::try_from(now.as_micros() - at.as_micros()).unwrap_or(0));
        let running = job.started_at.filter(|_| job.state == JobState::Running);
        let eta = running.and_then(|started| progress.remaining(since(started)));
        Self {
            progress: percent(job.state, progress),
            eta_s: eta.map(|eta| (eta.as_secs_f64() * 10.0).round() / 10.0),
            cancelling: job.state == JobState::Running && job.cancel_at.is_some(),
            payload: json(Some(&job.payload)),
            result: json(job.result.as_deref()),
            job_id: job.id,
            kind: job.kind,
            status: job.state,
            priority: job.priority,
            done: job.done,
            total: job.total,
            unit: job.unit,
            message: told(job.state, job.state.as_str(), job.message),
            queue_position: None,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            worker: job.owner,
            created_at: job.created_at,
            run_at: job.run_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            error: job.error,
            last_event: job.last_event,
        }
    }
}

impl JobEventView {
    pub(crate) fn new(job: &JobId, event: JobEvent) -> Self {
        let progress = Progress { done: event.done, total: event.total, unit: Unit::Rows };
        Self {
            job_id: job.clone(),
            seq: event.seq,
            at: event.at,
            event: event.kind,
            status: event.state,
            progress: percent(event.state, progress).unwrap_or(0.0),
            done: event.done,
            total: event.total,
            unit: event.unit,
            message: told(event.state, event.state.as_str(), event.message),
            data: json(event.data.as_deref()),
        }
    }
}

/// What is told of a job: what its worker said last, until that is no longer so, since it is done or waits for another
/// worker. `word` is the published word of its state.
pub(crate) fn told(state: JobState, word: &str, said: String) -> String {
    match state {
        JobState::Done => word.to_owned(),
        JobState::Queued => String::new(),
        _ => said,
    }
}

/// Parts of a whole in percent to one tenth; what is done is done, however it counted.
fn percent(state: JobState, progress: Progress) -> Option<f64> {
    match state {
        JobState::Done => Some(100.0),
        JobState::Queued => Some(0.0),
        _ => progress.fraction().map(|part| (part * 1000.0).round() / 10.0),
    }
}

fn json(text: Option<&str>) -> Value {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
}
