//! The last preview of a picture that is being made: kept, shown to whoever comes to look, dropped at the end.

use jobs::{Failure, Run};
use model::Instant;
use serde_json::json;
use store::{JobId, PreviewRow};

use crate::{App, AppError};

/// The word of the event that tells of a preview.
const PREVIEW: &str = "preview";
/// How often one is kept, in microseconds; those in between are passed over.
const EVERY_US: i64 = 500_000;
/// The largest that is kept, in bytes.
const LARGEST: usize = 2 << 20;

impl App {
    /// Keeps a preview and tells of it, unless the last one was kept just now. One that cannot be kept is no reason
    /// for a picture to fail.
    pub(super) async fn keep_preview(
        &self,
        run: &Run,
        (media_type, body): (&str, Vec<u8>),
        kept: &mut Option<Instant>,
    ) -> Result<(), Failure> {
        let now = self.now();
        let is_soon = kept.is_some_and(|last| now.as_micros() - last.as_micros() < EVERY_US);
        if is_soon || body.is_empty() || body.len() > LARGEST {
            return Ok(());
        }
        *kept = Some(now);
        let told = json!({ "media_type": media_type, "bytes": body.len(), "url": format!("/jobs/{}/preview", run.job.id) });
        let row = PreviewRow { at: now, media_type: media_type.to_owned(), body };
        if let Err(error) = self.store().keep_preview(&run.job.id, &row).await {
            tracing::warn!(%error, "a preview could not be kept");
            return Ok(());
        }
        run.event(PREVIEW, &told).await
    }

    /// What a picture that is being made looks like by now: its type and its file.
    ///
    /// # Errors
    /// `not_found` also where the job has no preview, `invalid_parameter` for a text that is no UUID.
    pub async fn picture_preview(&self, id: &str) -> Result<(String, Vec<u8>), AppError> {
        let row = self.picture_row(id).await?;
        let preview = self.store().preview(&row.job.id).await?;
        let preview = preview.ok_or_else(|| {
            AppError::not_found("preview", row.job.id.as_str())
                .hint("a picture has one while an engine that shows previews makes it")
        })?;
        Ok((preview.media_type, preview.body))
    }

    /// Drops the preview of a job whose run has ended.
    pub(crate) async fn drop_preview(&self, job: &JobId) {
        if let Err(error) = self.store().drop_previews(job).await {
            tracing::warn!(%error, "a preview could not be dropped");
        }
    }
}
