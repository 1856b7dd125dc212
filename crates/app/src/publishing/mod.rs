//! Publishing: the check before it, what was published, and taking it back. Each target has its file.

mod files;
mod postgres;

use keeping::{
    Keeping, KeepingError,
    forms::Form,
    numbers::{self, Foreseen},
    rules::{Profile, Rules},
};
use model::Instant;
use publish::{RollbackRequest, RolledBack, check};
use serde::Serialize;
use serde_json::Value;
use store::StoreError;

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

/// How often a publish starts again because somebody else took numbers that it had foreseen.
const ATTEMPTS: usize = 5;

/// Whether a publish is worth another try: numbers that were foreseen are taken.
fn is_outrun(error: &KeepingError) -> bool {
    matches!(error, KeepingError::Store(StoreError::Busy))
}

impl App {
    /// Looks at everything that would be published, new rows under the numbers that they would get.
    pub async fn publish_check(&self, registry: &str, profile: Profile) -> Result<check::Report, AppError> {
        let rules = self.rules(profile);
        let (keeping, _) = self.rows_to_publish(registry, &rules).await?;
        Ok(check::check_rows(self.store(), registry, &rules, self.now(), keeping).await?.report)
    }

    /// A registry's rows under their numbers; those of new rows are only foreseen, so that a publish that is
    /// refused spends none.
    async fn rows_to_publish(&self, registry: &str, rules: &Rules) -> Result<(Keeping, Foreseen), AppError> {
        self.known_registry(registry).await?;
        let mut keeping = keeping::load(self.store(), registry, rules).await?;
        let is_new = |form| keeping.kept(form).any(|entry| entry.unique_id.is_none());
        if !(is_new(Form::Series) || is_new(Form::Character)) {
            return Ok((keeping, Foreseen::default()));
        }
        let foreseen = numbers::foresee(self.store(), registry, &mut keeping).await?;
        Ok((keeping, foreseen))
    }

    /// Gives the numbers that were foreseen, and brings the mirror up to them.
    async fn give_foreseen(&self, registry: &str, foreseen: Foreseen) -> Result<(), KeepingError> {
        if foreseen.is_empty() {
            return Ok(());
        }
        let mirror = self.mirror(registry);
        if let Some(mirror) = &mirror {
            mirror.guard(self.store(), registry).await?;
        }
        foreseen.give(self.store(), registry, self.now()).await?;
        if let Some(mirror) = &mirror {
            mirror.write(self.store(), registry, self.now()).await?;
        }
        Ok(())
    }

    /// Every publish of a registry, the newest first.
    pub async fn publishes(&self, registry: &str) -> Result<Vec<PublishEntry>, AppError> {
        self.known_registry(registry).await?;
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
        self.known_registry(registry).await?;
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
