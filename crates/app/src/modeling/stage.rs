//! A model's folder in the making: filled beside the place where it will lie, and put there as a whole.
//!
//! A kill at any moment leaves the model that was there or the new one, never files of both. What was begun lies in
//! `.<name>.new` and is gone on with where its origin is the same; the one before waits in `.<name>.old` for as long as
//! putting the new one in its place takes.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// What a folder in the making is of, so that only the same is gone on with.
const ORIGIN: &str = "origin.tmp";

/// A folder in the making.
pub(super) struct Stage {
    folder: PathBuf,
    before: PathBuf,
    target: PathBuf,
}

impl Stage {
    /// Begins a model's folder, or goes on with one of the same origin. An empty origin is never gone on with.
    pub fn begin(models: &Path, name: &str, origin: &str) -> io::Result<Self> {
        let stage = Self {
            folder: models.join(format!(".{name}.new")),
            before: models.join(format!(".{name}.old")),
            target: models.join(name),
        };
        stage.mend()?;
        let note = stage.folder.join(ORIGIN);
        let is_same = !origin.is_empty() && fs::read_to_string(&note).is_ok_and(|known| known == origin);
        if !is_same {
            gone(&stage.folder)?;
            fs::create_dir_all(&stage.folder)?;
            fs::write(note, origin)?;
        }
        Ok(stage)
    }

    /// Where its files are written.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it will lie.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Takes a file over from the model that is there, unless it was written already.
    pub fn take_over(&self, name: &str) -> io::Result<()> {
        let (from, to) = (self.target.join(name), self.folder.join(name));
        if to.exists() || !from.is_file() {
            return Ok(());
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        // Two names of one file cost nothing; where the disk has no such thing it is copied.
        fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop))
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // What was taken over is another name of a file that is in use; it must not be written through.
        gone(&self.folder.join(name))?;
        let mut file = File::create(self.folder.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Puts the folder in its place once all of it is on the disk.
    pub fn put(self) -> io::Result<()> {
        gone(&self.folder.join(ORIGIN))?;
        on_disk(&self.folder)?;
        if self.target.exists() {
            fs::rename(&self.target, &self.before)?;
        }
        if let Err(error) = fs::rename(&self.folder, &self.target) {
            self.mend().ok();
            return Err(error);
        }
        if let Some(models) = self.target.parent() {
            on_disk_itself(models)?;
        }
        // Left behind by a kill it is taken away the next time.
        gone(&self.before)
    }

    /// What a kill between two renames has left: the model before is put back, or taken away where the new one is there.
    fn mend(&self) -> io::Result<()> {
        if !self.before.exists() {
            return Ok(());
        }
        if self.target.exists() { gone(&self.before) } else { fs::rename(&self.before, &self.target) }
    }
}

/// Whether a folder under `models` is one in the making, and no model.
pub(super) fn is_stage(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// Takes a file or folder away, where there is one.
fn gone(path: &Path) -> io::Result<()> {
    let done = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes sure that all files of a folder, and their names, are on the disk.
fn on_disk(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            on_disk(&path)?;
        } else {
            File::open(&path)?.sync_all()?;
        }
    }
    on_disk_itself(folder)
}

#[cfg(unix)]
fn on_disk_itself(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened, and its names are written with its files.
#[cfg(not(unix))]
fn on_disk_itself(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(folder: &Path, name: &str) -> Option<String> {
        fs::read_to_string(folder.join(name)).ok()
    }

    #[test]
    fn a_folder_is_put_as_a_whole_and_what_was_begun_is_gone_on_with() {
        let models = tempfile::tempdir().expect("a folder");
        let place = models.path().join("moon");
        let stage = Stage::begin(models.path(), "moon", "ann/moon").expect("a stage");
        stage.write("config.json", b"one").expect("a disk");
        assert!(!place.exists() && is_stage(stage.folder()) && !is_stage(stage.target()));
        drop(stage);
        let stage = Stage::begin(models.path(), "moon", "ann/moon").expect("the same");
        assert_eq!(read(stage.folder(), "config.json").as_deref(), Some("one"));
        drop(stage);
        let stage = Stage::begin(models.path(), "moon", "bob/moon").expect("another origin");
        assert_eq!(read(stage.folder(), "config.json"), None, "nothing of the other one is left");
        stage.write("config.json", b"two").expect("a disk");
        stage.put().expect("a disk");
        assert_eq!(read(&place, "config.json").as_deref(), Some("two"));

        let stage = Stage::begin(models.path(), "moon", "").expect("a stage");
        stage.take_over("config.json").expect("a disk");
        stage.take_over("none.json").expect("nothing to take");
        stage.write("config.json", b"three").expect("a disk");
        assert_eq!(read(&place, "config.json").as_deref(), Some("two"), "it is in use still");
        stage.put().expect("a disk");
        assert_eq!(read(&place, "config.json").as_deref(), Some("three"));
        let left = fs::read_dir(models.path()).expect("a folder").count();
        assert_eq!(left, 1, "nothing else is left");
    }

    #[test]
    fn a_kill_between_the_two_renames_is_mended() {
        let models = tempfile::tempdir().expect("a folder");
        let (place, before) = (models.path().join("moon"), models.path().join(".moon.old"));
        fs::create_dir(&before).expect("a disk");
        fs::write(before.join("config.json"), "one").expect("a disk");
        drop(Stage::begin(models.path(), "moon", "x").expect("a stage"));
        assert_eq!(read(&place, "config.json").as_deref(), Some("one"), "it is put back");
        fs::create_dir(&before).expect("a disk");
        drop(Stage::begin(models.path(), "moon", "x").expect("a stage"));
        assert!(!before.exists() && place.exists(), "the new one was there already");
    }
}
