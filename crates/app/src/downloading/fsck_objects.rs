//! Objects held against the rows: what no row holds, what is noted and not there, and what is left of erased people.

use std::collections::BTreeMap;

use assets::objects::{Content, Depth, FILES, Objects, hash_in_key};
use people::desk;
use store::{AssetFilter, AssetRow};

use super::{
    fsck::{FileCheck, FsckRequest, ROWS, failed},
    place::Place,
};
use crate::{App, AppError};

impl App {
    /// Deletes what an erasure that was broken off left, or tells of it.
    pub(super) async fn end_erasures(
        &self,
        objects: &Objects,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let before = self.store().erasures(None).await?;
        if !request.repair {
            for erasure in before {
                let message = "it is still to be deleted for somebody who was erased".to_owned();
                check.find("erasure", erasure.asset.as_deref(), &erasure.name, message, false);
            }
            return Ok(());
        }
        if before.is_empty() {
            return Ok(());
        }
        let done = desk::finish(&self.places(objects), None, self.now()).await?;
        check.erased = before.len().saturating_sub(done.left.len()) as u64;
        for message in done.left.into_iter().chain(done.by_hand) {
            check.find("erasure", None, "", message, false);
        }
        Ok(())
    }

    /// Objects that no row holds, and rows of objects that are not there.
    pub(super) async fn check_objects(
        &self,
        place: &Place,
        present: &BTreeMap<String, u64>,
        held: &BTreeMap<String, Vec<AssetRow>>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        for (key, bytes) in present.iter().filter(|(key, _)| !held.contains_key(*key)) {
            // First the journal and then the rows: what is committed in between is in one of the two. Its line of the
            // journal knows of it, and the next session ends it.
            if self.store().is_on_its_way(key).await? || !self.holders(key).await?.is_empty() {
                continue;
            }
            // Taken away since it was listed, it is no orphan.
            if place.objects.head(key).await.map_err(failed)?.is_none() {
                continue;
            }
            self.check_orphan(place, key, *bytes, request, check).await?;
        }
        self.check_noted(place, present, request, check).await
    }

    async fn check_orphan(
        &self,
        place: &Place,
        key: &str,
        bytes: u64,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let mut mended = false;
        let mut message = "no row holds this object".to_owned();
        if let Some(sha256) = hash_in_key(key) {
            let filter = AssetFilter { file: Some(sha256.to_owned()), ..AssetFilter::default() };
            let owners = self.store().assets(&filter, ROWS).await?;
            let owner = owners.into_iter().find(|row| {
                row.sha256.as_deref() == Some(sha256) && row.storage_key.is_none() && row.bytes == Some(bytes)
            });
            if let Some(mut row) = owner {
                message = format!("the row of {} knows this content and did not hold it", row.id);
                mended = request.repair && self.give_back(&place.objects, &mut row, key).await?;
            }
        }
        let message = if mended { format!("{message}; it does now") } else { message };
        check.find("orphan", None, key, message, mended);
        Ok(())
    }

    /// Objects that are noted and not there.
    async fn check_noted(
        &self,
        place: &Place,
        present: &BTreeMap<String, u64>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
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
                if place.objects.head(&key).await.map_err(failed)?.is_some() {
                    continue;
                }
                let mut mended = false;
                if request.repair {
                    let tx = self.store().begin().await?;
                    mended = !tx.object_is_wanted(&key, None).await?;
                    if mended {
                        tx.forget_object(&key).await?;
                    }
                    tx.commit().await?;
                }
                check.find(
                    "unlisted",
                    None,
                    &key,
                    "an object was noted that is not there".to_owned(),
                    mended,
                );
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
        // From here on nobody takes it away.
        let tx = self.store().begin().await?;
        if !tx.save_asset_journal(&entry).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        tx.commit().await?;
        Ok(self.commit_file(objects, row, &content, &mut entry).await?.is_some())
    }
}
