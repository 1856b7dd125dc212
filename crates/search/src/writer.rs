//! Changing the index.

use model::WorkId;
use tantivy::{IndexWriter, TantivyDocument, Term, indexer::NoMergePolicy};

use crate::{
    Document, IndexError, SearchIndex, WorkCard,
    index::{
        changes::{Changes, remove_old_parts},
        meanings,
        row::Row,
        schema::Fields,
    },
};

/// Threads that cut words, and the memory they may fill before a segment is written.
const THREADS: usize = 2;
const MEMORY: usize = 30 << 20;
/// More segments of postings than this are merged.
const MOST_SEGMENTS: usize = 6;

/// The one that may change the index; the right goes back when it is dropped.
pub struct Writer {
    index: SearchIndex,
    fields: Fields,
    postings: IndexWriter,
    changes: Changes,
}

impl Writer {
    pub(crate) fn open(index: &SearchIndex) -> Result<Self, IndexError> {
        let (_, engine, fields) = index.engine();
        let postings: IndexWriter = engine.writer_with_num_threads(THREADS, MEMORY)?;
        // Merges happen inside `commit`: a merge in the background would be lost with a short-lived writer.
        postings.set_merge_policy(Box::new(NoMergePolicy));
        // Another process may have written before this one got the lock.
        index.reload()?;
        Ok(Self { index: index.clone(), fields, postings, changes: Changes::default() })
    }

    /// Adds documents, replacing those of the same works. Nothing shows before [`Self::commit`].
    pub fn upsert(&mut self, documents: impl IntoIterator<Item = Document>) -> Result<(), IndexError> {
        let state = self.index.state();
        let is_outside = state.outside().is_some();
        for document in documents {
            let row = Row::of(&document);
            let stored = !self.changes.cleared && state.columns.row_of(row.id).is_some();
            if stored || self.changes.changed.contains_key(&row.id) {
                self.postings.delete_term(Term::from_field_u64(self.fields.id, u64::from(row.id)));
            }
            self.postings.add_document(words_of(&document, self.fields)?)?;
            if is_outside {
                self.changes.vectors.get_or_insert_with(meanings::elsewhere);
            } else {
                meanings::embed(&document, self.changes.vectors.get_or_insert_with(meanings::empty));
            }
            self.changes.removed.remove(&row.id);
            self.changes.changed.insert(row.id, row);
        }
        Ok(())
    }

    /// Takes works out; those that are not in are passed over.
    pub fn remove(&mut self, works: &[WorkId]) -> Result<(), IndexError> {
        for work in works {
            let id = work.get() as u32;
            self.postings.delete_term(Term::from_field_u64(self.fields.id, u64::from(id)));
            self.changes.changed.remove(&id);
            if let Some(vectors) = &mut self.changes.vectors {
                vectors.remove(id);
            }
            self.changes.removed.insert(id);
        }
        Ok(())
    }

    /// Takes everything out, as before a rebuild.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        self.postings.delete_all_documents()?;
        self.changes = Changes { cleared: true, ..Changes::default() };
        Ok(())
    }

    /// Makes all changes since the last commit visible at once, in every process, as of change `seq`.
    ///
    /// A crash before the end leaves the last commit as it was.
    pub fn commit(&mut self, seq: i64) -> Result<(), IndexError> {
        let before = self.index.state();
        let (dir, ..) = self.index.engine();
        let dir = dir.to_owned();
        let changes = std::mem::take(&mut self.changes);
        // The words go to disk first, so that their memory is free when the parts are built.
        let mut commit = self.postings.prepare_commit()?;
        let manifest = match changes.write(&dir, &before, seq) {
            Ok(manifest) => manifest,
            Err(error) => {
                commit.abort()?;
                return Err(error);
            }
        };
        let payload = serde_json::to_string(&manifest).map_err(|error| IndexError::Damaged {
            file: "meta.json".to_owned(),
            reason: error.to_string(),
        })?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.merge_segments()?;
        self.index.reload()?;
        remove_old_parts(&dir, &manifest);
        Ok(())
    }

    /// Keeps the number of segments small, so that a search looks a word up in few dictionaries.
    fn merge_segments(&mut self) -> Result<(), IndexError> {
        let mut segments = self.postings.index().searchable_segment_metas()?;
        if segments.len() <= MOST_SEGMENTS {
            return Ok(());
        }
        segments.sort_by_key(|segment| std::cmp::Reverse(segment.num_docs()));
        // The largest stays as it is unless the others together have come near to it.
        let rest: u32 = segments[1..].iter().map(tantivy::SegmentMeta::num_docs).sum();
        let from = usize::from(segments[0].num_docs() > rest * 2);
        let ids: Vec<_> = segments[from..].iter().map(tantivy::SegmentMeta::id).collect();
        self.postings.merge(&ids).wait()?;
        self.postings.garbage_collect_files().wait()?;
        Ok(())
    }
}

/// The words of a document, and its card.
fn words_of(document: &Document, fields: Fields) -> Result<TantivyDocument, IndexError> {
    let work = &document.work;
    let card = serde_json::to_vec(&WorkCard::of(work)).map_err(|error| IndexError::Damaged {
        file: "the stored cards".to_owned(),
        reason: error.to_string(),
    })?;
    let mut words = TantivyDocument::default();
    words.add_u64(fields.id, work.id.get() as u64);
    words.add_bytes(fields.card, &card);
    let [title, synonyms, tags, studios, people, synopsis] = fields.words;
    words.add_text(title, &work.title);
    for other in work.titles.iter().filter(|other| other.text != work.title) {
        words.add_text(synonyms, &other.text);
    }
    work.tags.iter().for_each(|tag| words.add_text(tags, tag));
    work.studios.iter().for_each(|studio| words.add_text(studios, studio));
    document.characters.iter().chain(&document.people).for_each(|name| words.add_text(people, name));
    work.synopses.iter().for_each(|text| words.add_text(synopsis, &text.text));
    Ok(words)
}
