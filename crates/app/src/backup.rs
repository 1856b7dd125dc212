//! Upkeep of the store: backup, restore, verify, export, prune, upgrade.

use std::{io::Write, path::Path};

use store::{BackupReport, PruneOptions, PruneReport, VerifyReport};

use crate::{App, AppError, Config};

impl App {
    /// Writes everything kept into one checksummed file, while others go on working.
    pub async fn backup(&self, file: &Path) -> Result<BackupReport, AppError> {
        Ok(self.store().backup(file, self.now()).await?)
    }

    /// Puts a backup in the place of everything kept. A damaged file changes nothing.
    pub async fn restore(&self, file: &Path) -> Result<BackupReport, AppError> {
        Ok(self.store().restore(file).await?)
    }

    /// Whether the store holds anything at all.
    pub async fn holds_anything(&self) -> Result<bool, AppError> {
        Ok(self.store().holds_anything().await?)
    }

    /// Checks the store from the ground up.
    pub async fn verify(&self) -> Result<VerifyReport, AppError> {
        Ok(self.store().verify().await?)
    }

    /// Checks a backup file without touching any store.
    pub async fn verify_backup(file: &Path) -> Result<BackupReport, AppError> {
        Ok(store::verify_backup(file).await?)
    }

    /// Writes everything kept as JSON lines in kind and id order, the same bytes for the same state.
    pub async fn export(&self, out: &mut (impl Write + Send), without_times: bool) -> Result<(), AppError> {
        Ok(self.store().export(out, without_times).await?)
    }

    /// Drops superseded records, old log entries and conversations beyond their bounds.
    pub async fn prune(&self, options: &PruneOptions) -> Result<PruneReport, AppError> {
        let since = options.conversations_since.unwrap_or_else(|| self.conversations_since());
        Ok(self.store().prune(&PruneOptions { conversations_since: Some(since), ..*options }).await?)
    }

    /// Brings the store to this version's schema and says which that is. Opening does it as well.
    pub async fn upgrade(config: Config) -> Result<u32, AppError> {
        Ok(Self::open(config).await?.store().schema_version())
    }
}
