//! Jobs, their events, and how sources fare.

use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Which work is to be enriched; one of `id` and `title`.
#[derive(ToSchema)]
pub struct EnrichWish {
    /// Emaki's own id, as a text or a number, or an external one such as `mal:16498`.
    pub id: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// `basic`, `detailed` or `comprehensive`.
    pub level: Option<String>,
}

/// What came of asking for a job.
#[derive(ToSchema)]
pub struct JobAccepted {
    /// The job.
    pub job_id: String,
    /// Its state.
    pub status: String,
    /// Whether it was made now, and is not one that was there already.
    pub is_new: bool,
    /// How many queued jobs of its kind go before it.
    pub queue_position: u64,
    /// Where it can be asked for.
    pub url: String,
    /// Where its events are told as they happen.
    pub websocket_url: String,
}

/// The parameters of a list of jobs.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobParameters {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this state: `queued`, `running`, `done`, `failed`, `cancelled` or `dead`.
    pub status: Option<String>,
    /// Jobs on one page, 1 to 500; 50 by default.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// Where the page before ended, as its `next_cursor` said.
    pub cursor: Option<String>,
}

/// A page of jobs.
#[derive(ToSchema)]
pub struct JobList {
    /// The jobs, newest first.
    pub jobs: Vec<Job>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// How many jobs there are of each kind and state.
    pub counts: Vec<JobCount>,
    /// What is paused.
    pub pauses: Vec<JobPause>,
}

/// How many jobs there are.
#[derive(ToSchema)]
pub struct JobCount {
    /// The kind.
    pub kind: String,
    /// The state.
    pub status: String,
    /// How many.
    pub jobs: u64,
}

/// A pause.
#[derive(ToSchema)]
pub struct JobPause {
    /// `all`, `refresh`, or `kind:` and a kind.
    pub what: String,
    /// Since when.
    pub at: String,
    /// By whom.
    pub author: String,
}

/// A job.
#[expect(clippy::struct_field_names, reason = "the published name of its id")]
#[derive(ToSchema)]
pub struct Job {
    /// Its UUID.
    pub job_id: String,
    /// What kind of work it is.
    pub kind: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled` or `dead`.
    pub status: String,
    /// Whether somebody asked to cancel it, and it runs still.
    pub cancelling: bool,
    /// 0 to 9; the higher goes first.
    pub priority: u8,
    /// How far it is, 0 to 100; null while nobody knows.
    pub progress: Option<f64>,
    /// What is done.
    pub done: u64,
    /// What there is to do, where that is known.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: String,
    /// What it is doing, in words.
    pub message: String,
    /// How many seconds more it takes at the pace so far.
    pub eta_s: Option<f64>,
    /// How many queued jobs of its kind go before it.
    pub queue_position: Option<u64>,
    /// How often a worker has begun it.
    pub attempts: u32,
    /// How often it may be begun.
    pub max_attempts: u32,
    /// The worker that holds it.
    pub worker: Option<String>,
    /// When it was asked for.
    pub created_at: String,
    /// The moment from which it may run.
    pub run_at: String,
    /// When it last began.
    pub started_at: Option<String>,
    /// When it ended.
    pub finished_at: Option<String>,
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
#[derive(ToSchema)]
pub struct JobEvent {
    /// The job.
    pub job_id: String,
    /// The event's number within the job, from 1 without a gap.
    pub seq: i64,
    /// When.
    pub at: String,
    /// `queued`, `started`, `progress`, `retry`, `put_off`, `released`, `lost`, `cancel_requested`,
    /// `reprioritized`, the word of a final state, or a word of the kind's own.
    pub event: String,
    /// The job's state then.
    pub status: String,
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

/// How a source fares.
#[derive(ToSchema)]
pub struct SourceFigures {
    /// The source.
    pub source: String,
    /// How its breaker stands, by the last process that told: `closed`, `open` or `half_open`.
    pub breaker: String,
    /// Until when it is open.
    pub breaker_until: Option<String>,
    /// How often breakers opened.
    pub trips: u64,
    /// When a request last went well.
    pub ok_at: Option<String>,
    /// When one last failed.
    pub error_at: Option<String>,
    /// Why it did.
    pub error: Option<String>,
    /// What went on in the last 24 hours.
    pub day: SourceHour,
    /// What went on in this hour and the one before.
    pub recent: SourceHour,
    /// The share of the last 24 hours' requests that went well, 0 to 1.
    pub success: Option<f64>,
    /// How long one took in the last 24 hours on average, in milliseconds.
    pub mean_ms: Option<f64>,
    /// Whether it is left alone now.
    pub is_open: bool,
}

/// What went on with a source in a stretch of time.
#[derive(ToSchema)]
pub struct SourceHour {
    /// Requests that went out.
    pub requests: u64,
    /// Those of them that failed.
    pub failures: u64,
    /// Those answered with 429.
    pub rate_limited: u64,
    /// Milliseconds that they took in all.
    pub took_ms: u64,
    /// Milliseconds that the slowest took.
    pub slowest_ms: u64,
}
