//! Publishing to files in the tree of the old pipeline.

use std::path::PathBuf;

use publish::{
    check::Acceptance,
    files::{self, FilesReport, FilesRequest, Stage},
};

use super::{ATTEMPTS, PublishSettings, is_outrun};
use crate::{App, AppError};

/// What to publish to files.
#[derive(Debug, Clone)]
pub struct PublishFiles {
    /// What every publish is told.
    pub settings: PublishSettings,
    /// Which files.
    pub stages: Vec<Stage>,
    /// The folder; the one of the settings when not given.
    pub out: Option<PathBuf>,
    /// Whether every difference from the old pipeline's final rows is listed.
    pub differences: bool,
}

impl App {
    /// Gives new rows their numbers, and writes a registry's rows as files.
    pub async fn publish_files(&self, request: PublishFiles) -> Result<FilesReport, AppError> {
        let PublishFiles { settings, stages, out, differences } = request;
        let rules = self.rules(settings.profile);
        let now = self.now();
        let config = &self.config().publish;
        let out = out.unwrap_or_else(|| {
            let is_set = !config.dir.as_os_str().is_empty();
            if is_set { config.dir.clone() } else { self.config().data_dir.join("published") }
        });
        // Kept with the publish, so that a rollback from another folder finds the same place.
        let out = std::path::absolute(&out).unwrap_or(out);
        let acceptance = if settings.accept_warnings { Acceptance::Warnings } else { Acceptance::Clean };
        let request = FilesRequest {
            registry: settings.registry,
            stages,
            out,
            recrawled: config.recrawled.clone(),
            acceptance,
            dry_run: settings.dry_run,
            differences,
            keep: config.keep,
            author: settings.author,
            at: now,
        };
        let mut attempt = 1;
        loop {
            let (keeping, foreseen) = self.rows_to_publish(&request.registry, &rules).await?;
            let number = self.give_foreseen(&request.registry, foreseen);
            match files::publish_rows(self.store(), &request, &rules, keeping, number).await {
                Err(error) if is_outrun(&error) && attempt < ATTEMPTS => attempt += 1,
                done => return Ok(done?),
            }
        }
    }
}
