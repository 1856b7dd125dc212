//! The registry files as a live mirror: rewritten after each change of numbers.
//!
//! The store is what counts; the mirror is for eyes and for other programs. What Emaki wrote last is
//! remembered by hash in `.registry.json`, so that an edit from outside is noticed: it is never overwritten
//! unasked, and as long as it stands no number is given out.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use model::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Store;

use super::folder::{Folder, Wanted, Written};
use crate::{
    KeepingError,
    files::{read_if_there, replace},
};

const STATE: &str = ".registry.json";

/// A folder that shows a registry's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// The folder.
    pub folder: PathBuf,
    /// How many of the files that were replaced are kept, of each kind; 0 keeps none.
    pub backups: usize,
}

/// The hashes of what Emaki wrote last, by file. While a file is replaced, both count.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    written: BTreeMap<String, Vec<String>>,
}

impl Mirror {
    /// The mirror of a registry under the folder that is set: `main` lies in it, others in a folder of
    /// their name.
    pub fn of(folder: &Path, registry: &str, backups: usize) -> Self {
        let folder = if registry == "main" { folder.to_owned() } else { folder.join(registry) };
        Self { folder, backups }
    }

    /// Refuses when somebody else changed a file, so that no number is given out against it.
    pub async fn guard(&self, store: &Store, registry: &str) -> Result<(), KeepingError> {
        let folder = Folder::lock(&self.folder).await?;
        let state = State::read(folder.path())?;
        self.check(&state, &folder.wanted(store, registry).await?)
    }

    /// Brings the files up to the store. Refuses when somebody else changed one.
    pub async fn write(
        &self,
        store: &Store,
        registry: &str,
        at: Instant,
    ) -> Result<Vec<Written>, KeepingError> {
        let folder = Folder::lock(&self.folder).await?;
        let mut state = State::read(folder.path())?;
        let wanted = folder.wanted(store, registry).await?;
        self.check(&state, &wanted)?;
        self.put(&folder, &mut state, &wanted, at)
    }

    /// Brings the files up to the store, whoever wrote them last.
    pub(super) async fn write_anew(
        &self,
        store: &Store,
        registry: &str,
        at: Instant,
    ) -> Result<Vec<Written>, KeepingError> {
        let folder = Folder::lock(&self.folder).await?;
        let mut state = State::read(folder.path()).unwrap_or_default();
        let wanted = folder.wanted(store, registry).await?;
        self.put(&folder, &mut state, &wanted, at)
    }

    fn put(
        &self,
        folder: &Folder,
        state: &mut State,
        wanted: &[Wanted],
        at: Instant,
    ) -> Result<Vec<Written>, KeepingError> {
        let news: Vec<(String, String)> =
            wanted.iter().map(|file| (file.name.to_owned(), hash(&file.bytes))).collect();
        let is_known = |(name, hash): &(String, String)| state.written.get(name) == Some(&vec![hash.clone()]);
        if news.iter().all(is_known) && wanted.iter().all(Wanted::is_as_wanted) {
            return wanted.iter().map(|file| folder.put(file, self.backups, at)).collect();
        }
        // Said before it is done: killed in between, whichever file lies there is known as ours.
        for ((name, new), file) in news.iter().zip(wanted) {
            let mut hashes = vec![new.clone()];
            hashes.extend(file.there.as_deref().map(hash).filter(|old| old != new));
            state.written.insert(name.clone(), hashes);
        }
        state.save(folder.path())?;
        let written: Result<Vec<Written>, KeepingError> =
            wanted.iter().map(|file| folder.put(file, self.backups, at)).collect();
        let written = written?;
        state.written.extend(news.into_iter().map(|(name, hash)| (name, vec![hash])));
        state.save(folder.path())?;
        Ok(written)
    }

    fn check(&self, state: &State, wanted: &[Wanted]) -> Result<(), KeepingError> {
        let is_ours = |file: &Wanted, bytes: &[u8]| {
            state.written.get(file.name).is_some_and(|hashes| hashes.contains(&hash(bytes)))
        };
        let foreign: Vec<String> = wanted
            .iter()
            .filter(|file| !file.is_as_wanted())
            .filter(|file| file.there.as_deref().is_some_and(|bytes| !is_ours(file, bytes)))
            .map(|file| file.path.display().to_string())
            .collect();
        if foreign.is_empty() {
            return Ok(());
        }
        let folder = self.folder.display();
        Err(KeepingError::Conflict {
            message: format!("somebody else wrote the mirror of the registry: {}", foreign.join(", ")),
            hint: format!(
                "`emaki registry import {}` takes its numbers in; `emaki registry export --out {folder}` writes \
                 the files anew and keeps what lies there in backups/",
                foreign.join(" ")
            ),
            places: foreign,
        })
    }
}

impl State {
    fn read(folder: &Path) -> Result<Self, KeepingError> {
        let Some(bytes) = read_if_there(&folder.join(STATE))? else { return Ok(Self::default()) };
        serde_json::from_slice(&bytes)
            .map_err(|error| KeepingError::Damaged(format!("{}: {error}", folder.join(STATE).display())))
    }

    fn save(&self, folder: &Path) -> Result<(), KeepingError> {
        let text = serde_json::to_string_pretty(self).expect("a map of texts is JSON") + "\n";
        replace(&folder.join(STATE), text.as_bytes())
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
