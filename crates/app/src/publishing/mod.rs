//! Publishing: the check before it, what was published, and taking it back. Each target has its file.

mod files;
mod postgres;

use keeping::{
    Keeping,
    forms::Form,
    rules::{Profile, Rules},
};
use model::Instant;
use publish::{RollbackRequest, RolledBack, check};
use serde::Serialize;
use serde_json::Value;

pub use files::PublishFiles;
pub use postgres::PublishPostgres;

use crate::{App, AppError};

/// What every publish is told.
#[derive(Debug, Clone)]
pub struct PublishSettings {
    /// The registry whose numbers are used.
    pub registry: String,
    /// Which set of rules.
    pub profile: Profile,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Whether warnings are accepted.
    pub accept_warnings: bool,
    /// Who asks.
    pub author: String,
}

/// One publish, as it is listed.
#[derive(Debug, Clone, Serialize)]
pub struct PublishEntry {
    /// Its number.
    pub id: i64,
    /// `files` or `postgres`.
    pub what: String,
    /// The folder, or the database without its password.
    pub target: String,
    /// The profile.
    pub profile: String,
    /// `begun`, `done`, `failed` or `rolled_back`.
    pub state: String,
    /// Who asked for it.
    pub author: String,
    /// When.
    pub at: Instant,
    /// Whether what stood there before is still kept.
    pub kept: bool,
    /// Counts.
    pub report: Value,
}

impl App {
    /// Looks at everything that would be published.
    pub async fn publish_check(&self, registry: &str, profile: Profile) -> Result<check::Report, AppError> {
        let rules = self.rules(profile);
        Ok(check::check(self.store(), registry, &rules, self.now()).await?.report)
    }

    /// A registry's rows, all of which have numbers afterwards. They are read once where none is new.
    async fn rows_to_publish(&self, settings: &PublishSettings, rules: &Rules) -> Result<Keeping, AppError> {
        let mut keeping = keeping::load(self.store(), &settings.registry, rules).await?;
        let is_new = |form| keeping.kept(form).any(|entry| entry.unique_id.is_none());
        if settings.dry_run || !(is_new(Form::Series) || is_new(Form::Character)) {
            return Ok(keeping);
        }
        self.identify_rows(&settings.registry, &mut keeping).await?;
        Ok(keeping)
    }

    /// Every publish of a registry, the newest first.
    pub async fn publishes(&self, registry: &str) -> Result<Vec<PublishEntry>, AppError> {
        let kept = self.store().kept_publishes(registry).await?;
        let entry = |publish: store::Publish| PublishEntry {
            kept: kept.contains(&publish.id),
            id: publish.id,
            what: publish.what,
            target: publish.target,
            profile: publish.profile,
            state: publish.state,
            author: publish.author,
            at: publish.at,
            report: serde_json::from_str(&publish.report).unwrap_or_default(),
        };
        Ok(self.store().publishes(registry).await?.into_iter().map(entry).collect())
    }

    /// Brings back what stood at a target before a publish, or before the newest one.
    pub async fn publish_rollback(
        &self,
        registry: &str,
        id: Option<i64>,
        url: Option<String>,
        force: bool,
        author: &str,
    ) -> Result<RolledBack, AppError> {
        let request = RollbackRequest {
            registry: registry.to_owned(),
            id,
            // Only a publish to a database needs one.
            url: self.target_url(url).ok(),
            force,
            author: author.to_owned(),
            at: self.now(),
        };
        Ok(publish::rollback(self.store(), &request).await?)
    }
}
