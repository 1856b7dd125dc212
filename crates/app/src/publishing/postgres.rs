//! Publishing to the users' own PostgreSQL.

use std::time::Duration;

use publish::{
    check::Acceptance,
    postgres::{self, Patience, PostgresReport, PostgresRequest},
};

use super::{ATTEMPTS, PublishSettings, is_outrun};
use crate::{App, AppError, ErrorCode};

/// What to publish to a database.
#[derive(Debug, Clone)]
pub struct PublishPostgres {
    /// What every publish is told.
    pub settings: PublishSettings,
    /// The database's address; that of the settings when not given.
    pub url: Option<String>,
    /// Delete rows that are not published, unless somebody holds them.
    pub delete_missing: bool,
    /// Keep names apart within a medium only.
    pub alter_target: bool,
}

impl App {
    /// Gives new rows their numbers, and writes a registry's rows into the game's own tables.
    pub async fn publish_postgres(&self, request: PublishPostgres) -> Result<PostgresReport, AppError> {
        let PublishPostgres { settings, url, delete_missing, alter_target } = request;
        let url = self.target_url(url)?;
        let rules = self.rules(settings.profile);
        let now = self.now();
        let request = PostgresRequest {
            url,
            registry: settings.registry,
            profile: settings.profile.word().to_owned(),
            dry_run: settings.dry_run,
            delete_missing,
            alter_target,
            author: settings.author,
            at: now,
            keep: self.config().publish.keep,
            patience: self.patience(),
        };
        let acceptance = if settings.accept_warnings { Acceptance::Warnings } else { Acceptance::Clean };
        let mut attempt = 1;
        loop {
            let (keeping, foreseen) = self.rows_to_publish(&request.registry, &rules).await?;
            let number = self.give_foreseen(&request.registry, foreseen);
            match postgres::publish_rows(self.store(), &request, &rules, acceptance, keeping, number).await {
                Err(error) if is_outrun(&error) && attempt < ATTEMPTS => attempt += 1,
                done => return Ok(done?),
            }
        }
    }

    /// The address of the game's database: the one given, or that of the settings.
    pub(crate) fn target_url(&self, given: Option<String>) -> Result<String, AppError> {
        let named = given.or_else(|| Some(self.config().publish.url.clone()));
        named.filter(|url| !url.is_empty()).ok_or_else(|| {
            AppError::new(ErrorCode::NotConfigured, "no database is named")
                .hint("name it with --url, EMAKI_PUBLISH_URL, or `url` under [publish] in the settings")
        })
    }

    /// How long to wait for what in the game's database.
    pub(crate) fn patience(&self) -> Patience {
        let config = &self.config().publish;
        Patience {
            lock: Duration::from_secs(config.lock_timeout_s),
            statement: Duration::from_secs(config.statement_timeout_s),
        }
    }
}
