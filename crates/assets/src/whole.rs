//! Files that are written whole or not at all, also when the power goes.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

/// Files written so far: two who write the same at once write it twice, each under a name of its own, and the
/// last one stays.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Puts a file in its place, or in the place of an older one; its folder is made where there is none. Whoever reads
/// meanwhile gets the older one or the new one.
///
/// # Errors
/// Those of the file system; then the older file is as it was, and nothing is left beside it.
pub fn put_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!(".{name}.{}-{number}", std::process::id()));
    let written = write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The error matters more than the litter.
        let _ = fs::remove_file(&beside);
        return written;
    }
    // The name itself is durable only once its folder is.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether a file's name is one under which [`put_whole`] writes: what still lies there long afterwards was left by a
/// kill, and is nobody's.
pub fn is_unfinished(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.strip_prefix('.')
        .and_then(|name| name.rsplit_once('.'))
        .and_then(|(name, mark)| Some((name, mark.split_once('-')?)))
        .is_some_and(|(name, (process, number))| !name.is_empty() && is_number(process) && is_number(number))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_written_has_a_name_of_its_own() {
        for unfinished in [".m.bin.4711-0", ".a.png.1-23"] {
            assert!(is_unfinished(unfinished), "{unfinished}");
        }
        for whole in ["a.png", ".hidden", ".a.png", ".png.1-", "a.png.1-2", ".a.1-x", "..1-2", ""] {
            assert!(!is_unfinished(whole), "{whole}");
        }
    }

    #[test]
    fn an_older_file_is_replaced_and_nothing_lies_beside_it() {
        let place = tempfile::tempdir().expect("a folder for the test");
        let path = place.path().join("models").join("m.bin");
        for text in ["one", "two"] {
            put_whole(&path, text.as_bytes()).expect("room on the disk");
            assert_eq!(fs::read(&path).expect("it is there"), text.as_bytes());
        }
        assert_eq!(fs::read_dir(place.path().join("models")).expect("the folder").count(), 1);
        // A file cannot be a folder, and what is there stays.
        assert!(put_whole(&path.join("inside"), b"x").is_err());
        assert_eq!(fs::read(&path).expect("it is there"), b"two");
    }
}
