//! What broken downloads left in their folder, by the asset that it is of.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The folder of downloads, as it was read once: files, parts of them with their marks, and folders of the program.
pub(super) struct Staging(Result<HashMap<String, Vec<PathBuf>>, String>);

impl Staging {
    /// Reads it, below the folder of people's files.
    pub fn read(folder: &Path) -> Self {
        let mut found: HashMap<String, Vec<PathBuf>> = HashMap::new();
        let entries = match fs::read_dir(folder.join("staging")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self(Ok(found)),
            Err(error) => return Self(Err(error.to_string())),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return Self(Err(error.to_string())),
            };
            let name = entry.file_name();
            found.entry(asset_of(&name.to_string_lossy()).to_owned()).or_default().push(entry.path());
        }
        Self(Ok(found))
    }

    /// Deletes what is of an asset; gives how many things that were.
    ///
    /// # Errors
    /// Why something could not be deleted, or the folder not be read.
    pub fn remove(&self, asset: &str) -> Result<usize, String> {
        let found = self.0.as_ref().map_err(Clone::clone)?;
        let mut files = 0;
        // What has no name of an asset is none's.
        for path in found.get(asset).filter(|_| !asset.is_empty()).into_iter().flatten() {
            let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            match removed {
                Ok(()) => files += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(files)
    }
}

/// Whose something in the folder of downloads is: names begin with the id, hidden ones after dots.
fn asset_of(name: &str) -> &str {
    name.trim_start_matches('.').split('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_folder_of_downloads_tell_the_asset() {
        for name in ["a1.mp4", ".a1.part", ".a1.part.json", "..a1.part.json.7-0", ".a1.yt", "a1"] {
            assert_eq!(asset_of(name), "a1", "{name}");
        }
    }

    #[test]
    fn one_reading_serves_many_assets() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        assert_eq!(Staging::read(folder.path()).remove("a1"), Ok(0), "there is no folder yet");
        let staging = folder.path().join("staging");
        fs::create_dir_all(staging.join(".a1.yt")).expect("a folder");
        for name in ["a1.mp4", ".a2.part", "a3.mp4"] {
            fs::write(staging.join(name), "half").expect("room on the disk");
        }
        let read = Staging::read(folder.path());
        assert_eq!((read.remove("a1"), read.remove("a2"), read.remove("")), (Ok(2), Ok(1), Ok(0)));
        assert_eq!(read.remove("a1"), Ok(0), "it is gone already");
        assert!(staging.join("a3.mp4").exists() && !staging.join(".a1.yt").exists());
    }
}
