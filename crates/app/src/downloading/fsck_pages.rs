//! Manifests held against the rows: those that are missing or say something else, and those of nobody's file.

use std::{collections::BTreeMap, time::Duration};

use assets::objects::{Content, MANIFESTS, Manifest, Objects};
use futures::TryStreamExt as _;
use store::{AssetRow, WriteTx};

use super::{
    commit::{owned, page},
    fsck::{FileCheck, FsckRequest, failed},
};
use crate::{App, AppError, ErrorCode};

/// How long others wait for the write lock until a storage has answered.
const PATIENCE: Duration = Duration::from_secs(8);

impl App {
    /// Manifests that do not say what the rows say.
    pub(super) async fn check_manifests(
        &self,
        objects: &Objects,
        present: &BTreeMap<String, u64>,
        held: &BTreeMap<String, Vec<AssetRow>>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let rows = held.iter().filter(|(key, _)| present.contains_key(*key));
        for (key, row) in rows.flat_map(|(key, rows)| rows.iter().map(move |row| (key, row))) {
            let found = objects.manifest(key, &row.id).await.map_err(failed)?;
            if found.is_some_and(|found| found.key == *key && found.file == owned(row)) {
                continue;
            }
            let tx = self.store().begin().await?;
            let row = tx.asset(&row.id).await?.filter(|row| row.storage_key.as_deref() == Some(key.as_str()));
            let Some(row) = row else {
                tx.rollback().await?;
                continue;
            };
            if request.repair {
                self.write_page(objects, &row, key).await?;
            }
            tx.rollback().await?;
            let message = "its manifest does not say what the row says".to_owned();
            check.find("manifest", Some(&row.id), key, message, request.repair);
        }
        self.check_pages_of_nobody(objects, held, request, check).await
    }

    /// Writes a manifest; the write lock is held by the caller, so that nobody is erased meanwhile.
    async fn write_page(&self, objects: &Objects, row: &AssetRow, key: &str) -> Result<(), AppError> {
        let content = Content {
            sha256: row.sha256.clone().unwrap_or_default(),
            bytes: row.bytes.unwrap_or_default(),
            extension: key.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned(),
            content_type: row.content_type.clone().unwrap_or_default(),
        };
        let page = page(row, &content, key, self.now());
        let written = tokio::time::timeout(PATIENCE, objects.write_manifest(&page)).await;
        written.map_err(|_| silent())?.map_err(failed)
    }

    /// Manifests of files that no row holds, as a kill between an erasure and an upload leaves them.
    async fn check_pages_of_nobody(
        &self,
        objects: &Objects,
        held: &BTreeMap<String, Vec<AssetRow>>,
        request: FsckRequest,
        check: &mut FileCheck,
    ) -> Result<(), AppError> {
        let mut listed = objects.list(MANIFESTS);
        while let Some(seen) = listed.try_next().await.map_err(failed)? {
            let Some((key, asset)) = Manifest::of_key(&seen.key) else { continue };
            if held.get(key).is_some_and(|rows| rows.iter().any(|row| row.id == asset)) {
                continue;
            }
            let tx = self.store().begin().await?;
            if is_anybodys(&tx, key, asset).await? {
                tx.rollback().await?;
                continue;
            }
            if request.repair {
                let deleted = tokio::time::timeout(PATIENCE, objects.delete(&seen.key)).await;
                deleted.map_err(|_| silent())?.map_err(failed)?;
            }
            tx.rollback().await?;
            let message = "a manifest of a file that nobody has".to_owned();
            check.find("manifest", Some(asset), key, message, request.repair);
        }
        Ok(())
    }
}

/// Whether an asset holds an object, or is about to.
async fn is_anybodys(tx: &WriteTx, key: &str, asset: &str) -> Result<bool, AppError> {
    let is_held = tx.asset(asset).await?.is_some_and(|row| row.storage_key.as_deref() == Some(key));
    Ok(is_held || tx.has_open_journal(asset).await?)
}

fn silent() -> AppError {
    AppError::new(ErrorCode::TargetFailed, "the storage of people's files does not answer")
}
