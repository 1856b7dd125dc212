//! Whether it is a good moment to update.

use model::Instant;
use serde::Serialize;
use store::{JobFilter, JobState, UpdateState};

use super::{UpdateRequest, schedule::read_date};
use crate::{Accepted, App, AppError, working};

const HOUR: i64 = 3_600 * 1_000_000;
/// A release that is younger than this may be replaced by its makers still.
const FRESH: i64 = 2 * HOUR;
/// An import that wrote something within this time is taken for one under way.
const WRITING: i64 = HOUR;

/// Whether it is a good moment to update.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateSafety {
    /// The dataset.
    pub dataset: String,
    /// Whether nothing speaks against it.
    pub safe: bool,
    /// What does.
    pub reasons: Vec<String>,
    /// When to look again, where something does.
    pub again_at: Option<Instant>,
    /// What to do, in a sentence.
    pub recommendation: String,
}

/// What came of asking for an update at a good moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum SmartUpdate {
    /// A job was made.
    Accepted {
        /// The job.
        job: Accepted,
    },
    /// It is not a good moment.
    Postponed {
        /// Why, and when to ask again.
        safety: UpdateSafety,
    },
}

impl App {
    /// Whether it is a good moment to update a dataset, from what is known here; nobody is asked.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn update_safety(&self, dataset: Option<&str>) -> Result<UpdateSafety, AppError> {
        let (name, _) = self.dataset(dataset)?;
        let now = self.now().as_micros();
        let (mut reasons, mut again) = (Vec::new(), now);
        for check in self.store().update_checks(name).await? {
            let Some(modified) = read_date(&check.modified).map(Instant::as_micros) else { continue };
            if (0..FRESH).contains(&(now - modified)) {
                reasons.push(format!("the release at {} is younger than two hours", check.address));
                again = again.max(modified + FRESH);
            }
        }
        let met = self.store().updates(Some(name), 1000).await?;
        if let Some(row) = met.iter().find(|row| {
            matches!(row.state, UpdateState::Waiting | UpdateState::Running | UpdateState::Undoing)
        }) {
            reasons.push(match row.state {
                UpdateState::Waiting => format!("update {} waits for somebody's word", row.id),
                state => format!("update {} is {} still", row.id, state.as_str()),
            });
            again = again.max(now + HOUR);
        }
        for line in self.store().imports().await? {
            let is_writing = line.finished_at.is_none() && now - line.touched_at.as_micros() < WRITING;
            if is_writing && met.iter().all(|row| row.file_hash != line.file_hash) {
                reasons.push(format!("the import of {} is under way", line.name));
                again = again.max(line.touched_at.as_micros() + WRITING);
            }
        }
        let running = JobFilter {
            kind: Some(working::UPDATE.to_owned()),
            state: Some(JobState::Running),
            before: None,
        };
        if !self.store().jobs(&running, 1).await?.is_empty() {
            reasons.push("a job that updates is running".to_owned());
            again = again.max(now + HOUR);
        }
        let safe = reasons.is_empty();
        let recommendation = if safe { "update now" } else { "wait, and ask again then" }.to_owned();
        let again_at = (!safe).then(|| Instant::from_micros(again));
        Ok(UpdateSafety { dataset: name.to_owned(), safe, reasons, again_at, recommendation })
    }

    /// Asks for an update where it is a good moment, else says why not and when to ask again.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn smart_update(&self, request: &UpdateRequest) -> Result<SmartUpdate, AppError> {
        let safety = self.update_safety(request.dataset.as_deref()).await?;
        if safety.safe {
            Ok(SmartUpdate::Accepted { job: self.enqueue_update(request).await? })
        } else {
            Ok(SmartUpdate::Postponed { safety })
        }
    }
}
