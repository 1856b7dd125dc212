//! Pictures as the desk shows them.

use app::TakeView;

use super::shown::{moment, short};

/// A picture of a sheet.
pub struct Shot {
    pub id: String,
    pub job: String,
    pub batch: String,
    pub alt: String,
    pub verdict: &'static str,
    pub reason: String,
    pub is_starred: bool,
    pub is_best: bool,
    pub is_draft: bool,
    pub seed: u64,
    pub width: u32,
    pub height: u32,
    pub at: String,
}

impl Shot {
    /// The picture of a take.
    pub fn of(take: &TakeView) -> Self {
        Self {
            id: take.id.clone(),
            job: take.job_id.clone(),
            batch: take.batch_id.clone(),
            alt: short(&take.prompt),
            verdict: take.review.verdict.as_str(),
            reason: take.review.reason.clone(),
            is_starred: take.review.starred,
            is_best: take.review.best,
            is_draft: take.is_draft,
            seed: take.seed,
            width: take.width,
            height: take.height,
            at: moment(take.at),
        }
    }

    /// What was decided of it, in words.
    pub fn spoken(&self) -> String {
        let star = if self.is_starred { ", starred" } else { "" };
        let best = if self.is_best { ", best of its batch" } else { "" };
        format!("{}{star}{best}", self.verdict)
    }
}
