//! Files that are written whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use crate::KeepingError;

/// Puts a file in the place of another, or where there was none: after a power cut there is the old one or
/// the new one, never a part.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeepingError> {
    // A link stays one: what it leads to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let written = write(partial, path, bytes).map_err(KeepingError::file("write", path));
    if written.is_err() {
        // The error matters more than the litter.
        let _ = fs::remove_file(partial);
    }
    written
}

fn write(partial: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(partial)?;
    file.write_all(bytes)?;
    if let Ok(before) = fs::metadata(path) {
        file.set_permissions(before.permissions())?;
    }
    file.sync_all()?;
    fs::rename(partial, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable; on systems where that is no operation, it does nothing.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A file's bytes; none where there is no such file.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, KeepingError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeepingError::file("read", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_file_leaves_no_partial_one() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("a.csv");
        assert_eq!(read_if_there(&path).expect("no file is no error"), None);
        for text in ["one", "two"] {
            replace(&path, text.as_bytes()).expect("the folder can be written");
            assert_eq!(read_if_there(&path).expect("it is there"), Some(text.as_bytes().to_vec()));
        }
        assert_eq!(fs::read_dir(folder.path()).expect("it is a folder").count(), 1);
        let refused = replace(&folder.path().join("none/a.csv"), b"x").expect_err("there is no folder");
        assert!(refused.to_string().starts_with("cannot write"), "{refused}");
    }
}
