//! The rows of some keys, as they are made and as they lie in a file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    embedder::{ModelId, Vector},
    error::DamagedError,
    index::VectorIndex,
    sealed::{Kind, little},
};

const KIND: Kind = Kind { what: "batch of vectors", tag: *b"BTCH", version: 1 };

/// Marks a key whose rows are taken out.
const GONE: u32 = 0;

/// The rows of some keys. A key that is in it stands for all its rows: what was there before goes.
#[derive(Debug, Default)]
pub struct Batch {
    /// Each key with the hash of its texts; never [`GONE`] for one that is there.
    keys: BTreeMap<u32, u32>,
    rows: Option<VectorIndex>,
    /// Rows on their way into an index, whose model is known when they are written.
    loose: Vec<(u32, &'static str, Vector)>,
}

impl Batch {
    /// Puts a key's rows in; `texts` is a hash of what they were made of.
    pub fn put(
        &mut self,
        key: u32,
        texts: u32,
        rows: impl IntoIterator<Item = (&'static str, Option<Vector>)>,
    ) {
        self.keys.insert(key, texts.max(GONE + 1));
        self.loose.extend(rows.into_iter().filter_map(|(space, row)| Some((key, space, row?))));
    }

    /// Takes a key's rows out.
    pub fn remove(&mut self, key: u32) {
        self.keys.insert(key, GONE);
    }

    /// How many keys are in it.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key is.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Everything that is kept.
    pub(super) fn of_all(index: &VectorIndex, texts: &HashMap<u32, u32>) -> Self {
        Self {
            keys: texts.iter().map(|(key, texts)| (*key, *texts)).collect(),
            rows: Some(index.clone()),
            loose: Vec::new(),
        }
    }

    pub(super) fn fits(&self, model: &ModelId, dimensions: usize) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.model() == model && rows.dimensions() == dimensions)
    }

    /// Lays the rows over those of an index.
    pub(super) fn lay_into(&self, index: &mut VectorIndex, texts: &mut HashMap<u32, u32>) {
        for (key, hash) in &self.keys {
            index.remove(*key);
            if *hash == GONE {
                texts.remove(key);
            } else {
                texts.insert(*key, *hash);
            }
        }
        for (key, space, row) in &self.loose {
            index.set(space, *key, Some(row));
        }
        let Some(rows) = &self.rows else { return };
        if index.spaces().all(|(_, rows)| rows.is_empty()) {
            // The common case of a merged file, without going through every number.
            index.clone_from(rows);
            return;
        }
        let spaces: BTreeSet<&str> = rows.spaces().map(|(space, _)| space).collect();
        for key in self.keys.keys() {
            for space in &spaces {
                if let Some(row) = rows.vector(space, *key) {
                    index.set(space, *key, Some(&row));
                }
            }
        }
    }

    pub(super) fn to_bytes(&self, model: &ModelId, dimensions: usize) -> Vec<u8> {
        let mut rows = self.rows.clone().unwrap_or_else(|| VectorIndex::new(model.clone(), dimensions));
        for (key, space, row) in &self.loose {
            rows.set(space, *key, Some(row));
        }
        let keys: Vec<u32> = self.keys.keys().copied().collect();
        let texts: Vec<u32> = self.keys.values().copied().collect();
        KIND.seal(&[&little(&keys, u32::to_le_bytes), &little(&texts, u32::to_le_bytes), &rows.to_bytes()])
    }

    pub(super) fn from_bytes(file: &[u8]) -> Result<Self, DamagedError> {
        let mut sections = KIND.unseal(file)?;
        let keys = sections.words(u32::from_le_bytes)?;
        let texts = sections.words(u32::from_le_bytes)?;
        if keys.len() != texts.len() {
            return Err(KIND.damaged("its keys and its hashes are not as many"));
        }
        let rows = VectorIndex::from_bytes(sections.bytes()?)?;
        Ok(Self { keys: keys.into_iter().zip(texts).collect(), rows: Some(rows), loose: Vec::new() })
    }
}
