//! Results that go into a file: nothing that is there is lost, and no half file bears the name.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use app::{AppError, ErrorCode};

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
    replace(path, bytes).map_err(|error| unwritable(path, error))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    let mut part = name.to_os_string();
    part.push(format!(".{}.part", std::process::id()));
    let part = folder.join(part);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&part, path));
    if moved.is_err() {
        // What is left of it is of no use; the first error is the one worth telling.
        let _ = fs::remove_file(&part);
    }
    moved
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
