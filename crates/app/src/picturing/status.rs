//! What is kept, and what failed.

use model::{Instant, WorkId};
use serde::Serialize;
use store::PictureOutcome;

use crate::{App, AppError};

/// Failures that a status lists at most.
const LISTED: u64 = 20;

/// What is kept, and how addresses fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PictureStatus {
    /// Pictures, each once however many works show it.
    pub pictures: u64,
    /// The lengths of their files together, in bytes; the files themselves are not kept.
    pub bytes: u64,
    /// Works with at least one picture.
    pub works: u64,
    /// Addresses that led to a picture.
    pub kept: u64,
    /// Addresses that did not.
    pub failed: u64,
    /// The last failures, newest first.
    pub failures: Vec<FailedPicture>,
}

/// An address that gave no picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedPicture {
    /// The work.
    pub work: WorkId,
    /// The address.
    pub url: String,
    /// What went wrong, as a word.
    pub code: String,
    /// What went wrong, in a sentence.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub tried_at: Instant,
    /// When it is tried again.
    pub next_try_at: Instant,
}

impl App {
    /// How many pictures are kept, and the last addresses that gave none.
    pub async fn picture_status(&self) -> Result<PictureStatus, AppError> {
        let counts = self.store().picture_counts().await?;
        let failed = self.store().failed_pictures(LISTED).await?;
        let failures = failed.into_iter().filter_map(|address| match address.outcome {
            PictureOutcome::Failed { code, reason, next_try_at } => Some(FailedPicture {
                work: address.work,
                url: address.url,
                code,
                reason,
                attempts: address.attempts,
                tried_at: address.tried_at,
                next_try_at,
            }),
            PictureOutcome::Kept(_) => None,
        });
        Ok(PictureStatus {
            pictures: counts.pictures,
            bytes: counts.bytes,
            works: counts.works,
            kept: counts.kept,
            failed: counts.failed,
            failures: failures.collect(),
        })
    }
}
