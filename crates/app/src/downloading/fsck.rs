//! Rows and objects held against each other, both ways.

use std::collections::{BTreeMap, HashMap};

use assets::objects::{FILES, ObjectError, hash_in_key};
use futures::TryStreamExt as _;
use jobs::{Progress, Unit};
use model::Instant;
use people::{AssetStatus, desk, ledger::Twin};
use serde::{Deserialize, Serialize};
use store::{AssetFilter, AssetRow, ObjectRow};

use super::place::Place;
use crate::{App, AppError};

/// Rows that are read at a time.
pub(super) const ROWS: usize = 1_000;

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
    /// What was still to be deleted of people who were erased, and is gone now.
    pub erased: u64,
    /// Everything that was not in order.
    pub findings: Vec<FileFinding>,
}

impl FileCheck {
    /// Whether something is wrong still.
    pub fn has_problems(&self) -> bool {
        self.findings.iter().any(|finding| !finding.mended)
    }

    pub(super) fn find(
        &mut self,
        kind: &'static str,
        asset: Option<&str>,
        key: &str,
        message: String,
        mended: bool,
    ) {
        let (asset, key) = (asset.map(str::to_owned), key.to_owned());
        self.findings.push(FileFinding { kind, asset, key, message, mended });
    }
}

/// Something that was not in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFinding {
    /// What it is: `missing`, `damaged`, `length`, `orphan`, `manifest`, `unlisted`, `half`, `erasure`.
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
    /// given back to it, a manifest is written anew. What nobody knows is listed and left. What is left of people who
    /// were erased is deleted first.
    ///
    /// Others go on meanwhile: what was listed is looked at again before anything is changed.
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
        self.end_erasures(&place.objects, request, &mut check).await?;
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
        let mut sound = HashMap::new();
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
                self.check_row(&place, &row, present.get(&key).copied(), &mut sound, request, &mut check)
                    .await?;
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

    /// A row against its object. `sound` holds hash and length of the objects whose bytes were read in this check and
    /// are what a row says, so that one which several rows hold is read once.
    async fn check_row(
        &self,
        place: &Place,
        row: &AssetRow,
        bytes: Option<u64>,
        sound: &mut HashMap<String, (String, u64)>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        if !matches!(AssetStatus::parse(&row.status), Some(AssetStatus::Downloaded | AssetStatus::Uploaded)) {
            return Ok(());
        }
        let key = row.storage_key.as_deref().unwrap_or_default();
        // What was written since all were listed is seen by a second look.
        let bytes = match bytes {
            Some(bytes) => Some(bytes),
            None => place.objects.head(key).await.map_err(failed)?.map(|seen| seen.bytes),
        };
        let Some(bytes) = bytes else {
            return self.lose(row, "missing", key, "the object is not there", request, check).await;
        };
        if row.bytes.is_none_or(|known| known == bytes) && !request.deep {
            return Ok(());
        }
        let Some(sha256) = &row.sha256 else {
            if row.bytes.is_some_and(|known| known != bytes) {
                let message =
                    format!("the object has {bytes} bytes, the row says another length and no hash");
                check.find("damaged", Some(&row.id), key, message, false);
            }
            return Ok(());
        };
        if let Some((_, bytes)) = sound.get(key).filter(|(hash, _)| hash == sha256) {
            return self.right_length(row, key, *bytes, request, check).await;
        }
        // A length alone proves nothing: it may be the row's that is wrong.
        let noted = self.store().stored_object(key).await?;
        let (hash, bytes) = match place.objects.hash(key).await {
            Ok(found) => found,
            Err(ObjectError::Missing { .. }) => {
                return self.lose(row, "missing", key, "the object is not there", request, check).await;
            }
            Err(error) => return Err(failed(error)),
        };
        if hash == *sha256 {
            sound.insert(key.to_owned(), (hash, bytes));
            return self.right_length(row, key, bytes, request, check).await;
        }
        let message = format!("the object's hash is {hash} instead of {sha256}");
        if hash_in_key(key).is_some_and(|said| said != hash) {
            return self.wrong_object(place, row, noted.as_ref(), &message, request, check).await;
        }
        // An object of another making is left: it may be all there is.
        self.lose(row, "damaged", key, &message, request, check).await
    }

    /// A row that says another length than the object has whose hash it knows.
    async fn right_length(
        &self,
        row: &AssetRow,
        key: &str,
        bytes: u64,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        if row.bytes == Some(bytes) {
            return Ok(());
        }
        let mut row = AssetRow { bytes: Some(bytes), updated_at: self.now(), ..row.clone() };
        let mut is_mended = false;
        if request.repair {
            let twin = Twin::open(self.store(), row.updated_at).await?;
            let tx = self.store().begin().await?;
            is_mended = tx.save_assets(std::slice::from_mut(&mut row)).await? == 1;
            twin.commit(tx, &[&row.person]).await?;
        }
        let message = format!("the object is right and has {bytes} bytes; the row said another length");
        check.find("length", Some(&row.id), key, message, is_mended);
        Ok(())
    }

    /// An object whose key says another hash than its bytes have: it is wrong for everybody, so that all of its rows are
    /// due again and it goes, unless somebody writes it anew right now or did since it was read.
    async fn wrong_object(
        &self,
        place: &Place,
        row: &AssetRow,
        noted: Option<&ObjectRow>,
        message: &str,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let key = row.storage_key.as_deref().unwrap_or_default();
        if !request.repair {
            check.find("damaged", Some(&row.id), key, message.to_owned(), false);
            return Ok(());
        }
        let now = self.now();
        let twin = Twin::open(self.store(), now).await?;
        let tx = self.store().begin().await?;
        let mut holders = tx.assets_at(key).await?;
        let is_as_read = tx.stored_object(key).await?.as_ref() == noted;
        for holder in &mut holders {
            due_again(holder, now);
        }
        let is_free = is_as_read
            && tx.save_assets(&mut holders).await? == holders.len()
            && tx.claim_object(key, None, now).await?;
        if !is_free {
            tx.rollback().await?;
            let message = format!("{message}; it is being written right now, check again");
            check.find("damaged", Some(&row.id), key, message, false);
            return Ok(());
        }
        let people: Vec<&str> = holders.iter().map(|holder| holder.person.as_str()).collect();
        twin.commit(tx, &people).await?;
        let is_gone = desk::claimed(&self.places(&place.objects), key, None).await?;
        // One that the storage kept stands on the list, and nobody can take it up until it is gone.
        let then = if is_gone {
            "`emaki people download` fetches it anew"
        } else {
            "the object is still to be deleted, run `emaki people fsck` again"
        };
        for holder in &holders {
            let message = format!("{message}; {then}");
            check.find("damaged", Some(&holder.id), key, message, is_gone && holder.gone_at.is_none());
        }
        Ok(())
    }

    /// A row whose file is lost: where it may be fetched anew, it is due again. One that was written since it was read
    /// is left to the next check.
    async fn lose(
        &self,
        row: &AssetRow,
        kind: &'static str,
        key: &str,
        message: &str,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let is_mended = request.repair && row.gone_at.is_none();
        if is_mended {
            let mut row = row.clone();
            due_again(&mut row, self.now());
            let twin = Twin::open(self.store(), row.updated_at).await?;
            let tx = self.store().begin().await?;
            if tx.save_assets(std::slice::from_mut(&mut row)).await? == 0 {
                tx.rollback().await?;
                return Ok(());
            }
            twin.commit(tx, &[&row.person]).await?;
        }
        let then = if is_mended { "; `emaki people download` fetches it anew" } else { "" };
        check.find(kind, Some(&row.id), key, format!("{message}{then}"), is_mended);
        Ok(())
    }
}

/// A row without its file, to be fetched.
fn due_again(row: &mut AssetRow, now: Instant) {
    row.status = AssetStatus::Pending.to_string();
    row.storage_key = None;
    row.cloud_storage_url = None;
    row.local_file_path = None;
    row.next_attempt_at = None;
    row.failure_permanent = false;
    row.updated_at = now;
}

pub(super) fn failed(error: ObjectError) -> AppError {
    AppError::new(crate::ErrorCode::TargetFailed, format!("the storage of people's files: {error}"))
        .caused_by(error)
        .hint("see that EMAKI_STORAGE_URL and the provider's keys are right, then run it again")
}
