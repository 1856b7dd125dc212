//! The index as its users see it: one folder, many readers, one writer.
//!
//! `row` is what is kept of a work (`facts` what plans ask of it, `meanings` its vectors), `part` a file of rows with their names, `columns` all parts side by
//! side, `schema` the postings, `manifest` what belongs together as of a commit, `state` a commit as
//! searches see it.

pub(crate) mod changes;
pub(crate) mod columns;
pub(crate) mod facts;
pub(crate) mod manifest;
pub(crate) mod meanings;
mod overview;
pub(crate) mod part;
pub(crate) mod row;
pub(crate) mod schema;
pub(crate) mod state;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use embedding::{Embedder as _, ModelId, StaticTable};
use model::WorkId;
use tantivy::{
    Directory, Index, IndexReader, ReloadPolicy, TantivyError,
    directory::{DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory, error::LockError},
};

use crate::{
    AskAnswer, AskRequest, Document, IndexError, SearchAnswer, SearchError, SearchRequest, TextModel,
    VectorEngine, VectorPoint, Writer,
    rank::{self, Ground},
    understanding::Known,
};
pub use meanings::{meant_hash, meant_texts};
pub use overview::{Overview, OverviewWork};
use schema::Fields;
use state::State;

/// Stored cards are read in blocks of some 16 KB; so many stay unpacked per segment.
const CARD_BLOCKS: usize = 400;

/// A searchable index in one folder. Clones are cheap and share everything.
#[derive(Clone)]
pub struct SearchIndex(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    state: RwLock<Arc<State>>,
    scratch: rank::ScratchPool,
}

/// What was found in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// There was no index; it starts empty.
    Fresh,
    /// A whole index of this schema.
    Ready,
    /// What was there could not be used and was cleared; it starts empty and has to be filled again.
    Rebuilt {
        /// Why.
        reason: String,
    },
}

/// How the index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The last change that was applied.
    pub seq: i64,
    /// How many works are searchable.
    pub works: usize,
    /// How many names they have.
    pub names: usize,
    /// Bytes on disk.
    pub bytes: u64,
}

impl SearchIndex {
    /// Opens the index in a folder and makes the folder when missing.
    ///
    /// An index that is damaged or of another schema is cleared, and [`Opened::Rebuilt`] says why; so an
    /// answer never comes from half an index. When another process is just writing it, it is left alone
    /// and the error is returned.
    pub fn open(dir: &Path) -> Result<(Self, Opened), IndexError> {
        std::fs::create_dir_all(dir).map_err(|source| IndexError::Folder { path: dir.to_owned(), source })?;
        if !dir.join("meta.json").exists() {
            return Ok((Self::create(dir)?, Opened::Fresh));
        }
        match Self::open_whole(dir) {
            Ok(index) => Ok((index, Opened::Ready)),
            Err(error) => {
                let reason = match &error {
                    IndexError::Engine(inner) => inner.to_string(),
                    other => other.to_string(),
                };
                // Whoever writes at this moment repairs it by the commit, or holds it for good reason.
                let Some(lock) = lock(dir)? else { return Err(error) };
                tracing::warn!(reason, "the search index cannot be used and is cleared");
                clear(dir)?;
                drop(lock);
                Ok((Self::create(dir)?, Opened::Rebuilt { reason }))
            }
        }
    }

    fn create(dir: &Path) -> Result<Self, IndexError> {
        let (schema, fields) = schema::schema();
        let index = Index::create_in_dir(dir, schema)?;
        Self::with(dir, index, fields)
    }

    fn open_whole(dir: &Path) -> Result<Self, IndexError> {
        let (schema, fields) = schema::schema();
        let index = Index::open_in_dir(dir)?;
        if index.schema() != schema {
            let reason = "its fields differ from this program's".to_owned();
            return Err(IndexError::Damaged { file: "meta.json".to_owned(), reason });
        }
        let damaged = index.validate_checksum()?;
        if let Some(file) = damaged.into_iter().min() {
            let reason = "its checksum differs".to_owned();
            return Err(IndexError::Damaged { file: file.display().to_string(), reason });
        }
        Self::with(dir, index, fields)
    }

    fn with(dir: &Path, index: Index, fields: Fields) -> Result<Self, IndexError> {
        schema::register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(CARD_BLOCKS)
            .try_into()?;
        let state = State::load(dir, &index, &reader, fields, None)?;
        let state = RwLock::new(Arc::new(state));
        let scratch = rank::ScratchPool::default();
        Ok(Self(Arc::new(Inner { dir: dir.to_owned(), index, reader, fields, state, scratch })))
    }

    /// The last change that was applied; 0 when empty.
    pub fn seq(&self) -> i64 {
        self.state().manifest.seq
    }

    /// How the index is.
    pub fn health(&self) -> Health {
        let state = self.state();
        let names = state.columns.parts().iter().map(|(part, _)| part.titles.len()).sum();
        let files = std::fs::read_dir(&self.0.dir).into_iter().flatten().flatten();
        let bytes = files.filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum();
        Health { seq: state.manifest.seq, works: state.columns.living(), names, bytes }
    }

    /// Whether its vectors are of another table than this program's, or lie within it though an engine beside it is to
    /// hold them, or the other way round. It answers as before, but for the
    /// meaning of words, until everything is written anew.
    pub fn is_outdated(&self) -> bool {
        let is_outside = self.outside().is_some();
        let is_right = |vectors| {
            if is_outside { meanings::lie_elsewhere(vectors) } else { meanings::current(vectors) }
        };
        self.state().columns.parts().iter().any(|(part, _)| !is_right(&part.vectors))
    }

    /// Lets a model answer in place of the built-in table, or the table again. Whoever asks next is answered by
    /// it; who is asking just now is answered by one of the two.
    pub fn answer_with(&self, model: Option<Arc<TextModel>>) {
        self.state().set_model(model);
    }

    /// The model that answers what words mean, in place of the built-in table.
    pub fn answering(&self) -> Option<Arc<TextModel>> {
        self.state().model()
    }

    /// Lets an engine beside the index hold the vectors and answer for them, as long as the index is open;
    /// `false` where one does already.
    pub fn attach(&self, engine: Arc<dyn VectorEngine>) -> bool {
        self.state().attach(engine)
    }

    /// The engine beside the index, where one is attached.
    pub fn outside(&self) -> Option<Arc<dyn VectorEngine>> {
        self.state().outside()
    }

    /// The model of the vectors that should answer, and how many numbers one holds.
    pub fn vector_model(&self) -> (ModelId, usize) {
        let model = self.answering();
        match model {
            Some(model) => (model.embedder.id().clone(), model.embedder.dimensions()),
            None => (StaticTable::builtin().id().clone(), StaticTable::builtin().dimensions()),
        }
    }

    /// Documents as an engine beside the index holds them: with the vectors that answer at the moment, and the
    /// model of those. A model's vectors are taken from where it keeps them; what it has not kept, or of
    /// an older text, is embedded.
    pub fn points_of(&self, documents: &[Document]) -> (ModelId, Vec<VectorPoint>) {
        let model = self.answering();
        let points = documents.iter().map(|document| VectorPoint::of(document, model.as_deref()));
        (Ground::within(&self.state()).model(), points.collect())
    }

    /// The right to change the index; `None` while another process or clone holds it.
    pub fn writer(&self) -> Result<Option<Writer>, IndexError> {
        match Writer::open(self) {
            Err(IndexError::Engine(TantivyError::LockFailure(LockError::LockBusy, _))) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Picks up what another process committed; whether there was anything.
    pub fn reload_if_changed(&self) -> Result<bool, IndexError> {
        let payload = self.0.index.load_metas()?.payload;
        let newest = manifest::Manifest::parse(payload.as_deref())
            .map_err(|reason| IndexError::Damaged { file: "meta.json".to_owned(), reason })?;
        if newest == self.state().manifest {
            return Ok(false);
        }
        self.reload()?;
        Ok(true)
    }

    /// Answers a search.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        self.0.scratch.with(|scratch| rank::search(&self.state(), request, scratch))
    }

    /// Reads a question with the names that this index holds.
    pub fn read(&self, question: &str, asker: &asking::Asker) -> asking::Plan {
        asking::read(question, &Known::of(&self.state()), asker)
    }

    /// Reads what is said after an answer that was given to `before` and showed `shown`, best first.
    pub fn follow(
        &self,
        before: &asking::Plan,
        shown: &[asking::Shown],
        words: &str,
        asker: &asking::Asker,
    ) -> asking::Plan {
        asking::follow(before, shown, words, &Known::of(&self.state()), asker)
    }

    /// Carries a plan out.
    ///
    /// # Errors
    /// A filter of the caller's that is out of range, or a cursor of another question.
    pub fn ask(&self, request: &AskRequest) -> Result<AskAnswer, SearchError> {
        self.0.scratch.with(|scratch| rank::ask(&self.state(), request, scratch))
    }

    /// The works most like one, itself left out; the request's filters, limit and cursor hold, its words do not.
    pub fn similar(&self, work: WorkId, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        self.0.scratch.with(|scratch| rank::similar(&self.state(), work, request, scratch))
    }

    pub(crate) fn reload(&self) -> Result<(), IndexError> {
        let known = self.state();
        let newest = State::load(&self.0.dir, &self.0.index, &self.0.reader, self.0.fields, Some(&known))?;
        *self.0.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(newest);
        Ok(())
    }

    pub(crate) fn state(&self) -> Arc<State> {
        Arc::clone(&self.0.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn engine(&self) -> (&Path, &Index, Fields) {
        (&self.0.dir, &self.0.index, self.0.fields)
    }
}

/// The writer's lock of a folder; `None` while somebody holds it.
fn lock(dir: &Path) -> Result<Option<DirectoryLock>, IndexError> {
    let folder = MmapDirectory::open(dir).map_err(TantivyError::from)?;
    match folder.acquire_lock(&INDEX_WRITER_LOCK) {
        Ok(lock) => Ok(Some(lock)),
        Err(LockError::LockBusy) => Ok(None),
        Err(error) => Err(IndexError::Engine(TantivyError::LockFailure(error, None))),
    }
}

/// Removes the index's files, and nothing that looks like somebody else's.
fn clear(dir: &Path) -> Result<(), IndexError> {
    let failed = |source| IndexError::Folder { path: dir.to_owned(), source };
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // `meta.json`, `.managed.json`, `<32 hex digits>.<component>` and our parts; locks stay.
        let segment = name
            .split('.')
            .next()
            .is_some_and(|stem| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit()));
        if segment || name == "meta.json" || name == ".managed.json" || name.starts_with("part-") {
            std::fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}
