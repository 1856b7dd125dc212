//! A job as it stands in the table.

use model::Instant;
use serde::{Deserialize, Serialize};

use super::JobId;
use crate::{StoreError, sql::Cells};

/// Where a job is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for a worker, or for its time.
    Queued,
    /// A worker holds its lease.
    Running,
    /// Ended well.
    Done,
    /// Ended with an error that another attempt would not mend.
    Failed,
    /// Ended because somebody asked for it.
    Cancelled,
    /// Its attempts are used up, or it took its worker down more often than it may.
    Dead,
}

impl JobState {
    /// Every state, in the order of a job's life.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled, Self::Dead];

    /// Its published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Dead => "dead",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// What kind of work it is.
    pub kind: String,
    /// The caller's own name for the wish, if any.
    pub key: Option<String>,
    /// What the work needs to know, as JSON.
    pub payload: String,
    /// 0 to 9; the higher goes first.
    pub priority: u8,
    /// Where it is in its life.
    pub state: JobState,
    /// When it was asked for.
    pub created_at: Instant,
    /// The moment from which it may run.
    pub run_at: Instant,
    /// How often a worker has begun it, without those times when a worker gave it back unharmed.
    pub attempts: u32,
    /// How often it may be begun.
    pub max_attempts: u32,
    /// How often its worker was lost while it ran.
    pub crashes: u32,
    /// After how many of these it is taken for the cause.
    pub max_crashes: u32,
    /// The worker that holds it.
    pub owner: Option<String>,
    /// How often it was taken: who writes must show the same.
    pub token: i64,
    /// Until when its worker holds it.
    pub lease_until: Option<Instant>,
    /// When somebody asked to cancel it.
    pub cancel_at: Option<Instant>,
    /// What is done.
    pub done: u64,
    /// What there is to do, where that is known.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: String,
    /// What it is doing, in words.
    pub message: String,
    /// When it last began.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// What came of it, as JSON.
    pub result: Option<String>,
    /// Why it failed, the last time it did.
    pub error: Option<String>,
    /// The number of its newest event.
    pub last_event: i64,
}

/// The columns in the order in which [`JobRow::read`] takes them.
pub(super) const COLUMNS: &str = "id, kind, job_key, payload, priority, state, created_at, run_at, attempts, \
     max_attempts, crashes, max_crashes, owner, token, lease_until, cancel_at, done, total, unit, message, \
     started_at, finished_at, result, error, last_event";

impl JobRow {
    pub(super) fn read(cells: &Cells<'_>) -> Result<Self, StoreError> {
        read_job(cells, 0)
    }
}

/// The columns of a job in a statement that speaks of other tables as well.
pub(crate) fn columns_of(table: &str) -> String {
    COLUMNS.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
}

/// The job whose columns begin at `from`.
pub(crate) fn read_job(cells: &Cells<'_>, from: usize) -> Result<JobRow, StoreError> {
    let count = |at| cells.int(from + at).map(|count| u32::try_from(count).unwrap_or(0));
    let text = |at| cells.text(from + at);
    Ok(JobRow {
        id: id(cells, from)?,
        kind: text(1)?,
        key: some(text(2)?),
        payload: text(3)?,
        priority: u8::try_from(cells.int(from + 4)?).unwrap_or(0),
        state: state(cells, from + 5)?,
        created_at: cells.time(from + 6)?,
        run_at: cells.time(from + 7)?,
        attempts: count(8)?,
        max_attempts: count(9)?,
        crashes: count(10)?,
        max_crashes: count(11)?,
        owner: some(text(12)?),
        token: cells.int(from + 13)?,
        lease_until: moment(cells, from + 14)?,
        cancel_at: moment(cells, from + 15)?,
        done: u64::try_from(cells.int(from + 16)?).unwrap_or(0),
        total: cells.line(from + 17)?,
        unit: text(18)?,
        message: text(19)?,
        started_at: moment(cells, from + 20)?,
        finished_at: moment(cells, from + 21)?,
        result: some(text(22)?),
        error: some(text(23)?),
        last_event: cells.int(from + 24)?,
    })
}

pub(super) fn id(cells: &Cells<'_>, at: usize) -> Result<JobId, StoreError> {
    let text = cells.text(at)?;
    text.parse().map_err(|_| StoreError::Damaged(format!("`{text}` is not a job's id")))
}

pub(super) fn state(cells: &Cells<'_>, at: usize) -> Result<JobState, StoreError> {
    let word = cells.text(at)?;
    JobState::parse(&word).ok_or_else(|| StoreError::Damaged(format!("`{word}` is not a job's state")))
}

/// A time where 0 means none.
pub(super) fn moment(cells: &Cells<'_>, at: usize) -> Result<Option<Instant>, StoreError> {
    let micros = cells.int(at)?;
    Ok((micros != 0).then(|| Instant::from_micros(micros)))
}

/// A text where an empty one means none.
pub(super) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
