//! The last preview of each picture that is being made, for whoever comes to look meanwhile.

use model::Instant;

use crate::{
    JobId, Store, StoreError,
    sql::{self, Cells},
};

/// A preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// When it came.
    pub at: Instant,
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// The file.
    pub body: Vec<u8>,
}

impl Store {
    /// Keeps the last preview of a job in place of the one before.
    pub async fn keep_preview(&self, job: &JobId, preview: &PreviewRow) -> Result<(), StoreError> {
        let upsert = "INSERT INTO picture_previews (job, at, media_type, body) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT (job) DO UPDATE SET at = excluded.at, media_type = excluded.media_type, \
                      body = excluded.body";
        let values = [
            job.as_str().into(),
            preview.at.as_micros().into(),
            preview.media_type.as_str().into(),
            preview.body.clone().into(),
        ];
        let tx = self.begin_jobs().await?;
        sql::execute(&tx.tx, "keeping a preview", upsert, values).await?;
        tx.commit().await
    }

    /// The last preview of a job that is being made.
    pub async fn preview(&self, job: &JobId) -> Result<Option<PreviewRow>, StoreError> {
        let select = "SELECT at, media_type, body FROM picture_previews WHERE job = $1";
        let row = sql::query_one(&self.db, "reading a preview", select, [job.as_str().into()]).await?;
        row.map(|row| {
            let cells = Cells(&row);
            Ok(PreviewRow { at: cells.time(0)?, media_type: cells.text(1)?, body: cells.blob(2)? })
        })
        .transpose()
    }

    /// Drops the preview of a job that has ended, and those of all others that have.
    pub async fn drop_previews(&self, job: &JobId) -> Result<(), StoreError> {
        let look = "SELECT 1 FROM picture_previews WHERE job = $1";
        if sql::query_one(&self.db, "looking for a preview", look, [job.as_str().into()]).await?.is_none() {
            return Ok(());
        }
        let delete = "DELETE FROM picture_previews WHERE job = $1 OR NOT EXISTS (SELECT 1 FROM jobs j \
                      WHERE j.id = picture_previews.job AND j.state = 'running')";
        let tx = self.begin_jobs().await?;
        sql::execute(&tx.tx, "dropping a preview", delete, [job.as_str().into()]).await?;
        tx.commit().await
    }
}
