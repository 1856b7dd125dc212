//! A downloaded file and its row as one story: intent → upload → verify → committed, and what a crash left of it.

use std::path::{Path, PathBuf};

use assets::{
    journal::{Facts, Mend, Object, Stage, mend},
    objects::{Content, Depth, Manifest, Note, ObjectError, Objects, Owned, Provider},
};
use downloads::{Trouble, file::Got, sniff};
use people::{AssetStatus, FailureCategory};
use store::{AssetRow, JournalEntry, ObjectRow};

use super::place::Place;
use crate::{App, AppError};

/// What became of a file.
pub(super) enum Kept {
    /// It is in its place: whether its content is new there, and how many assets came with it.
    Whole { is_new: bool, found: u64 },
    /// It could not be put there.
    Trouble(Trouble),
}

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
        tx.save_asset_journal(&entry).await?;
        tx.save_assets(std::slice::from_ref(asset)).await?;
        tx.commit().await?;
        self.keep_intended(place, asset, content, &got.path, &mut entry).await
    }

    /// All that follows on the intent.
    async fn keep_intended(
        &self,
        place: &Place,
        asset: &mut AssetRow,
        content: &Content,
        file: &Path,
        entry: &mut JournalEntry,
    ) -> Result<Kept, AppError> {
        let note = Note { row: asset.person.clone(), origin: asset.url.clone() };
        let stored = match place.objects.put(file, content, &note).await {
            Ok(stored) => stored,
            Err(error) => return Ok(Kept::Trouble(trouble(&error))),
        };
        self.note_stage(entry, Stage::Uploaded).await?;
        if let Err(error) = place.objects.verify(&stored.key, content, place.depth).await {
            if matches!(error, ObjectError::Damaged { .. }) && stored.is_new {
                // Only what this very attempt wrote is taken away.
                let _ = place.objects.delete(&stored.key).await;
            }
            self.note_stage(entry, Stage::Intent).await?;
            return Ok(Kept::Trouble(trouble(&error)));
        }
        self.note_stage(entry, Stage::Verified).await?;
        let found = self.commit_file(&place.objects, asset, content, entry).await?;
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

    /// The row, the object's row, the transcript that belongs to a video, and the last word of the journal, in one
    /// transaction; then the manifest, which the check writes anew where a crash left it out. Gives how many assets
    /// are new.
    pub(super) async fn commit_file(
        &self,
        objects: &Objects,
        asset: &mut AssetRow,
        content: &Content,
        entry: &mut JournalEntry,
    ) -> Result<u64, AppError> {
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
        let tx = self.store().begin().await?;
        tx.save_assets(std::slice::from_ref(asset)).await?;
        tx.save_object(&object).await?;
        tx.save_asset_journal(entry).await?;
        let children: Vec<AssetRow> = self.transcript_of(asset).into_iter().collect();
        let new = tx.add_assets(&children).await?;
        tx.commit().await?;
        let found = objects.manifest(&content.sha256).await.ok().flatten();
        let mut manifest = found.unwrap_or_else(|| Manifest::new(content.clone(), key, now));
        manifest.put(owned(asset));
        manifest.written_at = now;
        if let Err(error) = objects.write_manifest(&manifest).await {
            tracing::warn!(asset = asset.id, "the manifest is not written, `people fsck` does it: {error}");
        }
        Ok(new)
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
                // An erased person's file is nobody's any more.
                (_, None, _) => {
                    if !shared {
                        let _ = place.objects.delete(&key).await;
                    }
                    self.note_stage(&mut entry, Stage::Abandoned).await?;
                }
                (Mend::Commit, Some(mut row), staged) => {
                    self.commit_file(&place.objects, &mut row, &content, &mut entry).await?;
                    if let Some(file) = staged {
                        let _ = std::fs::remove_file(file);
                    }
                }
                (Mend::Upload, Some(mut row), Some(file)) => {
                    if object == Object::Wrong {
                        let _ = place.objects.delete(&key).await;
                    }
                    if let Kept::Trouble(trouble) =
                        self.keep_intended(place, &mut row, &content, &file, &mut entry).await?
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
                (mend, ..) => {
                    if mend == Mend::Remove {
                        let _ = place.objects.delete(&key).await;
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
