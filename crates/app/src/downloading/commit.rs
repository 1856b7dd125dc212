//! A downloaded file and its row as one story: intent → upload → verify → committed, and what a crash left of it.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use assets::{
    journal::{Facts, Mend, Object, Stage, mend},
    objects::{Content, Depth, Manifest, Note, ObjectError, Objects, Owned, Provider},
};
use downloads::{Trouble, file::Got, sniff};
use people::{
    AssetStatus, FailureCategory,
    desk::{self, Places},
    ledger::Twin,
};
use sources::http::clock::between;
use store::{AssetRow, JournalEntry, ObjectRow, WriteTx};

use super::place::Place;
use crate::{App, AppError};

/// What became of a file.
pub(super) enum Kept {
    /// It is in its place: whether its content is new there, and how many assets came with it.
    Whole { is_new: bool, found: u64 },
    /// It could not be put there.
    Trouble(Trouble),
    /// Another process has it, or its person was erased meanwhile.
    Left,
}

/// A process that writes an object for somebody who was erased meanwhile is heard of within this time, or never.
const LATE: Duration = Duration::from_hours(24);

impl App {
    /// Puts a file into the storage and its place into the row. The row of the asset carries what is known of the
    /// file from the intent on, so that a crash at any moment loses nothing.
    pub(super) async fn keep_file(
        &self,
        place: &Place,
        asset: &mut AssetRow,
        got: &Got,
        session: &str,
    ) -> Result<Kept, AppError> {
        let content = &got.content;
        let attempt = self.store().journal_of(&asset.id).await?.last().map_or(1, |entry| entry.attempt + 1);
        let now = self.now();
        let mut entry = JournalEntry {
            asset: asset.id.clone(),
            attempt,
            stage: Stage::Intent.to_string(),
            storage_key: Some(content.key()),
            sha256: Some(content.sha256.clone()),
            bytes: content.bytes,
            session: session.to_owned(),
            created_at: now,
            updated_at: now,
        };
        asset.filename = got.name.clone().or_else(|| asset.filename.take());
        asset.bytes = Some(content.bytes);
        asset.sha256 = Some(content.sha256.clone());
        asset.content_type = Some(content.content_type.clone());
        let tx = self.store().begin().await?;
        let is_ours = is_still_ours(&tx, asset).await?
            && tx.save_asset_journal(&entry).await?
            && tx.save_assets(std::slice::from_mut(asset)).await? == 1;
        if !is_ours {
            let is_claimed = tx.object_is_claimed(&content.key()).await?;
            tx.rollback().await?;
            return self.not_kept(asset, &got.path, is_claimed).await;
        }
        tx.commit().await?;
        self.keep_intended(place, asset, content, &got.path, &mut entry, false).await
    }

    /// Why a file is not to be kept: its content is on its way out for somebody else, or the asset is not to be had any
    /// more. What was downloaded of one that is here or nobody's goes.
    async fn not_kept(&self, asset: &AssetRow, file: &Path, is_claimed: bool) -> Result<Kept, AppError> {
        if is_claimed {
            let message = "the same content is being erased for somebody else; the next try comes after that, and \
                           `emaki people fsck` ends it where it was broken off";
            return Ok(Kept::Trouble(Trouble::new(FailureCategory::System, message)));
        }
        if self.store().asset(&asset.id).await?.is_none_or(|row| row.storage_key.is_some()) {
            let _ = std::fs::remove_file(file);
        }
        Ok(Kept::Left)
    }

    /// All that follows on the intent. What lies there already at its full length is taken as it is, unless it is known to
    /// be wrong and sent `over`.
    async fn keep_intended(
        &self,
        place: &Place,
        asset: &mut AssetRow,
        content: &Content,
        file: &Path,
        entry: &mut JournalEntry,
        over: bool,
    ) -> Result<Kept, AppError> {
        let note = Note { row: asset.person.clone(), origin: asset.url.clone() };
        let sent = if over {
            place.objects.put_over(file, content, &note).await
        } else {
            place.objects.put(file, content, &note).await
        };
        let stored = match sent {
            Ok(stored) => stored,
            Err(error) => return Ok(Kept::Trouble(trouble(&error))),
        };
        self.note_stage(entry, Stage::Uploaded).await?;
        if let Err(error) = place.objects.verify(&stored.key, content, place.depth).await {
            if matches!(error, ObjectError::Damaged { .. }) && stored.is_new {
                // Only what this very attempt wrote is taken away, and only if nobody else took it up.
                desk::take_away(&self.places(&place.objects), &stored.key, Some(&asset.id), self.now())
                    .await?;
            }
            self.note_stage(entry, Stage::Intent).await?;
            return Ok(Kept::Trouble(trouble(&error)));
        }
        self.note_stage(entry, Stage::Verified).await?;
        let Some(found) = self.commit_file(&place.objects, asset, content, entry).await? else {
            return self.not_kept(asset, file, false).await;
        };
        let _ = std::fs::remove_file(file);
        Ok(Kept::Whole { is_new: stored.is_new, found })
    }

    async fn note_stage(&self, entry: &mut JournalEntry, stage: Stage) -> Result<(), AppError> {
        entry.stage = stage.to_string();
        entry.updated_at = self.now();
        let tx = self.store().begin().await?;
        tx.save_asset_journal(entry).await?;
        Ok(tx.commit().await?)
    }

    /// The manifest, which the check writes anew where a storage did not take it; then the row, the object's row, the
    /// transcript that belongs to a video, and the last word of the journal, in one transaction. Gives how many assets
    /// are new; none where another process was faster, or the person was erased meanwhile: then nothing of this attempt
    /// is left that nobody holds.
    pub(super) async fn commit_file(
        &self,
        objects: &Objects,
        asset: &mut AssetRow,
        content: &Content,
        entry: &mut JournalEntry,
    ) -> Result<Option<u64>, AppError> {
        let now = self.now();
        let key = entry.storage_key.clone().unwrap_or_else(|| content.key());
        let is_folder = objects.provider() == Provider::Folder;
        let status = if is_folder { AssetStatus::Downloaded } else { AssetStatus::Uploaded };
        asset.status = status.to_string();
        asset.failure_category = None;
        asset.failure_permanent = false;
        asset.failure_message = None;
        asset.attempts = 0;
        asset.next_attempt_at = None;
        asset.bytes = Some(content.bytes);
        asset.sha256 = Some(content.sha256.clone());
        asset.content_type = Some(content.content_type.clone());
        asset.local_file_path = is_folder.then(|| format!("objects/{key}"));
        asset.storage_key = Some(key.clone());
        asset.cloud_storage_url = Some(objects.address(&key));
        asset.updated_at = now;
        entry.stage = Stage::Committed.to_string();
        entry.updated_at = now;
        let class = &self.config().people.downloads.storage_class;
        let object = ObjectRow {
            storage_key: key.clone(),
            sha256: content.sha256.clone(),
            bytes: content.bytes,
            content_type: content.content_type.clone(),
            cloud_storage_url: objects.address(&key),
            storage_class: Some(class.clone()).filter(|class| !class.is_empty()),
            presigned: None,
            created_at: now,
            verified_at: Some(now),
        };
        // Before the row, so that whoever erases it knows of everything by the row.
        if let Err(error) = objects.write_manifest(&page(asset, content, &key, now)).await {
            tracing::warn!(asset = asset.id, "the manifest is not written, `people fsck` does it: {error}");
        }
        let twin = Twin::open(self.store(), now).await?;
        let tx = self.store().begin().await?;
        let is_ours =
            is_still_ours(&tx, asset).await? && tx.save_assets(std::slice::from_mut(asset)).await? == 1;
        if !is_ours {
            tx.rollback().await?;
            drop(twin);
            self.give_up(objects, &key, entry).await?;
            return Ok(None);
        }
        tx.save_object(&object).await?;
        tx.save_asset_journal(entry).await?;
        let children: Vec<AssetRow> = self.transcript_of(asset).into_iter().collect();
        let new = tx.add_assets(&children).await?;
        twin.commit(tx, &[&asset.person]).await?;
        Ok(Some(new))
    }

    /// The end of an attempt whose row is not its own any more: what it wrote goes, unless somebody holds it.
    async fn give_up(&self, objects: &Objects, key: &str, entry: &mut JournalEntry) -> Result<(), AppError> {
        let row = self.store().asset(&entry.asset).await?;
        if row.as_ref().is_some_and(|row| row.storage_key.as_deref() == Some(key)) {
            // Another process ended the same attempt, or one like it.
            let lines = self.store().journal_of(&entry.asset).await?;
            let is_open = |line: &JournalEntry| {
                line.attempt == entry.attempt && line.stage != Stage::Committed.as_str()
            };
            if lines.iter().any(is_open) {
                self.note_stage(entry, Stage::Abandoned).await?;
            }
            return Ok(());
        }
        self.drop_object(objects, key, &entry.asset).await?;
        if row.is_some() {
            return self.note_stage(entry, Stage::Abandoned).await;
        }
        // Nothing of an erased person's attempt is to come any more.
        self.forget_line(entry).await
    }

    async fn forget_line(&self, entry: &JournalEntry) -> Result<(), AppError> {
        let tx = self.store().begin().await?;
        tx.forget_journal(&entry.asset, entry.attempt).await?;
        Ok(tx.commit().await?)
    }

    async fn is_claimed(&self, key: &str) -> Result<bool, AppError> {
        let tx = self.store().begin().await?;
        let is_claimed = tx.object_is_claimed(key).await?;
        tx.rollback().await?;
        Ok(is_claimed)
    }

    /// Takes away what an attempt wrote whose asset does not hold it, unless another one does.
    async fn drop_object(&self, objects: &Objects, key: &str, asset: &str) -> Result<(), AppError> {
        let page = Manifest::key_of(key, asset);
        if let Err(error) = objects.delete(&page).await {
            tracing::warn!(asset, "a manifest of nobody stays, `people fsck` takes it away: {error}");
        }
        desk::take_away(&self.places(objects), key, Some(asset), self.now()).await?;
        Ok(())
    }

    /// Where what is to be deleted lies.
    pub(crate) fn places<'a>(&'a self, objects: &'a Objects) -> Places<'a> {
        Places { store: self.store(), objects, folder: self.people_folder() }
    }

    /// Ends what earlier sessions left undone: every open line of the journal by what is found of its file. Gives how
    /// many there were.
    pub(super) async fn mend_journal(&self, place: &Place) -> Result<u64, AppError> {
        let mut mended = 0;
        for mut entry in self.store().open_journal().await? {
            let (Some(key), Some(sha256)) = (entry.storage_key.clone(), entry.sha256.clone()) else {
                self.note_stage(&mut entry, Stage::Abandoned).await?;
                continue;
            };
            let row = self.store().asset(&entry.asset).await?;
            // No row may hold it until it is gone; its line stays open until then.
            if row.is_some() && self.is_claimed(&key).await? {
                continue;
            }
            let staged = staged(&place.staging, &entry.asset);
            let extension = key.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
            let content_type = row.as_ref().and_then(|row| row.content_type.clone());
            let content_type = content_type.unwrap_or_else(|| sniff::UNKNOWN.content_type.to_owned());
            let content = Content { sha256, bytes: entry.bytes, extension, content_type };
            let object = match place.objects.verify(&key, &content, Depth::Whole).await {
                Ok(()) => Object::Sound,
                Err(ObjectError::Missing { .. }) => Object::Absent,
                Err(ObjectError::Damaged { .. }) => Object::Wrong,
                // A storage that does not answer proves nothing; the line stays open.
                Err(_) => continue,
            };
            let shared = self.holders(&key).await?.iter().any(|id| *id != entry.asset);
            let stage = Stage::parse(&entry.stage).unwrap_or(Stage::Intent);
            let facts = Facts { object, at_hand: staged.is_some(), shared };
            match (mend(stage, facts), row, staged) {
                // An erased person's file is nobody's any more. Whoever was writing it then may be at it still, so that
                // its line stays for a while.
                (_, None, _) => {
                    self.drop_object(&place.objects, &key, &entry.asset).await?;
                    if between(entry.updated_at, self.now()) > LATE {
                        self.forget_line(&entry).await?;
                    }
                    continue;
                }
                // A file that came by another attempt is the newer one.
                (Mend::Commit | Mend::Upload, Some(row), staged)
                    if row.storage_key.as_deref().is_some_and(|held| held != key) =>
                {
                    self.drop_object(&place.objects, &key, &entry.asset).await?;
                    self.note_stage(&mut entry, Stage::Abandoned).await?;
                    if let Some(file) = staged {
                        self.not_kept(&row, &file, false).await?;
                    }
                }
                (Mend::Commit, Some(mut row), staged) => {
                    let found = self.commit_file(&place.objects, &mut row, &content, &mut entry).await?;
                    if let Some(file) = staged {
                        if found.is_some() {
                            let _ = std::fs::remove_file(file);
                        } else {
                            self.not_kept(&row, &file, false).await?;
                        }
                    }
                }
                (Mend::Upload, Some(mut row), Some(file)) => {
                    let over = object == Object::Wrong;
                    if let Kept::Trouble(trouble) =
                        self.keep_intended(place, &mut row, &content, &file, &mut entry, over).await?
                    {
                        tracing::warn!(
                            asset = entry.asset,
                            "a file of an earlier session is not kept: {trouble}"
                        );
                        if trouble.category == FailureCategory::Validation {
                            let _ = std::fs::remove_file(file);
                            self.note_stage(&mut entry, Stage::Abandoned).await?;
                        }
                        continue;
                    }
                }
                (mend, Some(row), _) => {
                    // Where the row itself holds it still, the check says what is to be done.
                    if mend == Mend::Remove && row.storage_key.as_deref() != Some(key.as_str()) {
                        self.drop_object(&place.objects, &key, &entry.asset).await?;
                    }
                    self.note_stage(&mut entry, Stage::Abandoned).await?;
                }
            }
            mended += 1;
        }
        self.sweep_staging(&place.staging).await?;
        Ok(mended)
    }

    /// Takes away what lies in the folder of downloads of assets that are here, or are nobody's any more.
    async fn sweep_staging(&self, staging: &Path) -> Result<(), AppError> {
        let entries = std::fs::read_dir(staging).map_err(AppError::internal)?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let id = name.trim_start_matches('.').split('.').next().unwrap_or_default();
            let row = self.store().asset(id).await?;
            let is_open = row.is_some_and(|row| row.storage_key.is_none() && row.gone_at.is_none());
            if is_open {
                continue;
            }
            let path = entry.path();
            let done =
                if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            // Another process may have been faster.
            if let Err(error) = done {
                tracing::debug!("`{}` stays: {error}", path.display());
            }
        }
        Ok(())
    }

    /// The ids of the assets whose rows hold an object.
    pub(super) async fn holders(&self, key: &str) -> Result<Vec<String>, AppError> {
        let filter = store::AssetFilter {
            file: Some(key.to_owned()),
            with_gone: true,
            ..store::AssetFilter::default()
        };
        let rows = self.store().assets(&filter, 10_000).await?;
        Ok(rows.into_iter().filter(|row| row.storage_key.as_deref() == Some(key)).map(|row| row.id).collect())
    }
}

/// Whether an asset may be written as it is known here: it is somebody's, and nobody gave it a file meanwhile. What
/// others noted of it since stands back behind the file.
async fn is_still_ours(tx: &WriteTx, asset: &mut AssetRow) -> Result<bool, AppError> {
    let Some(row) = tx.asset(&asset.id).await? else { return Ok(false) };
    if row.version != asset.version && row.storage_key.is_some() {
        return Ok(false);
    }
    (asset.version, asset.gone_at) = (row.version, row.gone_at);
    Ok(true)
}

/// The manifest of an asset that is a content under a key.
pub(super) fn page(asset: &AssetRow, content: &Content, key: &str, now: model::Instant) -> Manifest {
    Manifest { content: content.clone(), key: key.to_owned(), written_at: now, file: owned(asset) }
}

/// What stands in a manifest of an asset.
pub(super) fn owned(asset: &AssetRow) -> Owned {
    Owned { asset: asset.id.clone(), row: asset.person.clone(), origin: asset.url.clone() }
}

/// The finished file of an asset that waits for its place.
pub(super) fn staged(staging: &Path, asset: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(staging).ok()?.flatten();
    let begin = format!("{asset}.");
    let mut found = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&begin));
    found.next().map(|entry| entry.path())
}

/// What a storage's failure means for an asset.
fn trouble(error: &ObjectError) -> Trouble {
    let category = match error {
        ObjectError::Failed { .. } => FailureCategory::Network,
        ObjectError::Full { .. } | ObjectError::File { .. } => FailureCategory::Disk,
        ObjectError::Damaged { .. } => FailureCategory::Validation,
        ObjectError::Refused { .. }
        | ObjectError::Address { .. }
        | ObjectError::Missing { .. }
        | ObjectError::NoLinks => FailureCategory::System,
    };
    Trouble::new(category, error.to_string())
}
