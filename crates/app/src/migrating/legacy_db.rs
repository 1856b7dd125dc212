//! The old pipeline's live database, taken in and put back.

use keeping::rules::Profile;
use migrate::legacy_db::{self, LegacyDbReport, LegacyDbRequest, UndoReport};
use serde::Serialize;

use crate::{App, AppError};

/// Which database to migrate, and how.
#[derive(Debug, Clone)]
pub struct MigrateDb {
    /// Its address; that of the settings when not given.
    pub url: Option<String>,
    /// The registry that takes its ids.
    pub registry: String,
    /// An id that no couple is known of is MyAnimeList's own.
    pub ids_are_mal: bool,
    /// Do it on copies, and leave nothing behind.
    pub rehearse: bool,
    /// Who asks.
    pub author: String,
}

/// What a migration did, and how long it took.
#[derive(Debug, Clone, Serialize)]
pub struct MigratedDb {
    /// What it found, did and proved.
    #[serde(flatten)]
    pub report: LegacyDbReport,
    /// Milliseconds.
    pub took_ms: u64,
}

impl App {
    /// Takes a live old database in, or only rehearses it.
    pub async fn migrate_db(&self, request: MigrateDb) -> Result<MigratedDb, AppError> {
        let begun = std::time::Instant::now();
        let rules = self.rules(Profile::Default);
        let rehearse = request.rehearse;
        let request = self.db_request(request)?;
        let report = if rehearse {
            legacy_db::rehearse(self.store(), &request, &rules).await?
        } else {
            legacy_db::migrate(self.store(), &request, &rules).await?
        };
        Ok(MigratedDb { report, took_ms: begun.elapsed().as_millis() as u64 })
    }

    /// Puts the old database back as it was before a migration, and takes back what that brought here.
    pub async fn migrate_db_back(&self, request: MigrateDb, id: Option<i64>) -> Result<UndoReport, AppError> {
        let request = self.db_request(request)?;
        Ok(legacy_db::undo(self.store(), &request, id).await?)
    }

    fn db_request(&self, request: MigrateDb) -> Result<LegacyDbRequest, AppError> {
        Ok(LegacyDbRequest {
            url: self.target_url(request.url)?,
            registry: request.registry,
            ids_are_mal: request.ids_are_mal,
            folder: self.config().data_dir.clone(),
            author: request.author,
            at: self.now(),
            patience: self.patience(),
        })
    }
}
