//! The file beside a place in which its content grows: held by whoever writes it, and taken away where they died.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// How many names are tried that somebody else takes first.
const TRIES: usize = 64;

/// Makes a file beside a place, which nobody else writes to and which is locked for as long as it is open. What others
/// left there for the same place when they died is taken away first. One that `is_private` is for its owner alone.
///
/// # Errors
/// A path that names no file, and a folder that cannot be written to.
pub fn create(path: &Path, is_private: bool) -> io::Result<(File, PathBuf)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    sweep(folder, name);
    for number in (std::process::id()..).take(TRIES) {
        let mut part = name.to_os_string();
        part.push(format!(".{number}.part"));
        let part = folder.join(part);
        match options(is_private).open(&part) {
            Ok(file) if is_ours(&file, &part) => return Ok((file, part)),
            Ok(_) => {}
            // Whoever shares the folder from another machine or container numbers its processes by itself.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn options(is_private: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if is_private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = is_private;
    options
}

/// Whether a new file is held and still there: before it was locked, somebody who sweeps may have taken it for one that
/// was left.
fn is_ours(file: &File, part: &Path) -> bool {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => false,
        // Where no file can be locked, nobody sweeps either.
        Ok(()) | Err(TryLockError::Error(_)) => part.exists(),
    }
}

/// Takes away what nobody writes any more. What cannot be looked at stays: it keeps nobody from writing.
fn sweep(folder: &Path, name: &OsStr) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !is_part_of(name, &entry.file_name()) {
            continue;
        }
        let part = entry.path();
        let Ok(file) = OpenOptions::new().write(true).open(&part) else { continue };
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(&part);
        }
    }
}

/// Whether a file grows, or grew, for the place of this name.
fn is_part_of(name: &OsStr, part: &OsStr) -> bool {
    let number = part
        .as_encoded_bytes()
        .strip_prefix(name.as_encoded_bytes())
        .and_then(|rest| rest.strip_prefix(b"."))
        .and_then(|rest| rest.strip_suffix(b".part"));
    number.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_left_goes_and_what_the_living_write_stays() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let place = folder.path().join("map.json");
        let mut others = Vec::new();
        for name in
            ["map.json", "map.json.part", "map.json.7a.part", "other.json.7.part", "map.json.7.partial"]
        {
            others.push(folder.path().join(name));
            fs::write(folder.path().join(name), "of somebody else").expect("room");
        }
        let dead = folder.path().join("map.json.4711.part");
        fs::write(&dead, "half").expect("room");
        let (living, first) = create(&place, true).expect("a file");
        assert!(!dead.exists());
        let (_second, second) = create(&place, true).expect("another file");
        assert!(first != second && first.exists() && second.exists(), "{first:?}, {second:?}");
        // One of them dies: a lock goes with its process.
        drop(living);
        let (_third, third) = create(&place, false).expect("a third file");
        assert!(second.exists() && third.exists());
        assert_eq!(first.exists(), first == third, "its name may be taken again");
        assert!(others.iter().all(|other| fs::read(other).is_ok_and(|text| text == b"of somebody else")));
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_its_owners_from_the_beginning() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder for the test");
        let (file, _) = create(&folder.path().join("map.json"), true).expect("a file");
        assert_eq!(file.metadata().expect("it is open").permissions().mode() & 0o777, 0o600);
    }
}
