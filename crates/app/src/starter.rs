//! The starter catalog: the first page is alive with no network.

use std::fs::File;

use catalog::ImportReport;

use crate::{App, AppError};

impl App {
    /// Imports the starter catalog into an empty embedded store; `None` when there was no need.
    ///
    /// A lock file keeps a second process that starts at the same moment waiting until the first is
    /// done; it then finds a store that is not empty. One that holds keepers' rows only is not empty either.
    pub async fn prepare_starter(&self) -> Result<Option<Vec<ImportReport>>, AppError> {
        if !self.config().is_embedded() || !self.is_empty().await? {
            return Ok(None);
        }
        let path = self.config().data_dir.join("starter.lock");
        let lock = tokio::task::spawn_blocking(move || {
            let file = File::create(path)?;
            file.lock()?;
            Ok::<_, std::io::Error>(file)
        });
        let lock = lock.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
        let reports = if self.is_empty().await? { Some(self.import_starter(&|_| ()).await?) } else { None };
        drop(lock);
        Ok(reports)
    }

    /// Whether nothing has been brought in so far, neither works nor keepers' rows.
    pub async fn is_empty(&self) -> Result<bool, AppError> {
        let counts = self.store().counts().await?;
        let has_works = counts.works + counts.characters + counts.records > 0;
        Ok(!has_works && !self.store().has_kept_rows().await?)
    }
}
