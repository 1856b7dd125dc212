//! Looking at jobs, and changing what becomes of them.

use serde::Serialize;
use store::{AuditEntry, JobFilter, JobId, JobState, KeyScope, NewJob, Pause};

use super::{Accepted, JobEventView, JobView};
use crate::{App, AppError, ErrorCode};

/// When to ask again where too many jobs wait.
const RETRY_AFTER_S: u64 = 30;

/// At most so many jobs or events are given at once.
const MOST: usize = 500;

/// Which jobs are listed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobQuestion {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this state.
    pub status: Option<String>,
    /// How many at once, 50 when not said and 500 at most.
    pub limit: Option<usize>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A page of jobs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobList {
    /// The jobs, newest first.
    pub jobs: Vec<JobView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// How many jobs there are of each kind and state.
    pub counts: Vec<(String, JobState, u64)>,
    /// What is paused.
    pub pauses: Vec<Pause>,
}

/// What pausing or resuming did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PauseInfo {
    /// `all`, `refresh`, or `kind:` and a kind.
    pub what: String,
    /// Whether it is paused now.
    pub paused: bool,
    /// Whether it was otherwise before.
    pub changed: bool,
}

impl App {
    /// Asks for a job; a second wish of the same kind and key, while the first is under way, is the first.
    ///
    /// # Errors
    /// `rate_limited` when so many jobs of the kind wait already that one more would wait for long.
    pub(crate) async fn enqueue(&self, job: NewJob) -> Result<Accepted, AppError> {
        let most = self.config().jobs.most_waiting;
        if self.store().jobs_alive(&[&job.kind]).await? >= most {
            return Err(AppError::new(
                ErrorCode::RateLimited,
                format!("{most} jobs of kind `{}` wait already", job.kind),
            )
            .detail("kind", job.kind.as_str())
            .detail("retry_after_s", RETRY_AFTER_S)
            .hint("ask again when some are done, or start more workers: `emaki worker`"));
        }
        let made = self.store().enqueue_job(&job, self.now()).await?;
        if made.is_new {
            self.nudge().notify_one();
        }
        let row = self.store().job(&made.id).await?.ok_or_else(|| unknown(&made.id))?;
        let queue_position = self.store().job_position(&row, self.now()).await?;
        Ok(Accepted { job_id: made.id, status: row.state, is_new: made.is_new, queue_position })
    }

    /// A job by its id.
    ///
    /// # Errors
    /// `not_found`, also for a text that is no UUID once it is one.
    pub async fn job(&self, id: &str) -> Result<JobView, AppError> {
        let row = self.job_row(id).await?;
        let position = match row.state {
            JobState::Queued => Some(self.store().job_position(&row, self.now()).await?),
            _ => None,
        };
        Ok(JobView { queue_position: position, ..JobView::new(row, self.now()) })
    }

    async fn job_row(&self, id: &str) -> Result<store::JobRow, AppError> {
        let id = parse(id)?;
        self.store().job(&id).await?.ok_or_else(|| unknown(&id))
    }

    /// Jobs, newest first.
    pub async fn jobs(&self, question: &JobQuestion) -> Result<JobList, AppError> {
        let limit = question.limit.unwrap_or(50);
        if !(1..=MOST).contains(&limit) {
            return Err(AppError::invalid_parameter("limit", format!("`limit` is 1 to {MOST}")));
        }
        let state = question.status.as_deref().map(status).transpose()?;
        let before = match question.cursor.as_deref() {
            Some(cursor) => {
                let id = cursor.parse::<JobId>().ok();
                let known = match &id {
                    Some(id) => self.store().job(id).await?,
                    None => None,
                };
                let job = known.ok_or_else(|| {
                    AppError::invalid_parameter("cursor", "the cursor leads nowhere")
                        .hint("begin again without one")
                })?;
                Some((job.created_at, job.id))
            }
            None => None,
        };
        let filter = JobFilter { kind: question.kind.clone(), state, before };
        let mut rows = self.store().jobs(&filter, limit + 1).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|job| job.id.to_string());
        let now = self.now();
        Ok(JobList {
            jobs: rows.into_iter().map(|row| JobView::new(row, now)).collect(),
            next_cursor,
            counts: self.store().job_counts().await?,
            pauses: self.store().job_pauses().await?,
        })
    }

    /// Events of a job with numbers above `after`, in their order, up to 500.
    pub async fn job_events(&self, id: &str, after: i64) -> Result<Vec<JobEventView>, AppError> {
        let row = self.job_row(id).await?;
        let events = self.store().job_events(&row.id, after, MOST).await?;
        Ok(events.into_iter().map(|event| JobEventView::new(&row.id, event)).collect())
    }

    /// Asks to cancel a job; gives it as it is then.
    ///
    /// # Errors
    /// `not_found`, `conflict` when it has ended already.
    pub async fn cancel_job(&self, id: &str) -> Result<JobView, AppError> {
        self.cancel_job_noted(id, None).await
    }

    pub(crate) async fn cancel_job_noted(
        &self,
        id: &str,
        line: Option<&AuditEntry>,
    ) -> Result<JobView, AppError> {
        let before = self.job_row(id).await?;
        if before.state.is_final() {
            return Err(over(&before, "cancelled"));
        }
        let row = self
            .store()
            .cancel_job_noted(&before.id, line, self.now())
            .await?
            .ok_or_else(|| unknown(&before.id))?;
        self.hear_again();
        Ok(JobView::new(row, self.now()))
    }

    /// Queues a job that has failed, died or was cancelled anew.
    ///
    /// # Errors
    /// `not_found`, `conflict` when it is alive or done, or another job does the same meanwhile.
    pub async fn retry_job(&self, id: &str) -> Result<JobView, AppError> {
        self.retry_job_noted(id, None).await
    }

    pub(crate) async fn retry_job_noted(
        &self,
        id: &str,
        line: Option<&AuditEntry>,
    ) -> Result<JobView, AppError> {
        let before = self.job_row(id).await?;
        if !before.state.is_final() || before.state == JobState::Done {
            return Err(over(&before, "tried again").hint("a job that is done is asked for anew"));
        }
        let row = self.store().retry_job_noted(&before.id, line, self.now()).await?;
        let row = row.ok_or_else(|| unknown(&before.id))?;
        self.nudge().notify_one();
        Ok(JobView::new(row, self.now()))
    }

    /// Gives a job another priority, 0 to 9.
    pub async fn reprioritize_job(&self, id: &str, priority: u8) -> Result<JobView, AppError> {
        self.reprioritize_job_noted(id, priority, None).await
    }

    pub(crate) async fn reprioritize_job_noted(
        &self,
        id: &str,
        priority: u8,
        line: Option<&AuditEntry>,
    ) -> Result<JobView, AppError> {
        if priority > 9 {
            return Err(AppError::invalid_parameter("priority", "a priority is 0 to 9"));
        }
        let before = self.job_row(id).await?;
        if before.state.is_final() {
            return Err(over(&before, "moved"));
        }
        let row = self.store().reprioritize_job_noted(&before.id, priority, line, self.now()).await?;
        Ok(JobView::new(row.ok_or_else(|| unknown(&before.id))?, self.now()))
    }

    /// Pauses `all`, `refresh` or a kind of jobs, for all workers and until it is resumed. What runs goes on.
    pub async fn pause_jobs(&self, what: &str, author: &str) -> Result<PauseInfo, AppError> {
        self.pause_jobs_noted(what, author, None).await
    }

    pub(crate) async fn pause_jobs_noted(
        &self,
        what: &str,
        author: &str,
        line: Option<&AuditEntry>,
    ) -> Result<PauseInfo, AppError> {
        let what = pausable(what)?;
        let changed = self.store().pause_jobs_noted(&what, author, line, self.now()).await?;
        Ok(PauseInfo { what, paused: true, changed })
    }

    /// Ends a pause.
    pub async fn resume_jobs(&self, what: &str) -> Result<PauseInfo, AppError> {
        self.resume_jobs_noted(what, None).await
    }

    pub(crate) async fn resume_jobs_noted(
        &self,
        what: &str,
        line: Option<&AuditEntry>,
    ) -> Result<PauseInfo, AppError> {
        let what = pausable(what)?;
        let changed = self.store().resume_jobs_noted(&what, line).await?;
        self.nudge().notify_one();
        Ok(PauseInfo { what, paused: false, changed })
    }
}

pub(crate) fn keyed(job: NewJob, key: String) -> NewJob {
    NewJob { key: Some((key, KeyScope::Alive)), ..job }
}

fn parse(id: &str) -> Result<JobId, AppError> {
    id.parse().map_err(|error: store::JobIdError| {
        AppError::invalid_parameter("job_id", error.to_string()).hint("`emaki jobs list` prints the ids")
    })
}

fn unknown(id: &JobId) -> AppError {
    AppError::not_found("job", id.as_str()).hint("`emaki jobs list` lists them; old ones are pruned")
}

fn over(job: &store::JobRow, wish: &str) -> AppError {
    let state = job.state.as_str();
    AppError::new(ErrorCode::Conflict, format!("job {} is {state} and cannot be {wish}", job.id))
        .detail("job_id", job.id.as_str())
        .detail("status", state)
}

fn status(word: &str) -> Result<JobState, AppError> {
    JobState::parse(word).ok_or_else(|| {
        let known: Vec<&str> = JobState::ALL.iter().map(|state| state.as_str()).collect();
        AppError::invalid_parameter("status", format!("there is no status `{word}`"))
            .hint(format!("statuses are {}", known.join(", ")))
    })
}

/// What can be paused: everything, the scheduler, or a kind that there is.
fn pausable(what: &str) -> Result<String, AppError> {
    match what {
        "all" | "refresh" => Ok(what.to_owned()),
        kind if super::run::kinds().contains(&kind) => Ok(format!("kind:{kind}")),
        _ => Err(AppError::invalid_parameter("what", format!("`{what}` is nothing that can be paused"))
            .hint(format!("`all`, `refresh`, or a kind: {}", super::run::kinds().join(", ")))),
    }
}
