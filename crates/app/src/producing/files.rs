//! Pictures as files, lying where their makers look for them.
//!
//! A picture is first kept under its hash, then its row is committed, and only then does it appear in its project's
//! folder: nothing lies there that the store does not know. What a crash leaves out between the last two is made up
//! for by whoever writes the project's book next.

use std::{fs, io, path::PathBuf};

use assets::put_whole;
use production::{metadata::Sidecar, place};
use sha2::{Digest, Sha256};
use store::{Purged, TakeRow};

use super::{failures::no_id, objects::gone, rows::take_entry};
use crate::{App, AppError, ErrorCode};

impl App {
    /// The folder of pictures.
    pub(super) fn picture_folder(&self) -> PathBuf {
        let folder = self.config().production.folder.clone();
        folder.unwrap_or_else(|| self.config().data_dir.join("productions"))
    }

    /// Puts a take's file and its sidecar where they belong, unless they are there.
    pub(super) async fn lay_out(&self, take: &TakeRow) -> Result<(), AppError> {
        let folder = self.picture_folder();
        let (file, beside) = (folder.join(&take.file), folder.join(place::sidecar(&take.file)));
        // The sidecar first, so that a picture that lies there has one.
        if !beside.is_file() {
            self.write_sidecar(take).await?;
        }
        if file.is_file() {
            return Ok(());
        }
        // A copy, and no second name of the same file: whoever edits a picture must not reach what is kept.
        let bytes = self.kept_picture(&take.hash).await?.ok_or_else(|| {
            AppError::new(ErrorCode::Damaged, format!("the picture of take {} is not kept any more", take.id))
        })?;
        off_the_loop(move || put_whole(&file, &bytes)).await
    }

    /// Writes the file beside a take's picture, in place of an older one.
    pub(super) async fn write_sidecar(&self, take: &TakeRow) -> Result<(), AppError> {
        let path = self.picture_folder().join(place::sidecar(&take.file));
        let project = take.project.as_ref().map(|id| id.parse()).transpose();
        let sidecar = Sidecar {
            format: Sidecar::FORMAT.to_owned(),
            project: project.map_err(|error| no_id("project_id", error))?,
            take: take_entry(take.clone())?,
        };
        let text = serde_json::to_string_pretty(&sidecar).map_err(AppError::internal)?;
        off_the_loop(move || put_whole(&path, format!("{text}\n").as_bytes())).await
    }

    /// Removes the files of what was purged. What cannot be removed is told in the log, and tried again by the next
    /// worker that begins.
    pub(super) async fn remove_files(&self, purged: &Purged) {
        let outcome = async {
            self.remove_purged(purged.projects.clone()).await?;
            let folder = self.picture_folder();
            let files: Vec<PathBuf> = purged
                .files
                .iter()
                .flat_map(|file| [folder.join(file), folder.join(place::sidecar(file))])
                .collect();
            // Those that somebody moved out of the project's folder.
            off_the_loop(move || files.iter().try_for_each(|file| gone(file))).await?;
            self.clear_pictures(Some(&purged.pictures), true).await
        };
        if let Err(error) = outcome.await {
            tracing::warn!(error = ?error, "files of purged projects could not be removed; `emaki production fsck` finds them");
        }
    }

    /// Removes a project's folder once more where the project was purged while something was written into it.
    pub(super) async fn leave_nothing(&self, project: &str) -> Result<(), AppError> {
        if project.is_empty() || self.store().project(project).await?.is_some() {
            return Ok(());
        }
        self.remove_purged(vec![project.to_owned()]).await
    }

    /// Removes the folders of projects that were purged, as far as they are there.
    pub(super) async fn remove_purged(&self, projects: Vec<String>) -> Result<(), AppError> {
        let folder = self.picture_folder().join("projects");
        off_the_loop(move || {
            for project in projects {
                match fs::remove_dir_all(folder.join(project)) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            Ok(())
        })
        .await
    }
}

/// Runs what waits for a disk on a thread of its own.
pub(super) async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, AppError> {
    let outcome = tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?;
    outcome.map_err(|error| {
        if store::has_no_room(&error) {
            AppError::new(ErrorCode::DiskFull, "the disk of the pictures has no room")
                .caused_by(error)
                .hint("make room, or name another folder: `folder` under [production]")
        } else {
            AppError::new(ErrorCode::NotConfigured, "the folder of pictures cannot be read or written")
                .caused_by(error)
                .hint("look at `folder` under [production] and at its rights")
        }
    })
}

/// The SHA-256 in hexadecimal digits.
pub(super) fn digits(bytes: &[u8]) -> String {
    assets::hex(&Sha256::digest(bytes))
}
