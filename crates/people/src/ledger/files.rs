//! The file under its lock: read, written beside, put in place.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use sha2::{Digest, Sha256};

use crate::{
    asset::hex,
    desk::PeopleError,
    layouts::{CsvFile, Layout},
};

/// How often a lock that somebody holds is asked for, and how long in all.
const EVERY: Duration = Duration::from_millis(20);
const TRIES: u32 = 1_500;

/// The lock of a file, given back when it is dropped.
pub(super) struct Lock(#[expect(dead_code, reason = "its drop gives the lock back")] File);

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    path.with_file_name(name)
}

/// Waits for the lock of a file, up to half a minute. It lies in a file beside it, as that of the old pipeline did.
pub(super) async fn lock(path: &Path) -> Result<Lock, PeopleError> {
    let place = beside(path, ".lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&place);
    let file = file.map_err(PeopleError::file(&place))?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(EVERY).await,
            Err(TryLockError::Error(error)) => return Err(PeopleError::file(&place)(error)),
        }
    }
    Err(PeopleError::Locked { path: path.to_owned() })
}

/// Where a file lies, from the root. A link to one is followed, because a new file would take the place of the link.
pub(super) fn found(path: &Path) -> Result<PathBuf, PeopleError> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.file_type().is_symlink());
    let found = if is_link { fs::canonicalize(path) } else { std::path::absolute(path) };
    found.map_err(PeopleError::file(path))
}

pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The bytes of a file; none when it is not there.
pub(super) fn bytes(path: &Path) -> Result<Option<Vec<u8>>, PeopleError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(PeopleError::file(path)(error)),
    }
}

/// A file of one of the layouts.
pub(super) fn parsed(path: &Path, bytes: &[u8]) -> Result<CsvFile, PeopleError> {
    let wrong = |fault: crate::layouts::CsvFault| PeopleError::Csv {
        path: path.to_owned(),
        problem: fault.to_string(),
    };
    CsvFile::parse(bytes).map_err(wrong)
}

/// The bytes of a file of 21 columns.
pub(super) fn rendered(bom: bool, crlf: bool, records: Vec<Vec<String>>) -> Vec<u8> {
    CsvFile { layout: Layout::TwentyOne, bom, crlf, records }.render()
}

/// Writes a file beside another and flushes it; gives its path. Who may read the other may read this one, and only its
/// owner where there is none.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> Result<PathBuf, PeopleError> {
    let temp = beside(path, &format!(".{}.new", &hash(bytes)[..16]));
    let wrong = PeopleError::file(&temp);
    (|| {
        // One that was left here has the rights of the file as well, which may keep its owner from writing to it.
        if let Err(error) = fs::remove_file(&temp)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temp)?;
        if let Ok(known) = fs::metadata(path) {
            file.set_permissions(known.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    })()
    .map_err(wrong)?;
    Ok(temp)
}

/// Puts a file that lies beside another in its place, so that a cut of power leaves one of the two.
pub(super) fn put(temp: &Path, path: &Path) -> Result<(), PeopleError> {
    fs::rename(temp, path).map_err(PeopleError::file(path))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(PeopleError::file(folder))
}

/// Takes away files beside another that a break left before they were committed to. The lock is held by the caller.
pub(super) fn sweep(path: &Path) {
    let Some(name) = path.file_name().map(|name| format!("{}.", name.to_string_lossy())) else { return };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let hash = found.strip_prefix(&name).and_then(|rest| rest.strip_suffix(".new"));
        if hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|sign| sign.is_ascii_hexdigit())) {
            // What stays is found the next time.
            let _ = fs::remove_file(entry.path());
        }
    }
}
