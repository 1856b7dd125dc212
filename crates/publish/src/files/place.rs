//! One file in the place of another: written beside it, flushed to the disk, then renamed.

use std::{
    fs::{self, OpenOptions},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use keeping::KeepingError;
use sha2::{Digest, Sha256};

/// The lock's file in the folder.
const LOCK: &str = ".emaki-publish.lock";
const BUFFER: usize = 256 * 1024;

/// Held while a folder is published to, so that two processes never interleave. The system frees it when
/// the process ends, however that comes.
pub(super) struct Lock(#[expect(dead_code, reason = "it is held, not read")] fs::File);

impl Lock {
    /// Takes the lock of a folder, which is made where it is missing.
    pub fn take(folder: &Path) -> Result<Self, KeepingError> {
        fs::create_dir_all(folder).map_err(KeepingError::file("make", folder))?;
        let path = folder.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(KeepingError::file("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(fs::TryLockError::WouldBlock) => {
                Err(KeepingError::Busy(format!("somebody else publishes to `{}`", folder.display())))
            }
            Err(fs::TryLockError::Error(error)) => Err(KeepingError::file("lock", path)(error)),
        }
    }
}

/// A file that was written, not yet in its place. Dropped unused, it takes its draft with it.
pub(super) struct Written {
    /// How many rows it holds.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of its content.
    pub sha256: [u8; 32],
    draft: Option<Draft>,
}

/// Where a file is written, and where it is to stand.
struct Draft {
    beside: PathBuf,
    path: PathBuf,
}

impl Written {
    /// Writes beside `path`. A link stays one: what it leads to is replaced.
    pub fn beside(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<u64>) -> io::Result<Self> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        fs::create_dir_all(folder)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let draft = Draft { beside: folder.join(format!(".{name}.partial")), path: path.clone() };
        let file = fs::File::create(&draft.beside)?;
        let mut written = Self { rows: 0, bytes: 0, sha256: [0; 32], draft: Some(draft) };
        let file = written.fill(file, write)?;
        if let Ok(before) = fs::metadata(&path) {
            file.set_permissions(before.permissions())?;
        }
        // On the disk before the rename is: a power cut must not leave a new name on an empty file.
        file.sync_all()?;
        Ok(written)
    }

    /// Writes to nowhere, for the counts and the hash.
    pub fn nowhere(write: impl FnOnce(&mut dyn Write) -> io::Result<u64>) -> io::Result<Self> {
        let mut written = Self { rows: 0, bytes: 0, sha256: [0; 32], draft: None };
        written.fill(io::sink(), write)?;
        Ok(written)
    }

    /// Puts it in its place.
    pub fn put(mut self) -> Result<(), KeepingError> {
        if let Some(draft) = self.draft.take() {
            let renamed = fs::rename(&draft.beside, &draft.path).and_then(|()| sync_folder(&draft.path));
            renamed.map_err(KeepingError::file("write", draft.path))?;
        }
        Ok(())
    }

    fn fill<W: Write>(
        &mut self,
        out: W,
        write: impl FnOnce(&mut dyn Write) -> io::Result<u64>,
    ) -> io::Result<W> {
        let hashing = Hashing { out, hasher: Sha256::new(), bytes: 0 };
        let mut buffered = BufWriter::with_capacity(BUFFER, hashing);
        self.rows = write(&mut buffered)?;
        let hashing = buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.bytes = hashing.bytes;
        self.sha256 = hashing.hasher.finalize().into();
        Ok(hashing.out)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if let Some(draft) = self.draft.take() {
            let _ = fs::remove_file(draft.beside);
        }
    }
}

/// Puts bytes in the place of a file, whole or not at all.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeepingError> {
    let write = |out: &mut dyn Write| out.write_all(bytes).map(|()| 0);
    Written::beside(path, write).map_err(KeepingError::file("write", path))?.put()
}

/// Takes a file away.
pub(super) fn remove(path: &Path) -> Result<(), KeepingError> {
    fs::remove_file(path).map_err(KeepingError::file("remove", path))?;
    sync_folder(path).map_err(KeepingError::file("remove", path))
}

/// The SHA-256 of a file; none when there is none.
pub(super) fn hash_of(path: &Path) -> Result<Option<Vec<u8>>, KeepingError> {
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeepingError::file("read", path)(error)),
    };
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = file.read(&mut buffer).map_err(KeepingError::file("read", path))?;
        if count == 0 {
            return Ok(Some(hasher.finalize().to_vec()));
        }
        hasher.update(&buffer[..count]);
    }
}

/// Flushes a folder, without which a rename may be lost. Only Unix has a way to say so.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) { fs::File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all() } else { Ok(()) }
}

/// Counts and hashes what goes through.
struct Hashing<W> {
    out: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
