//! Imports, and what they left behind.

use catalog::{ImportOptions, ImportReport, Input};
use jobs::Progress;

use crate::{App, AppError, MatchRequest};

/// What to import.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Files, URLs, or `-` for standard input.
    pub inputs: Vec<String>,
    /// The format; found from the file when not given.
    pub format: Option<String>,
    /// All of a file or nothing.
    pub atomic: bool,
}

impl App {
    /// Imports files in their order. A file that fails leaves those before it imported.
    pub async fn import(
        &self,
        request: &ImportRequest,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Vec<ImportReport>, AppError> {
        let options = ImportOptions {
            format: request.format.clone(),
            atomic: request.atomic,
            max_download_bytes: self.config().import.max_download_bytes,
            scratch: self.config().data_dir.clone(),
            at: self.now(),
        };
        let mut reports = Vec::with_capacity(request.inputs.len());
        for input in &request.inputs {
            let input: Input = input.parse()?;
            reports.push(catalog::import(self.store(), &input, &options, progress).await?);
        }
        if self.config().registry.match_after_import {
            let request = MatchRequest { since: Some(options.at), ..MatchRequest::default() };
            let matched = self.registry_match(&request).await?;
            tracing::info!(joined = matched.joined, "{} works joined after the import", matched.joined);
        }
        Ok(reports)
    }

    /// Imports the catalog that comes with the program.
    pub async fn import_starter(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Vec<ImportReport>, AppError> {
        Ok(catalog::import_starter(self.store(), self.now(), progress).await?)
    }

    /// Every import so far, the latest first.
    pub async fn imports(&self) -> Result<Vec<store::ImportEntry>, AppError> {
        Ok(self.store().imports().await?)
    }

    /// Rows that were turned away, of one file (by its SHA-256) or of all.
    pub async fn rejects(&self, file: Option<&str>, limit: usize) -> Result<Vec<store::RejectRow>, AppError> {
        Ok(self.store().rejects(file, limit).await?)
    }
}
