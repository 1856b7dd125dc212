//! Objects of the old pipeline, taken over where they lie.

use std::{
    collections::{BTreeSet, HashSet},
    path::PathBuf,
};

use assets::objects::{Content, FILES, Manifest, Owned, hash_in_key};
use downloads::sniff;
use futures::{StreamExt as _, TryStreamExt as _};
use people::{
    AssetStatus,
    desk::asset_row,
    ledger::{self, Evidence, Twin},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::{AssetRow, JournalEntry, ObjectRow};

use super::adopted_name::adopted_name;
use crate::{App, AppError, ErrorCode};

/// What to adopt.
#[derive(Debug, Clone)]
pub struct AdoptObjects {
    /// The place of the objects, which has to be the storage that is set.
    pub bucket: String,
    /// Older copies of the CSV file, plain or `.gz`, that also say whose objects are.
    pub copies: Vec<PathBuf>,
    /// Only say what would be adopted.
    pub dry_run: bool,
}

/// What that did. Objects that nobody can be proven to own are listed and left.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Adopted {
    /// Objects that were looked at.
    pub objects: u64,
    /// Objects with their person, and who says so.
    pub adopted: Vec<(String, String, Vec<String>)>,
    /// Those that were adopted before.
    pub known: u64,
    /// Objects of which no file says whose they are.
    pub unprovable: Vec<String>,
    /// Objects that several people are said to own.
    pub contested: Vec<(String, Vec<String>)>,
    /// Objects that only people who were erased are said to own: nobody gets them, and they are to be deleted.
    pub of_erased: Vec<String>,
    /// Names of objects that a file has and the bucket has not.
    pub missing: Vec<String>,
    /// Objects that are pages and no media.
    pub pages: Vec<String>,
    /// Copies that cannot be read.
    pub unread: Vec<String>,
}

impl App {
    /// Adopts objects `files/{uuid}{ext}` of the old pipeline in place: each is read, hashed and sniffed, and given to
    /// whom the CSV file and its copies say, if they all say the same.
    ///
    /// # Errors
    /// `conflict` when the bucket is not the storage that is set: files are looked for there only.
    pub async fn adopt_people_objects(&self, request: &AdoptObjects) -> Result<Adopted, AppError> {
        self.people_are_open()?;
        let objects = self.objects()?;
        let same = |text: &str| text.trim_end_matches('/').to_owned();
        if same(&self.config().storage_url) != same(&request.bucket) {
            let message = "the bucket is not the storage that is set, and files are looked for there only";
            return Err(AppError::new(ErrorCode::Conflict, message)
                .hint(format!("set EMAKI_STORAGE_URL={} and run it again", request.bucket)));
        }
        let copies: Vec<_> = request.copies.iter().map(PathBuf::as_path).collect();
        let (evidence, unread) = ledger::evidence(self.store(), &copies).await?;
        let gone: HashSet<String> = self.store().people_erased().await?.into_iter().collect();
        let mut done = Adopted { unread, ..Adopted::default() };
        let mut seen = BTreeSet::new();
        let mut listed = objects.list(FILES);
        let mut keys = Vec::new();
        while let Some(object) = listed.try_next().await.map_err(AppError::internal)? {
            // What lies under its own hash was written by us.
            if hash_in_key(&object.key).is_none() {
                keys.push(object.key);
            }
        }
        drop(listed);
        keys.sort();
        for key in keys {
            done.objects += 1;
            let name = key.rsplit('/').next().unwrap_or(&key);
            let uuid = name.split_once('.').map_or(name, |(uuid, _)| uuid).to_owned();
            seen.insert(uuid.clone());
            let Some(found) = evidence.get(&uuid).filter(|found| !found.owners.is_empty()) else {
                done.unprovable.push(key);
                continue;
            };
            if found.owners.len() > 1 {
                done.contested.push((key, found.owners.iter().map(ToString::to_string).collect()));
                continue;
            }
            if found.owners.iter().all(|owner| gone.contains(owner.as_str())) {
                done.of_erased.push(key);
                continue;
            }
            self.adopt(&objects, &key, &uuid, found, request.dry_run, &mut done).await?;
        }
        // What lies under its hash was put there by us and stands in the file since.
        let is_ours = |found: &Evidence| found.key.as_deref().is_some_and(|key| hash_in_key(key).is_some());
        let missing = evidence.into_iter().filter(|(uuid, found)| !seen.contains(uuid) && !is_ours(found));
        done.missing = missing.map(|(uuid, _)| uuid).collect();
        Ok(done)
    }

    async fn adopt(
        &self,
        objects: &assets::objects::Objects,
        key: &str,
        uuid: &str,
        found: &Evidence,
        dry_run: bool,
        done: &mut Adopted,
    ) -> Result<(), AppError> {
        let Some(owner) = found.owners.first() else { return Ok(()) };
        if self.store().stored_object(key).await?.is_some() {
            done.known += 1;
            return Ok(());
        }
        let content = content(objects, key).await?;
        if content.content_type == sniff::HTML.content_type {
            done.pages.push(key.to_owned());
            return Ok(());
        }
        let said_by = found.said_by.iter().cloned().collect();
        let adopted = (key.to_owned(), owner.to_string(), said_by);
        if dry_run {
            done.adopted.push(adopted);
            return Ok(());
        }
        let now = self.now();
        let said = found.description.clone().unwrap_or_default();
        let mut asset = ledger::legacy_asset(owner, uuid, &said, Some(key), now);
        let attempts =
            self.store().journal_of(&asset.id.to_string()).await?.last().map_or(0, |line| line.attempt);
        let twin = Twin::open(self.store(), now).await?;
        let tx = self.store().begin().await?;
        let id = asset.id.to_string();
        let mut version = 0;
        if let Some(before) = tx.asset(&id).await? {
            (asset.created_at, version) = (before.created_at, before.version);
            // What was downloaded since stays.
            if before.storage_key.is_some() {
                tx.rollback().await?;
                done.known += 1;
                return Ok(());
            }
        }
        asset.status = AssetStatus::Uploaded;
        asset.failure = None;
        asset.filename = Some(adopted_name(key, &said, &content.extension));
        asset.bytes = Some(content.bytes);
        asset.sha256 = Some(content.sha256.clone());
        asset.content_type = Some(content.content_type.clone());
        asset.storage_key = Some(key.to_owned());
        asset.cloud_storage_url = Some(objects.address(key));
        let mut row = AssetRow { version, ..asset_row(&asset) };
        if tx.save_assets(std::slice::from_mut(&mut row)).await? == 0 {
            // Their person was erased while the object was read.
            tx.rollback().await?;
            done.of_erased.push(key.to_owned());
            return Ok(());
        }
        tx.save_object(&ObjectRow {
            storage_key: key.to_owned(),
            sha256: content.sha256.clone(),
            bytes: content.bytes,
            content_type: content.content_type.clone(),
            cloud_storage_url: objects.address(key),
            storage_class: None,
            presigned: None,
            created_at: now,
            verified_at: Some(now),
        })
        .await?;
        tx.save_asset_journal(&JournalEntry {
            asset: id.clone(),
            attempt: attempts + 1,
            stage: "committed".to_owned(),
            storage_key: Some(key.to_owned()),
            sha256: Some(content.sha256.clone()),
            bytes: content.bytes,
            session: "adopted".to_owned(),
            created_at: now,
            updated_at: now,
        })
        .await?;
        twin.commit(tx, &[owner.as_str()]).await?;
        done.adopted.push(adopted);
        let file = Owned { asset: id, row: owner.to_string(), origin: asset.url };
        let manifest = Manifest { content, key: key.to_owned(), written_at: now, file };
        if let Err(error) = objects.write_manifest(&manifest).await {
            tracing::warn!(key, "the manifest is not written, `people fsck` does it: {error}");
        }
        Ok(())
    }
}

/// What an object is: read to its end once, for its hash, its length and its kind.
async fn content(objects: &assets::objects::Objects, key: &str) -> Result<Content, AppError> {
    let mut pieces = objects.stream(key, 0).await.map_err(AppError::internal)?;
    let (mut hash, mut bytes, mut start) = (Sha256::new(), 0, Vec::new());
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(AppError::internal)?;
        let wanted = sniff::ENOUGH.saturating_sub(start.len()).min(piece.len());
        start.extend_from_slice(&piece[..wanted]);
        bytes += piece.len() as u64;
        hash.update(&piece);
    }
    let kind = sniff::sniff(&start);
    let sha256 = assets::hex(&hash.finalize());
    Ok(Content {
        sha256,
        bytes,
        extension: kind.extension.to_owned(),
        content_type: kind.content_type.to_owned(),
    })
}
