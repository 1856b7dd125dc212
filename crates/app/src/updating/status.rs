//! How datasets stand: what was imported last, what waits, what addresses say.

use catalog::updating::{Known, peek};
use model::Instant;
use serde::Serialize;
use store::{UpdateCheck, UpdateRow, UpdateState};

use super::{UpdateSchedule, look::shown, turn::is_begun};
use crate::{App, AppError};

/// What addresses of a dataset say, without anything being fetched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatasetCheck {
    /// The dataset.
    pub dataset: String,
    /// Whether there is something new; none where no address tells without being fetched.
    pub has_updates: Option<bool>,
    /// When addresses were asked before this.
    pub last_check: Option<Instant>,
    /// When a release was last imported or applied.
    pub last_update: Option<Instant>,
    /// Entries that are kept of the newest release.
    pub entry_count: u64,
    /// The first eight digits of the SHA-256 of the release that is kept.
    pub content_hash: Option<String>,
    /// Address by address.
    pub addresses: Vec<AddressCheck>,
    /// The update that waits for somebody's word.
    pub waiting: Option<UpdateRow>,
}

/// What one address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddressCheck {
    /// The address, without what may be secret in it.
    pub address: String,
    /// Whether it has another file than the last time; none where it does not tell.
    pub changed: Option<bool>,
    /// Its `ETag`.
    pub etag: String,
    /// Its `Last-Modified`.
    pub modified: String,
    /// Why it does not answer.
    pub error: Option<String>,
}

/// How a dataset stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatasetStatus {
    /// The dataset.
    pub dataset: String,
    /// The format of its files.
    pub format: String,
    /// Entries that are kept of the newest release.
    pub entry_count: u64,
    /// When a release was last imported or applied.
    pub last_update: Option<Instant>,
    /// The first eight digits of the SHA-256 of the release that is kept.
    pub content_hash: Option<String>,
    /// What that release calls itself.
    pub release: String,
    /// What its addresses last answered, in the order in which they are asked.
    pub checks: Vec<UpdateCheck>,
    /// The update that waits, is being applied or being undone.
    pub under_way: Option<UpdateRow>,
    /// What was begun and broken off, and goes on with the next run.
    pub broken_off: Option<BrokenOff>,
    /// The last update that ended.
    pub last: Option<UpdateRow>,
}

/// An update that no process is at any more, though it was begun and has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokenOff {
    /// The update.
    pub update: i64,
    /// Batches of it that are written and were not taken back.
    pub batches: u64,
    /// When it was begun.
    pub begun_at: Option<Instant>,
}

/// How all datasets stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateStatus {
    /// The datasets.
    pub datasets: Vec<DatasetStatus>,
    /// When they are looked at.
    pub schedule: UpdateSchedule,
}

impl App {
    /// Asks the addresses of a dataset whether they have something new; nothing is fetched.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn check_updates(&self, dataset: Option<&str>) -> Result<DatasetCheck, AppError> {
        let (name, config) = self.dataset(dataset)?;
        let checks = self.store().update_checks(name).await?;
        let mut addresses = Vec::with_capacity(config.addresses.len());
        for address in &config.addresses {
            let shown = shown(address);
            let last = checks.iter().find(|check| check.address == shown);
            let known = last.map_or_else(Known::default, |check| Known {
                etag: check.etag.clone(),
                modified: check.modified.clone(),
                file_hash: check.file_hash.clone(),
            });
            let told = match peek(address, &known).await {
                Ok((changed, etag, modified)) => {
                    AddressCheck { address: shown.clone(), changed, etag, modified, error: None }
                }
                Err(error) => {
                    let error = Some(causes(&AppError::from(error)));
                    let (etag, modified) = (String::new(), String::new());
                    AddressCheck { address: shown.clone(), changed: None, etag, modified, error }
                }
            };
            // Nothing is noted: who only asks must not put off the look that is due.
            addresses.push(told);
        }
        let status = self.dataset_status(name).await?;
        let waiting = status.under_way.filter(|row| row.state == UpdateState::Waiting);
        let changed: Vec<Option<bool>> = addresses.iter().map(|address| address.changed).collect();
        let has_updates = match () {
            () if waiting.is_some() || changed.contains(&Some(true)) => Some(true),
            () if changed.contains(&None) => None,
            () => Some(false),
        };
        Ok(DatasetCheck {
            dataset: name.to_owned(),
            has_updates,
            last_check: checks.iter().map(|check| check.checked_at).max(),
            last_update: status.last_update,
            entry_count: status.entry_count,
            content_hash: status.content_hash,
            addresses,
            waiting,
        })
    }

    /// How a dataset stands, or all.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn update_status(&self, dataset: Option<&str>) -> Result<UpdateStatus, AppError> {
        let names: Vec<String> = match dataset {
            Some(name) => vec![self.dataset(Some(name))?.0.to_owned()],
            None => self.config().updates.datasets.keys().cloned().collect(),
        };
        let mut datasets = Vec::with_capacity(names.len());
        for name in names {
            datasets.push(self.dataset_status(&name).await?);
        }
        Ok(UpdateStatus { datasets, schedule: self.update_schedule().await? })
    }

    pub(super) async fn dataset_status(&self, name: &str) -> Result<DatasetStatus, AppError> {
        let (name, config) = self.dataset(Some(name))?;
        let met = self.store().updates(Some(name), 1000).await?;
        let (applied, release) = self.applied(config, &met).await?;
        let source = sources::datasets::format_named(&config.format).map(sources::datasets::Format::source);
        let kept = match source {
            Some(source) => self.store().records_of_newest_file(&source, &config.format).await?.len(),
            None => 0,
        };
        let checks = self.store().update_checks(name).await?;
        let place = |check: &UpdateCheck| config.addresses.iter().position(|a| shown(a) == check.address);
        let mut checks: Vec<UpdateCheck> =
            checks.into_iter().filter(|check| place(check).is_some()).collect();
        checks.sort_by_key(place);
        let is_alive = |row: &&UpdateRow| {
            matches!(row.state, UpdateState::Waiting | UpdateState::Running | UpdateState::Undoing)
        };
        let begun = met.iter().find(|row| is_begun(row));
        let broken_off = match begun {
            Some(row) if !self.has_turn(name).await? => Some(BrokenOff {
                update: row.id,
                batches: self.store().update_step_count(row.id).await?,
                begun_at: row.applied_at,
            }),
            _ => None,
        };
        Ok(DatasetStatus {
            broken_off,
            dataset: name.to_owned(),
            format: config.format.clone(),
            entry_count: kept as u64,
            last_update: self.last_update(&config.format, &met).await?,
            content_hash: applied.map(|hash| hash.chars().take(8).collect()),
            release,
            checks,
            under_way: met.iter().find(is_alive).cloned(),
            last: met.iter().find(|row| !is_alive(row)).cloned(),
        })
    }

    /// When a release was last imported by hand or applied.
    pub(super) async fn last_update(
        &self,
        format: &str,
        met: &[UpdateRow],
    ) -> Result<Option<Instant>, AppError> {
        let applied =
            met.iter().filter(|row| row.state == UpdateState::Done).filter_map(|row| row.applied_at).max();
        let imports = self.store().imports().await?;
        let imported =
            imports.iter().filter(|line| line.format == format).filter_map(|line| line.finished_at).max();
        Ok(applied.max(imported))
    }
}

/// A failure with what caused it, in one line.
fn causes(error: &AppError) -> String {
    let mut told = error.message.clone();
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        let text = source.to_string();
        if !told.contains(&text) {
            told = format!("{told}: {text}");
        }
        cause = source.source();
    }
    told
}
