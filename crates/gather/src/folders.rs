//! Folders of agents: one for each that works on a title, with what each source said in a file of its own.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use model::SourceId;

/// The most that are tried; more at work on one machine is a mistake.
const MOST: u32 = 100_000;

/// A folder that is an agent's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Its name: the first word of a title, and a number that no other agent has.
    pub name: String,
    /// Where it lies.
    pub folder: PathBuf,
}

/// Why a folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Its name is none.
    #[error("`{0}` is no name for an agent: letters, digits, `-` and `_`, at most 80")]
    Name(String),
    /// It cannot be made or written.
    #[error("`{}` cannot be written", path.display())]
    Write {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Agent {
    /// Takes the folder of a name, which may be there already.
    ///
    /// # Errors
    /// When the name is none, or the folder cannot be made.
    pub fn named(root: &Path, name: &str) -> Result<Self, FolderError> {
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.is_empty() || name.len() > 80 || !name.chars().all(sound) {
            return Err(FolderError::Name(name.chars().take(80).collect()));
        }
        let folder = root.join(name);
        fs::create_dir_all(&folder).map_err(|source| FolderError::Write { path: folder.clone(), source })?;
        Ok(Self { name: name.to_owned(), folder })
    }

    /// Makes a folder with the smallest number that no agent has, whatever title it works on.
    ///
    /// Who makes the folder of a number has the number: of two that try at once, one goes on to the next. The
    /// number is taken by a folder of its own, because agents of two titles must not share one either.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn next(root: &Path, title: &str) -> Result<Self, FolderError> {
        let failed = |path: &Path, source| FolderError::Write { path: path.to_owned(), source };
        let numbers = root.join(".numbers");
        fs::create_dir_all(&numbers).map_err(|source| failed(&numbers, source))?;
        let taken: std::collections::HashSet<u32> = fs::read_dir(root)
            .map_err(|source| failed(root, source))?
            .filter_map(|entry| number_of(&entry.ok()?.file_name().to_string_lossy()))
            .collect();
        for number in (1..MOST).filter(|number| !taken.contains(number)) {
            let claim = numbers.join(number.to_string());
            match fs::create_dir(&claim) {
                Ok(()) => {}
                // Somebody has it, or had it and is gone with the folder.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    if !is_abandoned(root, &claim, number) {
                        continue;
                    }
                }
                Err(source) => return Err(failed(&claim, source)),
            }
            let name = format!("{}_agent{number}", first_word(title));
            let folder = root.join(&name);
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self { name, folder }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(failed(&folder, source)),
            }
        }
        let full = io::Error::new(io::ErrorKind::QuotaExceeded, format!("{MOST} agents have a folder"));
        Err(failed(root, full))
    }

    /// Writes a file of the folder, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &str, content: &[u8]) -> Result<(), FolderError> {
        let path = self.folder.join(file);
        let draft = self.folder.join(format!(".{file}.part"));
        let written = fs::write(&draft, content).and_then(|()| fs::rename(&draft, &path));
        written.map_err(|source| FolderError::Write { path, source })
    }

    /// Writes what a source answered, under the source's name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_source(&self, source: &SourceId, content: &[u8]) -> Result<(), FolderError> {
        self.write(&format!("{source}.json"), content)
    }
}

/// Whether a number was claimed by one that made no folder with it within living memory.
fn is_abandoned(root: &Path, claim: &Path, number: u32) -> bool {
    const LONG: std::time::Duration = std::time::Duration::from_mins(1);
    let claimed = fs::metadata(claim).and_then(|claim| claim.modified()).ok();
    let old = claimed.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LONG);
    let used = fs::read_dir(root).is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry.is_ok_and(|entry| number_of(&entry.file_name().to_string_lossy()) == Some(number))
        })
    });
    // Making the claim anew decides between two that see it abandoned.
    old && !used && fs::remove_dir(claim).is_ok() && fs::create_dir(claim).is_ok()
}

fn number_of(name: &str) -> Option<u32> {
    name.rsplit_once("_agent").and_then(|(_, number)| number.parse().ok())
}

/// The first word of a title, of what may stand in a folder's name everywhere.
fn first_word(title: &str) -> String {
    let word: String = title
        .split_whitespace()
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).take(40).collect::<String>())
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    if word.is_empty() { "work".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_smallest_that_are_free() {
        let root = tempfile::tempdir().expect("a folder for the test");
        let next = |title: &str| Agent::next(root.path(), title).expect("it can be made").name;
        assert_eq!(next("Paper Lanterns"), "Paper_agent1");
        assert_eq!(next("Night: Ferry"), "Night_agent2");
        fs::remove_dir_all(root.path().join("Paper_agent1")).expect("it is there");
        fs::remove_dir_all(root.path().join(".numbers/1")).expect("it is there");
        assert_eq!(next("紙灯籠 の 港"), "work_agent1");
        assert_eq!(next("!!! Kaji"), "Kaji_agent3");
    }

    #[test]
    fn agents_at_once_have_folders_of_their_own() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let root = folder.path();
        let mut names: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16)
                .map(|at| {
                    let title = if at % 2 == 0 { "Paper Lanterns" } else { "Night Ferry" };
                    scope.spawn(move || Agent::next(root, title).expect("it can be made").name)
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        names.sort_by_key(|name| number_of(name));
        let numbers: Vec<_> = names.iter().filter_map(|name| number_of(name)).collect();
        assert_eq!(numbers, (1..=16).collect::<Vec<_>>(), "{names:?}");
    }

    #[test]
    fn a_name_stays_within_the_folder() {
        let root = tempfile::tempdir().expect("a folder for the test");
        for bad in ["", "..", "a/b", "a b"] {
            assert!(matches!(Agent::named(root.path(), bad), Err(FolderError::Name(_))), "{bad}");
        }
        let agent = Agent::named(root.path(), "mine_1").expect("a sound name");
        agent.write_source(&SourceId::known("jikan"), b"{}").expect("it can be written");
        assert_eq!(fs::read(root.path().join("mine_1/jikan.json")).ok(), Some(b"{}".to_vec()));
    }
}
