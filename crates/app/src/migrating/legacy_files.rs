//! The old pipeline's files, brought in.

use std::path::PathBuf;

use keeping::rules::Profile;
use migrate::{LegacyFiles, LegacyFilesRequest, legacy_files};
use serde::Serialize;

use crate::{App, AppError};

/// Which files to bring in, and how.
#[derive(Debug, Clone)]
pub struct MigrateFiles {
    /// The old pipeline's folder.
    pub folder: PathBuf,
    /// The registry that takes its numbers.
    pub registry: String,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Whom the values are said to be from.
    pub author: String,
}

/// What that did.
#[derive(Debug, Clone, Serialize)]
pub struct MigratedFiles {
    /// What came in.
    #[serde(flatten)]
    pub report: LegacyFiles,
    /// Why the registry's mirror does not show it; none when it does, or when there is none.
    pub mirror: Option<String>,
}

impl App {
    /// Brings the old pipeline's files in. A second time nothing changes.
    pub async fn migrate_files(&self, request: MigrateFiles) -> Result<MigratedFiles, AppError> {
        let MigrateFiles { folder, registry, dry_run, author } = request;
        let rules = self.rules(Profile::Default);
        let request = LegacyFilesRequest { folder, registry, author, dry_run, rules, at: self.now() };
        let report = legacy_files(self.store(), &request).await?;
        let mirror = if dry_run { None } else { self.mirrored(&request.registry).await? };
        Ok(MigratedFiles { report, mirror })
    }
}
