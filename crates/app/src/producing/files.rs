//! Pictures as files: kept under their hash, and lying where their makers look for them.
//!
//! A picture is first kept under its hash, then its row is committed, and only then does it appear in its project's
//! folder: nothing lies there that the store does not know. What a crash leaves out between the last two is made up
//! for by whoever writes the project's book next.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use assets::{Folder, Name, Shelf};
use production::{Recipe, place};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Purged, TakeRow};

use super::stored;
use crate::{App, AppError, ErrorCode};

impl App {
    /// The folder of pictures.
    pub(super) fn picture_folder(&self) -> PathBuf {
        let folder = self.config().production.folder.clone();
        folder.unwrap_or_else(|| self.config().data_dir.join("productions"))
    }

    fn objects(&self) -> Folder {
        Folder::new(self.picture_folder().join("objects"))
    }

    /// Keeps a picture under its hash, on the disk for good when this comes back.
    pub(super) async fn keep_picture(&self, hash: [u8; 32], bytes: Vec<u8>) -> Result<(), AppError> {
        let path = self.objects().path(&Name::new(&hash, "png"));
        off_the_loop(move || if path.is_file() { Ok(()) } else { write_durably(&path, &bytes) }).await
    }

    /// The picture of this hash; `None` when none is kept, and for anything that is no hash.
    pub(super) async fn kept_picture(&self, hash: &str) -> Result<Option<Vec<u8>>, AppError> {
        let Some(name) = Name::parse(&format!("{hash}.png"), "png") else { return Ok(None) };
        let objects = self.objects();
        off_the_loop(move || objects.get(&name)).await
    }

    /// Puts a take's file and its sidecar where they belong, unless they are there.
    pub(super) async fn lay_out(&self, take: &TakeRow) -> Result<(), AppError> {
        let Some(name) = Name::parse(&format!("{}.png", take.hash), "png") else { return Ok(()) };
        let (object, folder) = (self.objects().path(&name), self.picture_folder());
        let (file, beside) = (folder.join(&take.file), folder.join(place::sidecar(&take.file)));
        let recipe: Recipe = stored("recipe", &take.recipe)?;
        let told = json!({
            "take": take.id,
            "file": { "sha256": take.hash, "bytes": take.bytes, "width": take.width, "height": take.height },
            "recipe": recipe,
        });
        off_the_loop(move || {
            // The sidecar first, so that a picture that lies there has one.
            if !beside.is_file() {
                write_durably(&beside, format!("{told:#}\n").as_bytes())?;
            }
            if file.is_file() { Ok(()) } else { copy(&object, &file) }
        })
        .await
    }

    /// Removes the files of what was purged. What cannot be removed is told in the log.
    pub(super) async fn remove_files(&self, purged: &Purged) {
        let folder = self.picture_folder();
        let folders: Vec<PathBuf> =
            purged.projects.iter().map(|project| folder.join("projects").join(project)).collect();
        let outcome = off_the_loop(move || {
            for folder in &folders {
                match fs::remove_dir_all(folder) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            Ok(())
        });
        if let Err(error) = outcome.await {
            tracing::warn!(error = ?error, "files of purged projects could not be removed; `emaki production fsck` finds them");
        }
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

/// Writes a file whole or not at all, and comes back when it is on the disk.
pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let own = format!(".{name}.{}-{:?}", std::process::id(), std::thread::current().id());
    let beside = folder.join(own);
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| drop(fs::remove_file(&beside)))?;
    sync_folder(folder)
}

/// A copy, and no second name of the same file: whoever edits a picture must not reach what is kept under its hash.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    write_durably(to, &fs::read(from)?)
}

/// A name is on the disk when its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The SHA-256 in hexadecimal digits.
pub(super) fn digits(bytes: &[u8]) -> String {
    Name::new(&Sha256::digest(bytes).into(), "png").to_string().trim_end_matches(".png").to_owned()
}
