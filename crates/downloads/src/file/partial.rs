//! A file that is not whole yet: hidden bytes, and beside them what tells whether the server still has the same file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What the server said of a file when its download began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Its strong entity tag.
    pub etag: Option<String>,
    /// When it was changed, as the server wrote it.
    pub modified: Option<String>,
    /// How long it is.
    pub total: Option<u64>,
    /// The name that it goes by.
    pub name: Option<String>,
    /// Whether the server called it a file to keep, so that a page may be one.
    pub attachment: bool,
}

impl Mark {
    /// What a server has to be told so that it goes on only with the same file; `None` when nothing would tell.
    pub fn condition(&self) -> Option<&str> {
        // A weak tag says nothing of bytes (RFC 9110 §13.1.5).
        let strong = self.etag.as_deref().filter(|tag| !tag.starts_with("W/"));
        strong.or(self.modified.as_deref())
    }
}

/// The hidden file of a download and its mark. While this value lives no other process touches them.
#[derive(Debug)]
pub struct Partial {
    path: PathBuf,
    file: File,
}

impl Partial {
    /// The partial file of a name in a folder, which are made where there are none.
    ///
    /// # Errors
    /// `WouldBlock` when another process downloads it now; those of the disk.
    pub fn open(folder: &Path, stem: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!(".{stem}.part"));
        let file = OpenOptions::new().create(true).read(true).write(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, file }),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Another handle on the file.
    ///
    /// # Errors
    /// Those of the system.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// How many bytes are there and what the server said of them; nothing where either is missing.
    pub fn found(&self) -> Option<(u64, Mark)> {
        let bytes = self.file.metadata().ok()?.len();
        let mark: Mark = serde_json::from_slice(&fs::read(self.mark_path()).ok()?).ok()?;
        let fits = mark.total.is_none_or(|total| bytes <= total);
        (bytes > 0 && fits && mark.condition().is_some()).then_some((bytes, mark))
    }

    /// Begins anew under a mark.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn begin(&self, mark: &Mark) -> io::Result<()> {
        self.file.set_len(0)?;
        assets::put_whole(&self.mark_path(), &serde_json::to_vec(mark).expect("plain values make JSON"))
    }

    /// The hash of what is there so far and its first bytes, read piece by piece.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn hashed(&self, bytes: u64, enough: usize) -> io::Result<(Sha256, Vec<u8>)> {
        let mut file = self.handle()?;
        file.seek(SeekFrom::Start(0))?;
        let (mut hash, mut start, mut left) = (Sha256::new(), Vec::new(), bytes);
        let mut buffer = vec![0; 1 << 18];
        while left > 0 {
            let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let read = file.read(&mut buffer[..most])?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            hash.update(&buffer[..read]);
            let room = enough.saturating_sub(start.len()).min(read);
            start.extend_from_slice(&buffer[..room]);
            left -= read as u64;
        }
        Ok((hash, start))
    }

    /// Gives the whole file its name, which is durable afterwards, and takes the mark away.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finish(self, to: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, to)?;
        let _ = fs::remove_file(self.mark_path());
        if cfg!(unix) { File::open(to.parent().unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
    }

    /// Takes all of it away, because it leads to nothing.
    pub fn discard(self) {
        let _ = fs::remove_file(self.mark_path());
        let _ = fs::remove_file(&self.path);
    }

    fn mark_path(&self) -> PathBuf {
        self.path.with_extension("part.json")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_is_there_counts_only_with_a_mark_that_tells() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let partial = Partial::open(folder.path(), "x").expect("a file");
        assert!(
            Partial::open(folder.path(), "x").is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
        );
        let mark = Mark { etag: Some("\"1\"".into()), total: Some(10), ..Mark::default() };
        partial.begin(&mark).expect("room");
        assert_eq!(partial.found(), None, "no bytes");
        partial.handle().expect("a handle").write_all(b"abcdef").expect("room");
        assert_eq!(partial.found(), Some((6, mark.clone())));
        let (hash, start) = partial.hashed(6, 4).expect("it can be read");
        assert_eq!((hash.finalize(), start), (Sha256::digest(b"abcdef"), b"abcd".to_vec()));
        drop(partial);

        let partial = Partial::open(folder.path(), "x").expect("the lock is free");
        assert_eq!(partial.found().map(|found| found.0), Some(6));
        partial.begin(&Mark { etag: Some("W/\"1\"".into()), ..Mark::default() }).expect("room");
        partial.handle().expect("a handle").write_all(b"abc").expect("room");
        assert_eq!(partial.found(), None, "a weak tag tells nothing");
        partial.finish(&folder.path().join("x.txt")).expect("a name");
        let names: Vec<_> =
            fs::read_dir(folder.path()).expect("the folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["x.txt"]);
    }
}
