//! Compressed copies of the file, of which the newest are kept.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use model::Instant;

use super::files;
use crate::desk::PeopleError;

/// How many copies of writes are kept.
const KEPT: usize = 10;
/// No file of people is larger, unpacked.
const LARGEST: u64 = 1 << 30;

/// Keeps a copy of the file as it was read first; it is never thrown away.
pub(super) fn original(path: &Path, bytes: &[u8]) -> Result<PathBuf, PeopleError> {
    let name = format!("original-{}.csv.gz", &files::hash(bytes)[..16]);
    keep(path, &name, bytes)
}

/// Keeps a copy of the file before a write, and throws the oldest away.
pub(super) fn before_write(path: &Path, bytes: &[u8], now: Instant) -> Result<(), PeopleError> {
    let name = format!("write-{:020}-{}.csv.gz", now.as_micros().max(0), &files::hash(bytes)[..8]);
    let kept = keep(path, &name, bytes)?;
    let folder = kept.parent().unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).map_err(PeopleError::file(folder))?;
    let mut copies: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    copies.retain(|copy| copy.file_name().is_some_and(|name| name.to_string_lossy().starts_with("write-")));
    copies.sort();
    for copy in copies.iter().rev().skip(KEPT) {
        fs::remove_file(copy).map_err(PeopleError::file(copy))?;
    }
    Ok(())
}

/// A copy, unpacked.
pub(super) fn unpacked(copy: &Path) -> Result<Vec<u8>, PeopleError> {
    let file = fs::File::open(copy).map_err(PeopleError::file(copy))?;
    let mut bytes = Vec::new();
    GzDecoder::new(file).take(LARGEST).read_to_end(&mut bytes).map_err(PeopleError::file(copy))?;
    Ok(bytes)
}

/// Throws all copies away.
pub(super) fn throw_away(path: &Path) -> Result<(), PeopleError> {
    let folder = folder(path);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(PeopleError::file(&folder)(error)),
        _ => Ok(()),
    }
}

fn folder(path: &Path) -> PathBuf {
    let mut folder = path.file_name().unwrap_or_default().to_os_string();
    folder.push(".backups");
    path.with_file_name(folder)
}

fn keep(path: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, PeopleError> {
    let folder = folder(path);
    fs::create_dir_all(&folder).map_err(PeopleError::file(&folder))?;
    let copy = folder.join(name);
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    let bytes = packer.write_all(bytes).and_then(|()| packer.finish()).map_err(PeopleError::file(&copy))?;
    let temp = files::stage(&copy, &bytes)?;
    files::put(&temp, &copy)?;
    Ok(copy)
}
