//! Vectors of one model in a folder, kept batch by batch, so that what takes hours goes on where it was broken off.
//!
//! A batch is a sealed file of rows. `state.json` names the files that count, in their order, and how far the
//! caller is; it is replaced in one step, so that a kill at any moment leaves the last whole batch. Later files
//! override earlier ones; when there are many they become one. One process writes, any number read.

mod batch;

use std::{
    collections::HashMap,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use batch::Batch;

use crate::{embedder::ModelId, error::KeptError, index::VectorIndex};

/// The layout's version; vectors of another one are made anew.
const VERSION: u32 = 1;
/// With more files than this all become one.
const MOST_FILES: usize = 64;
/// The file that says what counts.
const STATE: &str = "state.json";

/// How far a caller is. What the numbers mean is the caller's affair but for `is_whole`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// The last change of the catalog that the rows know.
    pub seq: i64,
    /// The last work of a first pass.
    pub after: i64,
    /// How many works a first pass has done.
    pub done: u64,
    /// How many it has to do.
    pub total: u64,
    /// Whether the first pass has ended, so that the rows may answer.
    pub is_whole: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    version: u32,
    model: String,
    dimensions: usize,
    mark: Mark,
    files: Vec<String>,
    /// Numbers the files; never goes back.
    next: u64,
}

/// A model's vectors with the folder that they are kept in.
#[derive(Debug)]
pub struct KeptVectors {
    folder: PathBuf,
    state: State,
    /// Shared with whoever answers; copied only when it changes under them.
    index: Arc<VectorIndex>,
    /// A short hash of each key's texts, so that what did not change is not embedded again. Shared as the rows are.
    texts: Arc<TextHashes>,
    /// Whether the folder could not be read after it could not be written, so that it has to be before anything else.
    is_unsure: bool,
}

/// A short hash of the texts that each key's rows are of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextHashes(HashMap<u32, u32>);

impl TextHashes {
    /// Whether a key's rows are of these texts, by their [`text_hash`].
    pub fn is_of(&self, key: u32, texts: u32) -> bool {
        self.0.get(&key) == Some(&texts.max(1))
    }
}

/// A short hash of a key's texts in their order: the first four bytes of the SHA-256 of each with its length.
pub fn text_hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> u32 {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let digest = hash.finalize();
    u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]])
}

impl KeptVectors {
    /// Opens a folder, and makes it where it is missing. What is of another model, another version or damaged
    /// counts for nothing, and everything is made anew.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: &Path, model: &ModelId, dimensions: usize) -> Result<Self, KeptError> {
        fs::create_dir_all(folder).map_err(|source| KeptError::new(folder, source))?;
        let fresh = || State {
            version: VERSION,
            model: model.as_str().to_owned(),
            dimensions,
            mark: Mark::default(),
            files: Vec::new(),
            next: 0,
        };
        let mut kept = Self {
            folder: folder.to_owned(),
            state: read(folder)?.unwrap_or_else(fresh),
            index: Arc::new(VectorIndex::new(model.clone(), dimensions)),
            texts: Arc::default(),
            is_unsure: false,
        };
        let is_ours = kept.state.model == model.as_str() && kept.state.dimensions == dimensions;
        let files = kept.state.files.clone();
        if !is_ours || !files.iter().all(|file| kept.take(file)) {
            // The number goes on, so that a reader of the old state never meets another file of the same name.
            let next = kept.state.next;
            kept.state = State { next, ..fresh() };
            kept.index = Arc::new(VectorIndex::new(model.clone(), dimensions));
            kept.texts = Arc::default();
        }
        Ok(kept)
    }

    /// How far a folder's vectors are, without reading them; `None` where there are none.
    pub fn look(folder: &Path) -> Option<(ModelId, Mark)> {
        read(folder).ok().flatten().map(|state| (ModelId::from_text(&state.model), state.mark))
    }

    /// Takes in what another process has written since; whether there was anything.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn refresh(&mut self) -> Result<bool, KeptError> {
        if self.is_unsure {
            *self = Self::open(&self.folder, self.index.model(), self.index.dimensions())?;
            return Ok(true);
        }
        let Some(newest) = read(&self.folder)?.filter(|newest| *newest != self.state) else {
            return Ok(false);
        };
        let is_longer = newest.model == self.state.model && newest.files.starts_with(&self.state.files);
        let more: Vec<String> = newest.files.get(self.state.files.len()..).unwrap_or_default().to_vec();
        if is_longer && more.iter().all(|file| self.take(file)) {
            self.state = newest;
        } else {
            *self = Self::open(&self.folder, self.index.model(), self.index.dimensions())?;
        }
        Ok(true)
    }

    /// How far they are.
    pub fn mark(&self) -> Mark {
        self.state.mark
    }

    /// The rows.
    pub fn index(&self) -> &VectorIndex {
        &self.index
    }

    /// The rows as of now, for whoever answers while more are made.
    pub fn shared(&self) -> Arc<VectorIndex> {
        Arc::clone(&self.index)
    }

    /// Whether a key's rows are of these texts.
    pub fn is_of(&self, key: u32, texts: u32) -> bool {
        self.texts.is_of(key, texts)
    }

    /// What texts the rows of [`KeptVectors::shared`] are of.
    pub fn shared_texts(&self) -> Arc<TextHashes> {
        Arc::clone(&self.texts)
    }

    /// Keeps a batch and the new mark, both or neither.
    ///
    /// # Errors
    /// When the disk fails; the folder is then as it was, and so are the rows.
    pub fn commit(&mut self, batch: &Batch, mark: Mark) -> Result<(), KeptError> {
        if self.is_unsure {
            self.refresh()?;
        }
        let done = self.write_down(batch, mark);
        if done.is_err() {
            // The rows may hold what the folder does not. What was taken for kept would never be made again.
            if let Ok(before) = Self::open(&self.folder, self.index.model(), self.index.dimensions()) {
                *self = before;
            } else {
                self.texts = Arc::default();
                let empty = VectorIndex::new(self.index.model().clone(), self.index.dimensions());
                self.index = Arc::new(empty);
                self.is_unsure = true;
            }
        }
        done
    }

    fn write_down(&mut self, batch: &Batch, mark: Mark) -> Result<(), KeptError> {
        let mut state = self.state.clone();
        state.mark = mark;
        if !batch.is_empty() {
            let file = format!("rows-{}.bin", state.next);
            state.next += 1;
            write(&self.folder, &file, &batch.to_bytes(self.index.model(), self.index.dimensions()))?;
            state.files.push(file);
            batch.lay_into(Arc::make_mut(&mut self.index), &mut Arc::make_mut(&mut self.texts).0);
        }
        if state.files.len() > MOST_FILES {
            let file = format!("rows-{}.bin", state.next);
            state.next += 1;
            let whole = Batch::of_all(&self.index, &self.texts.0);
            write(&self.folder, &file, &whole.to_bytes(self.index.model(), self.index.dimensions()))?;
            state.files = vec![file];
        }
        let text = serde_json::to_vec(&state).expect("a state is JSON");
        write(&self.folder, STATE, &text)?;
        let merged = state.files.len() < self.state.files.len();
        self.state = state;
        if merged {
            self.sweep();
        }
        Ok(())
    }

    /// Removes the files that no longer count. What cannot be removed now is removed the next time.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("rows-") && !self.state.files.contains(&name) {
                fs::remove_file(entry.path()).ok();
            }
        }
    }

    /// Lays a file over what is there; `false` when it is not whole.
    fn take(&mut self, file: &str) -> bool {
        let Ok(bytes) = fs::read(self.folder.join(file)) else { return false };
        let Ok(batch) = Batch::from_bytes(&bytes) else { return false };
        if !batch.fits(self.index.model(), self.index.dimensions()) {
            return false;
        }
        batch.lay_into(Arc::make_mut(&mut self.index), &mut Arc::make_mut(&mut self.texts).0);
        true
    }
}

/// The state of a folder; `None` where there is none, or one of another version or damaged.
///
/// # Errors
/// When it cannot be read: a disk that stumbles must not make everything anew.
fn read(folder: &Path) -> Result<Option<State>, KeptError> {
    match fs::read(folder.join(STATE)) {
        Ok(text) => Ok(serde_json::from_slice::<State>(&text).ok().filter(|state| state.version == VERSION)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeptError::new(folder, source)),
    }
}

/// Writes a file so that it is there whole or not at all.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), KeptError> {
    let (path, unfinished) = (folder.join(name), folder.join(format!("{name}.tmp")));
    let done = fs::File::create(&unfinished)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, &path));
    done.map_err(|source| KeptError::new(&path, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ModelId {
        ModelId::from_text("trial@1")
    }

    fn open(folder: &Path) -> KeptVectors {
        KeptVectors::open(folder, &model(), 2).expect("a folder")
    }

    fn batch(key: u32, vector: [f32; 2]) -> Batch {
        let mut batch = Batch::default();
        batch.put(key, key + 100, [("title", Some(vector.to_vec())), ("tags", None)]);
        batch
    }

    #[test]
    fn batches_add_up_and_a_kill_leaves_the_last_whole_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut kept = open(folder.path());
        for key in 0..150 {
            let mark = Mark { after: i64::from(key), total: 150, ..Mark::default() };
            kept.commit(&batch(key, [0.6, 0.8]), mark).expect("a disk");
        }
        kept.commit(&batch(7, [1.0, 0.0]), Mark { is_whole: true, ..kept.mark() }).expect("a disk");
        let mut gone = Batch::default();
        gone.remove(9);
        kept.commit(&gone, kept.mark()).expect("a disk");
        // What a killed process leaves: a file that nothing names.
        fs::write(folder.path().join("rows-9999.bin.tmp"), b"half").expect("a disk");

        let again = open(folder.path());
        assert_eq!(again.mark(), Mark { after: 149, total: 150, is_whole: true, ..Mark::default() });
        assert_eq!(again.index(), kept.index());
        assert!(again.is_of(7, 107) && !again.is_of(7, 108) && !again.is_of(9, 109));
        assert!(again.index().vector("title", 9).is_none() && again.index().vector("tags", 8).is_none());
        assert!(fs::read_dir(folder.path()).expect("a folder").count() <= MOST_FILES + 3, "files are merged");
        assert_eq!(KeptVectors::look(folder.path()), Some((model(), kept.mark())));
    }

    #[test]
    fn readers_follow_and_what_is_damaged_or_of_another_model_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = open(folder.path());
        let mut reader = open(folder.path());
        assert!(!reader.refresh().expect("a folder"));
        writer.commit(&batch(1, [0.6, 0.8]), Mark::default()).expect("a disk");
        assert!(reader.refresh().expect("a folder"));
        assert_eq!(reader.index(), writer.index());

        let other = KeptVectors::open(folder.path(), &ModelId::from_text("other@2"), 2).expect("a folder");
        assert!(other.index().vector("title", 1).is_none() && other.mark() == Mark::default());
        fs::write(folder.path().join("rows-0.bin"), b"EMAKIVEC").expect("a disk");
        assert!(open(folder.path()).index().vector("title", 1).is_none());
    }
    #[test]
    fn what_could_not_be_kept_is_not_taken_for_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut kept = open(folder.path());
        let blocked = folder.path().join(STATE);
        fs::create_dir(&blocked).expect("a disk");
        kept.commit(&batch(1, [0.6, 0.8]), Mark::default())
            .expect_err("a folder stands in the state's place");
        assert!(!kept.is_of(1, 101) && kept.index().vector("title", 1).is_none());
        fs::remove_dir(&blocked).expect("a disk");
        kept.commit(&batch(1, [0.6, 0.8]), Mark::default()).expect("a disk");
        assert!(open(folder.path()).is_of(1, 101));
    }
}
