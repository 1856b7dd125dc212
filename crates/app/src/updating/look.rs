//! Looking for a new release: the addresses of a dataset in their order, and what is new held against what is kept.

use std::path::PathBuf;

use catalog::{
    ImportOptions, Input,
    updating::{Inspection, Known, Looked, Release, inspect, look},
};
use serde::Serialize;
use store::{UpdateCheck, UpdateRow, UpdateState};

use crate::{App, AppError, DatasetConfig, ErrorCode, redacted};

/// A release that may be applied.
pub(super) struct Candidate {
    pub address: String,
    pub release: Release,
    pub inspection: Inspection,
    /// Why it has to wait for somebody's word; empty where it has not.
    pub reasons: Vec<String>,
}

/// What came of looking.
pub(super) enum Outlook {
    /// There is something new.
    New(Box<Candidate>),
    /// There is nothing new; why, address by address.
    Nothing(Vec<String>),
}

/// What is kept with an update of what looking at it found.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    inspection: &'a Inspection,
    reasons: &'a [String],
    modified: &'a str,
    bytes: u64,
}

impl Candidate {
    pub fn body(&self) -> serde_json::Value {
        let (reasons, release) = (self.reasons.as_slice(), &self.release);
        let body =
            Body { inspection: &self.inspection, reasons, modified: &release.modified, bytes: release.bytes };
        serde_json::to_value(body).unwrap_or_default()
    }
}

impl App {
    /// The folder where releases lie until the next one.
    pub(super) fn updates_dir(&self) -> Result<PathBuf, AppError> {
        let folder = self.config().data_dir.join("updates");
        std::fs::create_dir_all(&folder).map_err(|error| {
            AppError::new(
                ErrorCode::NotConfigured,
                format!("the folder `{}` cannot be made", folder.display()),
            )
            .caused_by(error)
        })?;
        Ok(folder)
    }

    pub(super) fn import_options(&self, config: &DatasetConfig, at: model::Instant) -> ImportOptions {
        ImportOptions {
            format: Some(config.format.clone()),
            atomic: false,
            max_download_bytes: self.config().import.max_download_bytes,
            scratch: self.config().data_dir.clone(),
            at,
        }
    }

    /// Asks the addresses in their order, and weighs the first release that is new and not older than what is kept.
    /// With `again` what was applied, refused or undone before counts as new as well.
    pub(super) async fn look_for_update(
        &self,
        name: &str,
        config: &DatasetConfig,
        again: bool,
    ) -> Result<Outlook, AppError> {
        let folder = self.updates_dir()?;
        let options = self.import_options(config, self.now());
        let checks = self.store().update_checks(name).await?;
        let met = self.store().updates(Some(name), 1000).await?;
        let (applied, edition) = self.applied(config, &met).await?;
        let (mut told, mut failures) = (Vec::new(), Vec::new());
        for address in &config.addresses {
            let shown = shown(address);
            let last = checks.iter().find(|check| check.address == shown);
            let known = match last {
                Some(check) if !again => Known {
                    etag: check.etag.clone(),
                    modified: check.modified.clone(),
                    file_hash: check.file_hash.clone(),
                },
                _ => Known::default(),
            };
            let release = match look(address, &known, &folder, name, &options).await {
                Ok(Looked::New(release)) => release,
                Ok(Looked::Unchanged) => {
                    self.note_check(name, &shown, last, None, "", "unchanged").await?;
                    let before = met.iter().find(|row| row.file_hash == known.file_hash);
                    let why = before.and_then(held_back).unwrap_or_else(|| "unchanged".to_owned());
                    told.push(format!("{shown}: {why}"));
                    continue;
                }
                Err(error) => {
                    let error = AppError::from(error);
                    tracing::warn!(
                        dataset = name,
                        address = shown,
                        "an address does not answer: {}",
                        error.message
                    );
                    self.note_check(name, &shown, last, None, "", &format!("failed: {}", error.message))
                        .await?;
                    told.push(format!("{shown}: {}", error.message));
                    failures.push(error);
                    continue;
                }
            };
            let before =
                met.iter().find(|row| row.file_hash == release.hash && row.state != UpdateState::Outdated);
            let is_kept = applied.as_deref() == Some(release.hash.as_str());
            if !again && let Some(why) = already(before, is_kept) {
                self.note_check(name, &shown, last, Some(&release), "", "unchanged").await?;
                told.push(format!("{shown}: {why}"));
                continue;
            }
            let input = Input::File(release.path.clone());
            let inspection = match inspect(self.store(), &input, &options).await {
                Ok(inspection) => inspection,
                Err(error) => {
                    let error = AppError::from(error);
                    self.note_check(name, &shown, last, None, "", &format!("failed: {}", error.message))
                        .await?;
                    told.push(format!("{shown}: {}", error.message));
                    failures.push(error);
                    continue;
                }
            };
            let is_older = !inspection.release.is_empty() && inspection.release.as_str() < edition.as_str();
            if is_older && !again {
                self.note_check(name, &shown, last, Some(&release), &inspection.release, "older").await?;
                told.push(format!("{shown}: its release {} is older than {edition}", inspection.release));
                continue;
            }
            let reasons = self.reasons(&inspection);
            return Ok(Outlook::New(Box::new(Candidate { address: shown, release, inspection, reasons })));
        }
        let all_failed = failures.len() == config.addresses.len();
        match failures.into_iter().next() {
            Some(error) if all_failed => Err(error
                .detail("dataset", name)
                .detail("addresses", told)
                .hint("try again later, or add an address under [updates.datasets.…]")),
            _ => Ok(Outlook::Nothing(told)),
        }
    }

    /// Notes what an address answered. Without a release what was known of it stays.
    pub(super) async fn note_check(
        &self,
        dataset: &str,
        address: &str,
        last: Option<&UpdateCheck>,
        release: Option<&Release>,
        edition: &str,
        outcome: &str,
    ) -> Result<(), AppError> {
        let kept =
            |value: fn(&UpdateCheck) -> &String| last.map(|check| value(check).clone()).unwrap_or_default();
        let check = UpdateCheck {
            dataset: dataset.to_owned(),
            address: address.to_owned(),
            checked_at: self.now(),
            outcome: outcome.chars().take(300).collect(),
            etag: release.map_or_else(|| kept(|check| &check.etag), |release| release.etag.clone()),
            modified: release
                .map_or_else(|| kept(|check| &check.modified), |release| release.modified.clone()),
            file_hash: release.map_or_else(|| kept(|check| &check.file_hash), |release| release.hash.clone()),
            release: if edition.is_empty() { kept(|check| &check.release) } else { edition.to_owned() },
        };
        Ok(self.store().save_update_check(&check).await?)
    }

    /// The hash of the file that holds now, and what it calls itself.
    pub(super) async fn applied(
        &self,
        config: &DatasetConfig,
        met: &[UpdateRow],
    ) -> Result<(Option<String>, String), AppError> {
        if let Some(row) = met.iter().find(|row| row.state == UpdateState::Done) {
            return Ok((Some(row.file_hash.clone()), row.release.clone()));
        }
        let undone: Vec<&str> = met
            .iter()
            .filter(|row| row.state == UpdateState::Undone)
            .map(|row| row.file_hash.as_str())
            .collect();
        let imports = self.store().imports().await?;
        let of_format = imports.iter().filter(|line| {
            line.format == config.format
                && line.finished_at.is_some()
                && !undone.contains(&line.file_hash.as_str())
        });
        let last = of_format.max_by_key(|line| line.touched_at);
        Ok((last.map(|line| line.file_hash.clone()), String::new()))
    }

    fn reasons(&self, inspection: &Inspection) -> Vec<String> {
        let settings = &self.config().updates;
        let mut reasons = Vec::new();
        if inspection.lost_share > settings.max_lost {
            reasons.push(format!(
                "it lacks {} of {} entries, {:.1} %; {:.1} % are allowed",
                inspection.lost,
                inspection.entries_before,
                inspection.lost_share * 100.0,
                settings.max_lost * 100.0
            ));
        }
        if inspection.moved > settings.max_moved {
            reasons.push(format!(
                "{} ids stand in another entry than before; {} are allowed",
                inspection.moved, settings.max_moved
            ));
        }
        reasons
    }
}

/// Why a file is nothing new.
fn already(before: Option<&UpdateRow>, is_kept: bool) -> Option<String> {
    match before {
        Some(row) if row.state == UpdateState::Done => Some("its release was applied already".to_owned()),
        Some(row) => held_back(row),
        None => is_kept.then(|| "its release was imported already".to_owned()),
    }
}

/// Why a release is not met again by itself.
fn held_back(row: &UpdateRow) -> Option<String> {
    match row.state {
        UpdateState::Refused => Some(format!("its release was refused (update {})", row.id)),
        UpdateState::Undone => Some(format!("its release was undone (update {})", row.id)),
        UpdateState::Waiting
        | UpdateState::Running
        | UpdateState::Done
        | UpdateState::Outdated
        | UpdateState::Undoing => None,
    }
}

/// An address without what may be secret in it.
pub(super) fn shown(address: &str) -> String {
    redacted(address)
}
