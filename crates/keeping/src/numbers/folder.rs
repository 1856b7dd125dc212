//! Registry files in a folder: written under its lock, each whole, with what they replace kept.
//!
//! `.registry.lock` in the folder is locked by whoever writes there, so that two processes never
//! interleave. What is replaced goes to `backups/` first; the oldest beyond a bound go.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use model::Instant;
use serde::Serialize;
use store::Store;

use super::{Mirror, file_name, write_file};
use crate::{
    KeepingError,
    files::{read_if_there, replace, sync_folder},
    forms::Form,
};

const LOCK: &str = ".registry.lock";
const BACKUPS: &str = "backups";
/// How many backups of one file may bear one time; no clock stands still for longer.
const MOST_AT_ONCE: u32 = 1_000;

/// A file that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Where it lies.
    pub path: PathBuf,
    /// Its rows, without the header.
    pub rows: usize,
    /// Whether it was not as it should be.
    pub changed: bool,
    /// Where what it replaced lies now.
    pub backup: Option<PathBuf>,
}

/// Writes a registry's two files into a folder; what lies there goes to its backups, however it came to be.
pub async fn export(
    store: &Store,
    registry: &str,
    folder: &Path,
    backups: usize,
    at: Instant,
) -> Result<Vec<Written>, KeepingError> {
    super::checked_name(registry)?;
    Mirror { folder: folder.to_owned(), backups }.write_anew(store, registry, at).await
}

/// A locked folder; the lock ends with it.
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder where it is missing, and waits for whoever writes there.
    pub async fn lock(path: &Path) -> Result<Self, KeepingError> {
        let path = path.to_owned();
        let locked = tokio::task::spawn_blocking(move || {
            fs::create_dir_all(&path).map_err(KeepingError::file("make", &path))?;
            let place = path.join(LOCK);
            let options = File::options().create(true).truncate(false).write(true).open(&place);
            let lock = options.map_err(KeepingError::file("open", &place))?;
            lock.lock().map_err(KeepingError::file("lock", &place))?;
            Ok(Self { path, _lock: lock })
        });
        locked
            .await
            .map_err(|_| KeepingError::Busy("waiting for a folder's lock was broken off".to_owned()))?
    }

    /// The files as they should be, by a fresh look at the store: nobody else writes until this is dropped.
    pub async fn wanted(&self, store: &Store, registry: &str) -> Result<Vec<Wanted>, KeepingError> {
        let mut wanted = Vec::new();
        for form in [Form::Series, Form::Character] {
            let rows = store.registry_rows(registry, form.word()).await?;
            let path = self.path.join(file_name(form));
            let there = read_if_there(&path)?;
            // A registry without numbers leaves no file behind.
            if !rows.is_empty() || there.is_some() {
                let (bytes, rows) = (write_file(form, &rows), rows.len());
                wanted.push(Wanted { name: file_name(form), path, there, bytes, rows });
            }
        }
        Ok(wanted)
    }

    /// Puts a file in its place, and what lay there among the backups.
    pub fn put(&self, file: &Wanted, backups: usize, at: Instant) -> Result<Written, KeepingError> {
        let mut written = Written { path: file.path.clone(), rows: file.rows, changed: false, backup: None };
        if file.is_as_wanted() {
            return Ok(written);
        }
        if let Some(there) = file.there.as_deref().filter(|_| backups > 0) {
            written.backup = Some(self.back_up(file.name, there, backups, at)?);
        }
        replace(&file.path, &file.bytes)?;
        Ok(Written { changed: true, ..written })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps bytes under a file's name and the time, and drops the oldest of that name beyond `most`.
    fn back_up(&self, name: &str, bytes: &[u8], most: usize, at: Instant) -> Result<PathBuf, KeepingError> {
        let folder = self.path.join(BACKUPS);
        fs::create_dir_all(&folder).map_err(KeepingError::file("make", &folder))?;
        sync_folder(&self.path).map_err(KeepingError::file("write", &self.path))?;
        let stem = name.trim_end_matches(".csv");
        let stamp = Timestamp::from(at).strftime("%Y%m%d_%H%M%S_%6f");
        // Two changes at one time keep both, in the order of their names.
        let named = |n: u32| folder.join(format!("{stem}_backup_{stamp}_{n:03}.csv"));
        let mut place = named(0);
        for n in 1..MOST_AT_ONCE {
            if !place.exists() {
                break;
            }
            place = named(n);
        }
        replace(&place, bytes)?;
        let listed = fs::read_dir(&folder).map_err(KeepingError::file("list", &folder))?;
        let prefix = format!("{stem}_backup_");
        let mut kept: Vec<PathBuf> = listed
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                name.is_some_and(|name| name.starts_with(&prefix) && !name.ends_with(".partial"))
            })
            .collect();
        kept.sort();
        for old in &kept[..kept.len().saturating_sub(most)] {
            fs::remove_file(old).map_err(KeepingError::file("remove", old))?;
        }
        Ok(place)
    }
}

/// A file as it is and as it should be.
pub(super) struct Wanted {
    pub name: &'static str,
    pub path: PathBuf,
    pub there: Option<Vec<u8>>,
    pub bytes: Vec<u8>,
    rows: usize,
}

impl Wanted {
    pub fn is_as_wanted(&self) -> bool {
        self.there.as_deref() == Some(&*self.bytes)
    }
}
