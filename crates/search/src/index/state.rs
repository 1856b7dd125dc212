//! One commit of the index, whole and unchanging, as searches see it.

use std::{
    fs::File,
    path::Path,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use rustc_hash::FxHashSet;
use tantivy::{
    DocAddress, Index, IndexReader, InvertedIndexReader, Searcher, TantivyDocument, schema::Value,
};

use super::{
    columns::Columns,
    manifest::Manifest,
    part::{Part, VERSION},
    schema::{FIELDS, Fields},
};
use crate::{
    IndexError, TextModel, VectorEngine, WorkCard,
    pack::{Unsealed, unseal},
    rank::Likeness,
    understanding::Lore,
};

/// The model that answers in place of the built-in table; one place for all commits of an index.
pub(crate) type ModelPlace = Arc<RwLock<Option<Arc<TextModel>>>>;
/// The engine beside the index; one place for all commits of an index.
pub(crate) type OutsidePlace = Arc<OnceLock<Arc<dyn VectorEngine>>>;

/// How often loading is tried again when another process commits in between.
const TRIES: usize = 8;

/// One segment of postings.
pub(crate) struct Postings {
    pub(crate) fields: [Arc<InvertedIndexReader>; FIELDS.len()],
    /// The row of each document; `u32::MAX` for deleted ones.
    pub(crate) rows: Vec<u32>,
}

/// One commit.
pub(crate) struct State {
    pub(crate) manifest: Manifest,
    pub(crate) columns: Columns,
    pub(crate) segments: Vec<Postings>,
    pub(crate) fields: Fields,
    /// Words of each row, in the fields that count.
    pub(crate) lengths: Vec<f32>,
    pub(crate) average_length: f32,
    /// Names made ready for the readers of questions.
    pub(crate) lore: Lore,
    /// The day that words such as `recent` are read by where the caller does not tell the date.
    pub(crate) newest: jiff::civil::Date,
    likeness: OnceLock<Likeness>,
    model: ModelPlace,
    outside: OutsidePlace,
    searcher: Searcher,
    addresses: Vec<DocAddress>,
}

impl State {
    /// Loads the newest commit.
    pub(crate) fn load(
        dir: &Path,
        index: &Index,
        reader: &IndexReader,
        fields: Fields,
        known: Option<&Self>,
    ) -> Result<Self, IndexError> {
        let mut last = None;
        for _ in 0..TRIES {
            let before = index.load_metas()?;
            reader.reload()?;
            let searcher = reader.searcher();
            let after = index.load_metas()?;
            if (before.opstamp, &before.payload) != (after.opstamp, &after.payload) {
                continue;
            }
            let damaged = |reason| IndexError::Damaged { file: "meta.json".to_owned(), reason };
            let manifest = Manifest::parse(after.payload.as_deref()).map_err(damaged)?;
            match parts(dir, &manifest, known) {
                Ok(parts) => {
                    let model = known.map(|state| Arc::clone(&state.model)).unwrap_or_default();
                    let outside = known.map(|state| Arc::clone(&state.outside)).unwrap_or_default();
                    return Self::assemble(manifest, &parts, searcher, fields, (model, outside));
                }
                // Another process may have committed and cleaned up since.
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| IndexError::Damaged {
            file: "meta.json".to_owned(),
            reason: "it changes faster than it can be read".to_owned(),
        }))
    }

    fn assemble(
        manifest: Manifest,
        parts: &[Arc<Part>],
        searcher: Searcher,
        fields: Fields,
        (model, outside): (ModelPlace, OutsidePlace),
    ) -> Result<Self, IndexError> {
        let removed: FxHashSet<u32> = manifest.removed.iter().copied().collect();
        let columns = Columns::new(parts, &removed);
        let rows = columns.rows() as usize;
        let mut state = Self {
            manifest,
            lore: Lore::of(&columns),
            newest: columns.newest(),
            likeness: OnceLock::new(),
            columns,
            model,
            outside,
            segments: Vec::new(),
            fields,
            lengths: vec![0.0; rows],
            average_length: 1.0,
            addresses: vec![DocAddress::new(u32::MAX, 0); rows],
            searcher,
        };
        for ordinal in 0..state.searcher.segment_readers().len() {
            state.add_segment(ordinal)?;
        }
        let placed = state
            .addresses
            .iter()
            .enumerate()
            .all(|(row, address)| address.segment_ord != u32::MAX || !state.columns.alive(row as u32));
        if !placed || state.searcher.num_docs() as usize != state.columns.living() {
            let reason = "postings and columns hold different works".to_owned();
            return Err(IndexError::Damaged { file: "meta.json".to_owned(), reason });
        }
        let total: f32 = state.lengths.iter().sum();
        state.average_length = (total / state.columns.living().max(1) as f32).max(1.0);
        Ok(state)
    }

    /// What the similar arm asks of every work, made when it is asked first.
    pub(crate) fn likeness(&self) -> &Likeness {
        self.likeness.get_or_init(|| Likeness::of(&self.columns))
    }

    fn add_segment(&mut self, ordinal: usize) -> Result<(), IndexError> {
        let segment = &self.searcher.segment_readers()[ordinal];
        let ids = segment.fast_fields().u64("id")?.first_or_default_col(0);
        let rows: Vec<u32> = (0..segment.max_doc())
            .map(|doc| {
                if segment.is_deleted(doc) {
                    return u32::MAX;
                }
                u32::try_from(ids.get_val(doc))
                    .ok()
                    .and_then(|id| self.columns.row_of(id))
                    .unwrap_or(u32::MAX)
            })
            .collect();
        for (field, words) in FIELDS.iter().zip(self.fields.words) {
            if !field.counts {
                continue;
            }
            let norms = segment.get_fieldnorms_reader(words)?;
            for (doc, row) in rows.iter().enumerate().filter(|(_, row)| **row != u32::MAX) {
                self.lengths[*row as usize] += norms.fieldnorm(doc as u32) as f32;
            }
        }
        for (doc, row) in rows.iter().enumerate().filter(|(_, row)| **row != u32::MAX) {
            self.addresses[*row as usize] = DocAddress::new(ordinal as u32, doc as u32);
        }
        let mut fields = Vec::with_capacity(FIELDS.len());
        for words in self.fields.words {
            fields.push(segment.inverted_index(words)?);
        }
        if let Ok(fields) = fields.try_into() {
            self.segments.push(Postings { fields, rows });
        }
        Ok(())
    }

    /// The model that answers; `None` where it is the built-in table.
    pub(crate) fn model(&self) -> Option<Arc<TextModel>> {
        self.model.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets another model answer, from the next question on.
    pub(crate) fn set_model(&self, model: Option<Arc<TextModel>>) {
        *self.model.write().unwrap_or_else(PoisonError::into_inner) = model;
    }

    /// The engine beside the index that holds the vectors, where there is one.
    pub(crate) fn outside(&self) -> Option<Arc<dyn VectorEngine>> {
        self.outside.get().cloned()
    }

    /// Lets an engine beside the index hold the vectors from now on; `false` where one does already.
    pub(crate) fn attach(&self, engine: Arc<dyn VectorEngine>) -> bool {
        self.outside.set(engine).is_ok()
    }

    /// What a list shows of a row's work.
    pub(crate) fn card(&self, row: u32) -> Result<WorkCard, IndexError> {
        let document: TantivyDocument = self.searcher.doc(self.addresses[row as usize])?;
        let damaged = |reason: String| IndexError::Damaged { file: "the stored cards".to_owned(), reason };
        let bytes = document.get_first(self.fields.card).and_then(|value| value.as_bytes());
        let bytes = bytes.ok_or_else(|| damaged("a work has no card".to_owned()))?;
        serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))
    }
}

/// Reads the parts of a manifest; those that `known` holds already are taken from there.
fn parts(dir: &Path, manifest: &Manifest, known: Option<&State>) -> Result<Vec<Arc<Part>>, IndexError> {
    let read = |file: &String| {
        let loaded = known.and_then(|state| {
            let at = state.manifest.parts.iter().position(|part| part == file)?;
            state.columns.parts().get(at).map(|(part, _)| Arc::clone(part))
        });
        if let Some(part) = loaded {
            return Ok(part);
        }
        let path = dir.join(file);
        let failed = |source| IndexError::Folder { path: path.clone(), source };
        let mut source = File::open(&path).map_err(failed)?;
        let part = unseal(VERSION, &mut source, Part::read).map_err(|error| match error {
            Unsealed::Io(source) => failed(source),
            Unsealed::Damaged(reason) => IndexError::Damaged { file: file.clone(), reason },
        })?;
        Ok(Arc::new(part))
    };
    manifest.parts.iter().map(read).collect()
}
