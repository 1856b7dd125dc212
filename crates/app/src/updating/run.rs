//! Applying a release: found, weighed, and applied or left waiting for somebody's word.
//!
//! What was broken off goes on: an update that is being applied or undone comes before anything new of its dataset.

use std::{collections::BTreeSet, path::PathBuf};

use catalog::{
    Input,
    updating::{Known, Looked, import_update, joined_over, look},
};
use model::EntityKind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AuditEntry, NewUpdate, PairState, UpdateMove, UpdateRow, UpdateState};

use super::{Applied, Telling, look::Outlook, turn::is_begun};
use crate::{App, AppError, DatasetConfig, ErrorCode, MatchRequest};

/// How much of a release is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateMode {
    /// Rows that are as they were are only noted in their new place.
    #[default]
    Incremental,
    /// All of it is read again, though it be the release that is kept, and every work is merged again.
    Full,
}

/// What is to be updated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateRequest {
    /// The dataset; the only one where none is named.
    pub dataset: Option<String>,
    /// How much.
    pub mode: UpdateMode,
    /// Whether a release that was applied, refused or undone before counts as new.
    pub again: bool,
    /// Who asks.
    pub author: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateOutcome {
    /// The dataset.
    pub dataset: String,
    /// `applied`, `waiting` for somebody's word, or `unchanged`.
    pub outcome: &'static str,
    /// The update, where there is one.
    pub update: Option<UpdateRow>,
    /// What was found on the way, in words.
    pub notes: Vec<String>,
}

impl UpdateMode {
    /// The word that is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incremental => "incremental",
            Self::Full => "full",
        }
    }
}

impl App {
    /// Looks for a new release of a dataset, and applies it unless it has to wait for somebody's word. What was broken
    /// off before goes on first.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset, `busy` while another process updates it, `source_unavailable` where no address
    /// answers, what an import fails with.
    pub async fn run_update(
        &self,
        request: &UpdateRequest,
        progress: &(dyn Fn(crate::Progress) + Send + Sync),
    ) -> Result<UpdateOutcome, AppError> {
        let (name, _) = self.dataset(request.dataset.as_deref())?;
        self.take_turn(name).await?.hold(self.run_in_turn(request, progress)).await
    }

    async fn run_in_turn(
        &self,
        request: &UpdateRequest,
        progress: Telling<'_>,
    ) -> Result<UpdateOutcome, AppError> {
        let (name, config) = self.dataset(request.dataset.as_deref())?;
        let mut notes = Vec::new();
        let met = self.store().updates(Some(name), 1000).await?;
        if let Some(row) =
            // One that is half undone goes before one that was approved meanwhile, the older before the newer.
            met
                .iter()
                .find(|row| row.state == UpdateState::Undoing)
                .or_else(|| met.iter().rev().find(|row| row.state == UpdateState::Running))
        {
            notes.push(if is_begun(row) {
                let batches = self.store().update_step_count(row.id).await?;
                format!("update {} was broken off with {batches} batches written, and goes on", row.id)
            } else {
                format!("update {} was approved, and is applied now", row.id)
            });
            let row = match row.state {
                UpdateState::Running => self.apply_update(row, config, progress).await?,
                _ => self.go_on_undoing(row, progress).await?,
            };
            let outcome = if row.state == UpdateState::Done { "applied" } else { "undone" };
            return Ok(UpdateOutcome { dataset: name.to_owned(), outcome, update: Some(row), notes });
        }
        let again = request.again || request.mode == UpdateMode::Full;
        let candidate = match self.look_for_update(name, config, again).await? {
            Outlook::New(candidate) => candidate,
            Outlook::Nothing(told) => {
                notes.extend(told);
                let waiting = met.into_iter().find(|row| row.state == UpdateState::Waiting);
                let outcome = if waiting.is_some() { "waiting" } else { "unchanged" };
                return Ok(UpdateOutcome { dataset: name.to_owned(), outcome, update: waiting, notes });
            }
        };
        let waits = !candidate.reasons.is_empty();
        let new = NewUpdate {
            dataset: name.to_owned(),
            state: if waits { UpdateState::Waiting } else { UpdateState::Running },
            mode: request.mode.as_str().to_owned(),
            address: candidate.address.clone(),
            release: candidate.inspection.release.clone(),
            file_hash: candidate.release.hash.clone(),
            body: candidate.body(),
            author: author(&request.author),
        };
        let row = self.store().new_update(&new, self.now()).await?;
        // Not before the update is kept: a kill in between must not make an address look unchanged.
        let (address, release) = (&candidate.address, &candidate.release);
        let edition = &candidate.inspection.release;
        self.note_check(name, address, None, Some(release), edition, "new").await?;
        if row.state == UpdateState::Waiting {
            tracing::warn!(update = row.id, dataset = name, "update {} of {name} waits for approval", row.id);
            notes.extend(candidate.reasons.iter().cloned());
            return Ok(UpdateOutcome {
                dataset: name.to_owned(),
                outcome: "waiting",
                update: Some(row),
                notes,
            });
        }
        let row = self.apply_update(&row, config, progress).await?;
        Ok(UpdateOutcome { dataset: name.to_owned(), outcome: "applied", update: Some(row), notes })
    }

    /// Approves an update that waits; it is then to be applied by `run_update` or a job.
    ///
    /// # Errors
    /// `not_found`, `conflict` when it does not wait.
    pub async fn approve_update(&self, id: i64, by: &str) -> Result<UpdateRow, AppError> {
        let row = self.update(id).await?;
        self.decide(&row, by, UpdateState::Running, "update.approve").await
    }

    /// Refuses an update that waits, or one that was approved or broken off before anything of it was written. Its
    /// release is not met again by itself.
    ///
    /// # Errors
    /// `not_found`; `conflict` when it does not wait, and something of it was written; `busy` while it is applied.
    pub async fn refuse_update(&self, id: i64, by: &str) -> Result<UpdateRow, AppError> {
        let row = self.update(id).await?;
        if row.state != UpdateState::Running {
            return self.decide(&row, by, UpdateState::Refused, "update.refuse").await;
        }
        let refused = async {
            let written = self.store().update_step_count(id).await?;
            if written > 0 {
                let text = format!("update {id} was broken off with {written} batches written");
                return Err(AppError::new(ErrorCode::Conflict, text)
                    .detail("update", id)
                    .detail("batches", written)
                    .hint(format!("`emaki update undo {id}` takes them back, `emaki update run` goes on")));
            }
            self.decide(&row, by, UpdateState::Refused, "update.refuse").await
        };
        self.take_turn(&row.dataset).await?.hold(refused).await
    }

    /// Moves an update that waits, or one that this process has the turn of.
    async fn decide(
        &self,
        row: &UpdateRow,
        by: &str,
        to: UpdateState,
        action: &str,
    ) -> Result<UpdateRow, AppError> {
        let id = row.id;
        let by = author(by);
        let from = match row.state {
            UpdateState::Running if to == UpdateState::Refused => [UpdateState::Running],
            _ => [UpdateState::Waiting],
        };
        let step = UpdateMove { from: &from, to, by: Some(&by), report: None, at: self.now() };
        let tx = self.store().begin().await?;
        if !tx.move_update(id, &step).await? {
            tx.rollback().await?;
            return Err(not_waiting(row));
        }
        tx.audit(&AuditEntry {
            id: 0,
            at: self.now(),
            author: by,
            action: action.to_owned(),
            subjects: Vec::new(),
            details: json!({ "update": id, "dataset": row.dataset, "release": row.release }),
        })
        .await?;
        tx.commit().await?;
        self.update(id).await
    }

    /// Applies an update that is approved or needs no approval, or goes on with it.
    pub(super) async fn apply_update(
        &self,
        row: &UpdateRow,
        config: &DatasetConfig,
        progress: Telling<'_>,
    ) -> Result<UpdateRow, AppError> {
        let path = self.release_file(row, config).await?;
        let resumes = self.store().update_step_count(row.id).await? > 0;
        let Some(at) = self.store().start_update(row.id, self.now()).await? else {
            return Err(not_waiting(&self.update(row.id).await?));
        };
        let options = self.import_options(config, at);
        let input = Input::File(path.clone());
        let report =
            import_update(self.store(), &input, &options, row.id, catalog::BATCH_ROWS, progress).await?;
        if row.mode == UpdateMode::Full.as_str() {
            catalog::rebuild(self.store()).await?;
        }
        // A run that goes on must not forget what the run before it joined.
        let before = if resumes { self.joined_before(at).await? } else { self.joined().await? };
        if self.config().registry.match_after_import {
            let request = MatchRequest { since: Some(at), ..MatchRequest::default() };
            self.registry_match(&request).await?;
        }
        let joins = joined_over(self.store(), row.id, &before).await?;
        let steps = self.store().update_step_count(row.id).await?;
        let imported = serde_json::to_value(&report.counts).map_err(AppError::internal)?;
        let applied = Applied { imported, joins, steps, undone: None };
        let kept = applied.to_value()?;
        let now = self.now();
        let tx = self.store().begin().await?;
        let step = UpdateMove {
            from: &[UpdateState::Running],
            to: UpdateState::Done,
            by: None,
            report: Some(&kept),
            at: now,
        };
        if tx.move_update(row.id, &step).await? {
            let details = json!({
                "update": row.id, "dataset": row.dataset, "release": row.release, "imported": applied.imported,
            });
            tx.audit(&AuditEntry {
                id: 0,
                at: now,
                author: row.author.clone(),
                action: "update.apply".to_owned(),
                subjects: Vec::new(),
                details,
            })
            .await?;
        }
        tx.commit().await?;
        self.sweep(&row.dataset, &path);
        tracing::info!(
            update = row.id,
            dataset = row.dataset,
            "applied update {} of {}",
            row.id,
            row.dataset
        );
        self.update(row.id).await
    }

    /// The file of an update: as it was met, or fetched anew where it is another machine's or was swept away.
    async fn release_file(&self, row: &UpdateRow, config: &DatasetConfig) -> Result<PathBuf, AppError> {
        let folder = self.updates_dir()?;
        let short = row.file_hash.get(..16).unwrap_or(&row.file_hash);
        let path = folder.join(format!("{}-{short}", row.dataset));
        if path.exists() {
            return Ok(path);
        }
        let options = self.import_options(config, self.now());
        for address in &config.addresses {
            let found = look(address, &Known::default(), &folder, &row.dataset, &options).await;
            if let Ok(Looked::New(release)) = found {
                if release.hash == row.file_hash {
                    return Ok(release.path);
                }
                drop(std::fs::remove_file(&release.path));
            }
        }
        let text = format!("the file of update {} is gone, and no address has it any more", row.id);
        Err(AppError::new(ErrorCode::SourceUnavailable, text)
            .detail("update", row.id)
            .hint(format!(
                "`emaki update refuse {0}` gives it up, `emaki update undo {0}` where something of it was written \
                 already; the next look finds what there is now",
                row.id
            )))
    }

    /// Only the newest release stays.
    fn sweep(&self, dataset: &str, newest: &std::path::Path) {
        let Ok(folder) = self.updates_dir() else { return };
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let of_dataset = name.strip_prefix(dataset).is_some_and(|rest| {
                rest.strip_prefix('-')
                    .is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
            });
            if of_dataset && path != newest {
                drop(std::fs::remove_file(&path));
            }
        }
    }

    /// Pairs that a rule has joined.
    async fn joined(&self) -> Result<BTreeSet<i64>, AppError> {
        let mut ids = BTreeSet::new();
        for kind in [EntityKind::Work, EntityKind::Character] {
            let pairs = self.store().match_pairs(&kind, &[PairState::Joined], usize::MAX).await?;
            ids.extend(pairs.into_iter().map(|pair| pair.id));
        }
        Ok(ids)
    }

    /// Those that were joined before a moment.
    pub(super) async fn joined_before(&self, at: model::Instant) -> Result<BTreeSet<i64>, AppError> {
        let mut ids = BTreeSet::new();
        for kind in [EntityKind::Work, EntityKind::Character] {
            let pairs = self.store().match_pairs(&kind, &[PairState::Joined], usize::MAX).await?;
            let earlier = pairs.into_iter().filter(|pair| pair.decided_at.is_none_or(|decided| decided < at));
            ids.extend(earlier.map(|pair| pair.id));
        }
        Ok(ids)
    }

    /// An update by its number.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn update(&self, id: i64) -> Result<UpdateRow, AppError> {
        let row = self.store().update(id).await?;
        row.ok_or_else(|| {
            AppError::not_found("update", &id.to_string()).hint("`emaki update list` lists them")
        })
    }

    /// Updates, newest first.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn updates(&self, dataset: Option<&str>, limit: usize) -> Result<Vec<UpdateRow>, AppError> {
        if let Some(name) = dataset {
            self.dataset(Some(name))?;
        }
        Ok(self.store().updates(dataset, limit.clamp(1, 500)).await?)
    }
}

/// Who asks, where nobody says.
pub(super) fn author(by: &str) -> String {
    if by.trim().is_empty() { "worker".to_owned() } else { by.trim().to_owned() }
}

fn not_waiting(row: &UpdateRow) -> AppError {
    AppError::new(
        ErrorCode::Conflict,
        format!("update {} is {} and waits for nobody", row.id, row.state.as_str()),
    )
    .detail("update", row.id)
    .detail("state", row.state.as_str())
    .hint("`emaki update list` shows which ones wait")
}
