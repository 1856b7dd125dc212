//! Results that go into a file: nothing that is there is lost, and no half file bears the name.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use app::{AppError, ErrorCode};

use super::part;

/// Whether a file that is there may be written over.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Overwriting {
    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

impl Overwriting {
    /// Refuses a path that something stands at.
    ///
    /// # Errors
    /// `conflict`, unless `--force` is given.
    pub fn may_write(self, path: &Path) -> Result<(), AppError> {
        if self.force || !path.exists() {
            return Ok(());
        }
        let message = format!("`{}` is there already", path.display());
        Err(AppError::new(ErrorCode::Conflict, message)
            .hint("name another file, or put this one aside if it is still wanted; --force writes over it"))
    }
}

/// Writes a file whole, or leaves what was there.
///
/// # Errors
/// `invalid_input`, naming the file and the cause.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    replace(path, bytes, false).map_err(|error| unwritable(path, error))
}

/// The same for a file that says something of people, as [`Growing`] is one.
///
/// # Errors
/// `invalid_input`, naming the file and the cause.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    replace(path, bytes, true).map_err(|error| unwritable(path, error))
}

fn replace(path: &Path, bytes: &[u8], is_private: bool) -> io::Result<()> {
    let mut file = Growing::begin(path, is_private)?;
    file.file.write_all(bytes)?;
    file.end()
}

/// A file that is written piece by piece, and stands under its name when all of it is there. One that is dropped before
/// leaves nothing, and what one left that was killed goes when the next is begun for the same place.
pub struct Growing {
    file: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
    is_private: bool,
    is_whole: bool,
}

impl Growing {
    /// Begins beside its place one that is its owner's alone: a new file stays so, one that takes the place of another may
    /// then be read by those who might read that one.
    ///
    /// # Errors
    /// A folder that cannot be written to.
    pub fn create_private(path: &Path) -> Result<Self, AppError> {
        Self::begin(path, true).map_err(|error| unwritable(path, error))
    }

    /// Where to write.
    pub fn writer(&mut self) -> &mut BufWriter<File> {
        &mut self.file
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// A disk that does not take the rest of it.
    pub fn finish(self) -> Result<(), AppError> {
        let path = self.path.clone();
        self.end().map_err(|error| unwritable(&path, error))
    }

    fn begin(path: &Path, is_private: bool) -> io::Result<Self> {
        let (file, part) = part::create(path, is_private)?;
        Ok(Self { file: BufWriter::new(file), part, path: path.to_owned(), is_private, is_whole: false })
    }

    fn end(mut self) -> io::Result<()> {
        self.file.flush()?;
        let file = self.file.get_ref();
        if self.is_private
            && let Ok(before) = fs::metadata(&self.path)
        {
            file.set_permissions(before.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&self.part, &self.path)?;
        self.is_whole = true;
        Ok(())
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if !self.is_whole {
            // What is left of it is of no use; the first error is the one worth telling.
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// A file or folder that cannot be written.
pub fn unwritable(path: &Path, error: io::Error) -> AppError {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
        _ => ErrorCode::InvalidInput,
    };
    AppError::new(code, format!("cannot write `{}`", path.display()))
        .caused_by(error)
        .hint("look at the path, its rights and the space on its disk")
}
