//! Rows and objects held against each other, both ways.

use std::collections::{BTreeMap, BTreeSet};

use assets::objects::{Content, Depth, FILES, Manifest, ObjectError, Objects, hash_in_key};
use futures::TryStreamExt as _;
use jobs::{Progress, Unit};
use people::AssetStatus;
use serde::{Deserialize, Serialize};
use store::{AssetFilter, AssetRow};

use super::{commit::owned, place::Place};
use crate::{App, AppError};

/// Rows that are read at a time.
const ROWS: usize = 1_000;

/// What to check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FsckRequest {
    /// Reads every byte again and compares hashes; otherwise lengths alone.
    pub deep: bool,
    /// Mends what is provable; otherwise everything is only told.
    pub repair: bool,
}

/// What came of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileCheck {
    /// Rows that say that a file is there.
    pub rows: u64,
    /// Objects that lie there.
    pub objects: u64,
    /// How many bytes these have.
    pub bytes: u64,
    /// Lines of the journal that were open and are ended now.
    pub journal: u64,
    /// Everything that was not in order.
    pub findings: Vec<FileFinding>,
}

impl FileCheck {
    /// Whether something is wrong still.
    pub fn has_problems(&self) -> bool {
        self.findings.iter().any(|finding| !finding.mended)
    }
}

/// Something that was not in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFinding {
    /// What it is: `missing`, `damaged`, `orphan`, `manifest`, `unlisted`, `half`.
    pub kind: &'static str,
    /// The asset, where it is about one.
    pub asset: Option<String>,
    /// The object's key.
    pub key: String,
    /// What is wrong, and what was done or is to be done.
    pub message: String,
    /// Whether it is in order now.
    pub mended: bool,
}

impl App {
    /// Checks every row against its object and every object against the rows, ends open lines of the journal, and
    /// mends what is provable: a file that is lost or damaged is fetched anew, an object whose hash a row knows is
    /// given back to it, a manifest is written anew. What nobody knows is listed and left.
    ///
    /// # Errors
    /// `not_configured` while people are turned off; a store or a storage that fails.
    pub async fn check_people_files(
        &self,
        request: FsckRequest,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<FileCheck, AppError> {
        self.people_are_open()?;
        let place = self.download_place()?;
        let mut check = FileCheck::default();
        if request.repair {
            check.journal = self.mend_journal(&place).await?;
        }
        let mut present = BTreeMap::new();
        let mut listed = place.objects.list(FILES);
        while let Some(seen) = listed.try_next().await.map_err(failed)? {
            check.objects += 1;
            check.bytes += seen.bytes;
            present.insert(seen.key, seen.bytes);
        }
        drop(listed);
        let total = self.store().assets_standing().await?;
        let total = total.downloaded + total.uploaded;
        let mut held: BTreeMap<String, Vec<AssetRow>> = BTreeMap::new();
        let mut filter = AssetFilter { with_gone: true, ..AssetFilter::default() };
        loop {
            let rows = self.store().assets(&filter, ROWS).await?;
            let Some(last) = rows.last() else { break };
            filter.after = Some(last.id.clone());
            for row in rows {
                let Some(key) = row.storage_key.clone() else {
                    self.half(&row, request, &mut check).await?;
                    continue;
                };
                check.rows += 1;
                self.check_row(&place, &row, &key, present.get(&key).copied(), request, &mut check).await?;
                held.entry(key).or_default().push(row);
                progress(Progress { done: check.rows, total: Some(total), unit: Unit::Rows });
            }
        }
        self.check_objects(&place, &present, &held, request, &mut check).await?;
        self.check_manifests(&place.objects, &present, &held, request, &mut check).await?;
        Ok(check)
    }

    /// A row without an object that says there is one.
    async fn half(
        &self,
        row: &AssetRow,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let is_container = people::AssetKind::parse(&row.kind).is_some_and(people::AssetKind::is_container);
        let is_there = matches!(AssetStatus::parse(&row.status), Some(AssetStatus::Uploaded))
            || (row.status == AssetStatus::Downloaded.as_str() && row.local_file_path.is_none());
        if is_container || !is_there {
            return Ok(());
        }
        let message = "the row says that its file is here, and names no place; it is fetched anew";
        self.lose(row, "half", "", message, request, check).await
    }

    async fn check_row(
        &self,
        place: &Place,
        row: &AssetRow,
        key: &str,
        bytes: Option<u64>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        if !matches!(AssetStatus::parse(&row.status), Some(AssetStatus::Downloaded | AssetStatus::Uploaded)) {
            return Ok(());
        }
        let outside = !key.starts_with(FILES);
        let bytes = if outside {
            place.objects.head(key).await.map_err(failed)?.map(|seen| seen.bytes)
        } else {
            bytes
        };
        let Some(bytes) = bytes else {
            return self.lose(row, "missing", key, "the object is not there", request, check).await;
        };
        if row.bytes.is_some_and(|known| known != bytes) {
            let message =
                format!("the object has {bytes} bytes instead of {}", row.bytes.unwrap_or_default());
            self.drop_damaged(place, key, request).await?;
            return self.lose(row, "damaged", key, &message, request, check).await;
        }
        if !request.deep {
            return Ok(());
        }
        let Some(sha256) = &row.sha256 else { return Ok(()) };
        let content = Content {
            sha256: sha256.clone(),
            bytes,
            extension: String::new(),
            content_type: row.content_type.clone().unwrap_or_default(),
        };
        match place.objects.verify(key, &content, Depth::Whole).await {
            Ok(()) => Ok(()),
            Err(error @ (ObjectError::Damaged { .. } | ObjectError::Missing { .. })) => {
                self.drop_damaged(place, key, request).await?;
                self.lose(row, "damaged", key, &error.to_string(), request, check).await
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Takes an object away whose key says another hash than its bytes have, so that it is written anew. Those of
    /// another making are left: they may be all there is.
    async fn drop_damaged(&self, place: &Place, key: &str, request: FsckRequest) -> Result<(), AppError> {
        if request.repair && hash_in_key(key).is_some() {
            place.objects.delete(key).await.map_err(failed)?;
            let tx = self.store().begin().await?;
            tx.forget_object(key).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// A row whose file is lost: where it may be fetched anew, it is due again.
    async fn lose(
        &self,
        row: &AssetRow,
        kind: &'static str,
        key: &str,
        message: &str,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let mended = request.repair && row.gone_at.is_none();
        if mended {
            let mut row = row.clone();
            row.status = AssetStatus::Pending.to_string();
            row.storage_key = None;
            row.cloud_storage_url = None;
            row.local_file_path = None;
            row.next_attempt_at = None;
            row.failure_permanent = false;
            row.updated_at = self.now();
            let tx = self.store().begin().await?;
            tx.save_assets(std::slice::from_ref(&row)).await?;
            tx.commit().await?;
        }
        let then = if mended { "; `emaki people download` fetches it anew" } else { "" };
        check.findings.push(FileFinding {
            kind,
            asset: Some(row.id.clone()),
            key: key.to_owned(),
            message: format!("{message}{then}"),
            mended,
        });
        Ok(())
    }

    /// Objects that no row holds.
    async fn check_objects(
        &self,
        place: &Place,
        present: &BTreeMap<String, u64>,
        held: &BTreeMap<String, Vec<AssetRow>>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let open: BTreeSet<String> =
            self.store().open_journal().await?.into_iter().filter_map(|entry| entry.storage_key).collect();
        for (key, bytes) in present.iter().filter(|(key, _)| !held.contains_key(*key)) {
            // Its line of the journal knows of it, and the next session ends it.
            if open.contains(key) {
                continue;
            }
            let mut mended = false;
            let mut message = "no row holds this object".to_owned();
            if let Some(sha256) = hash_in_key(key) {
                let filter = AssetFilter { file: Some(sha256.to_owned()), ..AssetFilter::default() };
                let owners = self.store().assets(&filter, ROWS).await?;
                let owner = owners.into_iter().find(|row| {
                    row.sha256.as_deref() == Some(sha256)
                        && row.storage_key.is_none()
                        && row.bytes == Some(*bytes)
                });
                if let Some(mut row) = owner {
                    message = format!("the row of {} knows this content and did not hold it", row.id);
                    mended = request.repair && self.give_back(&place.objects, &mut row, key).await?;
                }
            }
            let message = if mended { format!("{message}; it does now") } else { message };
            check.findings.push(FileFinding {
                kind: "orphan",
                asset: None,
                key: key.clone(),
                message,
                mended,
            });
        }
        let mut after = String::new();
        loop {
            let rows = self.store().stored_objects(&after, ROWS).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.storage_key.clone();
            for row in rows {
                let key = row.storage_key;
                if present.contains_key(&key) || !key.starts_with(FILES) {
                    continue;
                }
                if request.repair {
                    let tx = self.store().begin().await?;
                    tx.forget_object(&key).await?;
                    tx.commit().await?;
                }
                let message = "an object was noted that is not there".to_owned();
                check.findings.push(FileFinding {
                    kind: "unlisted",
                    asset: None,
                    key,
                    message,
                    mended: request.repair,
                });
            }
        }
    }

    async fn give_back(&self, objects: &Objects, row: &mut AssetRow, key: &str) -> Result<bool, AppError> {
        let content = Content {
            sha256: row.sha256.clone().unwrap_or_default(),
            bytes: row.bytes.unwrap_or_default(),
            extension: key.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned(),
            content_type: row.content_type.clone().unwrap_or_default(),
        };
        if objects.verify(key, &content, Depth::Whole).await.is_err() {
            return Ok(false);
        }
        let attempt = self.store().journal_of(&row.id).await?.last().map_or(1, |entry| entry.attempt + 1);
        let now = self.now();
        let mut entry = store::JournalEntry {
            asset: row.id.clone(),
            attempt,
            stage: assets::journal::Stage::Verified.to_string(),
            storage_key: Some(key.to_owned()),
            sha256: row.sha256.clone(),
            bytes: content.bytes,
            session: String::new(),
            created_at: now,
            updated_at: now,
        };
        self.commit_file(objects, row, &content, &mut entry).await?;
        Ok(true)
    }

    /// Manifests that do not say what the rows say.
    async fn check_manifests(
        &self,
        objects: &Objects,
        present: &BTreeMap<String, u64>,
        held: &BTreeMap<String, Vec<AssetRow>>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        for (key, rows) in held.iter().filter(|(key, _)| present.contains_key(*key)) {
            let Some(sha256) = rows.iter().find_map(|row| row.sha256.clone()) else { continue };
            let mut files: Vec<_> = rows.iter().map(owned).collect();
            files.sort();
            let found = objects.manifest(&sha256).await.map_err(failed)?;
            if found.as_ref().is_some_and(|found| found.files == files) {
                continue;
            }
            if request.repair {
                let row = &rows[0];
                let content = Content {
                    sha256,
                    bytes: row.bytes.unwrap_or_default(),
                    extension: key.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned(),
                    content_type: row.content_type.clone().unwrap_or_default(),
                };
                let mut manifest = Manifest::new(content, key.clone(), self.now());
                manifest.files = files;
                objects.write_manifest(&manifest).await.map_err(failed)?;
            }
            check.findings.push(FileFinding {
                kind: "manifest",
                asset: None,
                key: key.clone(),
                message: "its manifest does not say what the rows say".to_owned(),
                mended: request.repair,
            });
        }
        Ok(())
    }
}

fn failed(error: ObjectError) -> AppError {
    AppError::new(crate::ErrorCode::TargetFailed, format!("the storage of people's files: {error}"))
        .caused_by(error)
        .hint("see that EMAKI_STORAGE_URL and the provider's keys are right, then run it again")
}
