//! Changing the index.

use std::path::Path;

use model::WorkId;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{IndexWriter, TantivyDocument, Term, indexer::NoMergePolicy};

use crate::{
    Document, IndexError, SearchIndex, WorkCard,
    index::{
        manifest::{Manifest, SCHEMA},
        part::{Part, VERSION},
        row::Row,
        schema::Fields,
        state::State,
    },
    pack::seal,
};

/// Threads that cut words, and the memory they may fill before a segment is written.
const THREADS: usize = 2;
const MEMORY: usize = 30 << 20;
/// More segments of postings than this are merged.
const MOST_SEGMENTS: usize = 6;
/// The second part may grow to this many works, or to an eighth of the first, before both become one.
const SMALL_PART: usize = 1000;

/// The one that may change the index; the right goes back when it is dropped.
pub struct Writer {
    index: SearchIndex,
    fields: Fields,
    postings: IndexWriter,
    changed: FxHashMap<u32, Row>,
    removed: FxHashSet<u32>,
    cleared: bool,
}

impl Writer {
    pub(crate) fn open(index: &SearchIndex) -> Result<Self, IndexError> {
        let (_, engine, fields) = index.engine();
        let postings: IndexWriter = engine.writer_with_num_threads(THREADS, MEMORY)?;
        // Merges happen inside `commit`: a merge in the background would be lost with a short-lived writer.
        postings.set_merge_policy(Box::new(NoMergePolicy));
        // Another process may have written before this one got the lock.
        index.reload()?;
        Ok(Self {
            index: index.clone(),
            fields,
            postings,
            changed: FxHashMap::default(),
            removed: FxHashSet::default(),
            cleared: false,
        })
    }

    /// Adds documents, replacing those of the same works. Nothing shows before [`Self::commit`].
    pub fn upsert(&mut self, documents: impl IntoIterator<Item = Document>) -> Result<(), IndexError> {
        let state = self.index.state();
        for document in documents {
            let row = Row::of(&document);
            let stored = !self.cleared && state.columns.row_of(row.id).is_some();
            if stored || self.changed.contains_key(&row.id) {
                self.postings.delete_term(Term::from_field_u64(self.fields.id, u64::from(row.id)));
            }
            self.postings.add_document(words_of(&document, self.fields)?)?;
            self.removed.remove(&row.id);
            self.changed.insert(row.id, row);
        }
        Ok(())
    }

    /// Takes works out; those that are not in are passed over.
    pub fn remove(&mut self, works: &[WorkId]) -> Result<(), IndexError> {
        for work in works {
            let id = work.get() as u32;
            self.postings.delete_term(Term::from_field_u64(self.fields.id, u64::from(id)));
            self.changed.remove(&id);
            self.removed.insert(id);
        }
        Ok(())
    }

    /// Takes everything out, as before a rebuild.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        self.postings.delete_all_documents()?;
        self.changed.clear();
        self.removed.clear();
        self.cleared = true;
        Ok(())
    }

    /// Makes all changes since the last commit visible at once, in every process, as of change `seq`.
    ///
    /// A crash before the end leaves the last commit as it was.
    pub fn commit(&mut self, seq: i64) -> Result<(), IndexError> {
        let before = self.index.state();
        let (dir, ..) = self.index.engine();
        let dir = dir.to_owned();
        let manifest = self.write_parts(&dir, &before, seq)?;
        let mut commit = self.postings.prepare_commit()?;
        let payload = serde_json::to_string(&manifest).map_err(|error| IndexError::Damaged {
            file: "meta.json".to_owned(),
            reason: error.to_string(),
        })?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.cleared = false;
        self.merge_segments()?;
        self.index.reload()?;
        remove_old_parts(&dir, &manifest);
        Ok(())
    }

    /// Writes the changed rows as the second part, or everything as one when that has grown.
    fn write_parts(&mut self, dir: &Path, before: &State, seq: i64) -> Result<Manifest, IndexError> {
        let changed: Vec<Row> = std::mem::take(&mut self.changed).into_values().collect();
        let removed = std::mem::take(&mut self.removed);
        let old = if self.cleared { Manifest::default() } else { before.manifest.clone() };
        let mut manifest = Manifest { schema: SCHEMA, seq, ..old };
        if changed.is_empty() && removed.is_empty() && !self.cleared {
            return Ok(manifest);
        }
        manifest.generation = before.manifest.generation + 1;
        let parts: Vec<_> = if self.cleared { Vec::new() } else { before.columns.parts().to_vec() };
        let fresh: FxHashSet<u32> = changed.iter().map(|row| row.id).collect();
        let gone = |id: u32| fresh.contains(&id) || removed.contains(&id);
        let mut out: FxHashSet<u32> =
            manifest.removed.iter().copied().filter(|id| !fresh.contains(id)).collect();
        out.extend(&removed);

        let first = parts.first().map_or(0, |(part, _)| part.ids.len());
        let mut rows = parts.get(1).map(|(part, _)| part.rows(gone)).unwrap_or_default();
        rows.extend(changed);
        let file = format!("part-{}.bin", manifest.generation);
        if rows.len() + out.len() <= SMALL_PART.max(first / 8) && first > 0 {
            manifest.parts.truncate(1);
            let Some((part, _)) = parts.first() else { return Ok(manifest) };
            manifest.removed = out.into_iter().filter(|id| part.row_of(*id).is_some()).collect();
            manifest.removed.sort_unstable();
        } else {
            if let Some((part, _)) = parts.first() {
                let newer: FxHashSet<u32> = rows.iter().map(|row| row.id).collect();
                rows.extend(part.rows(|id| newer.contains(&id) || out.contains(&id)));
            }
            manifest.parts.clear();
            manifest.removed.clear();
        }
        if !rows.is_empty() {
            // Each form of the part goes before the next one is made: they are large.
            let bytes = Part::build(rows).to_bytes();
            let sealed = seal(VERSION, &bytes);
            drop(bytes);
            write_whole(dir, &file, &sealed)?;
            manifest.parts.push(file);
        }
        Ok(manifest)
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

/// Writes a file so that it is there whole or not at all.
fn write_whole(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), IndexError> {
    let path = dir.join(name);
    let unfinished = dir.join(format!("{name}.tmp"));
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&unfinished)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, &path)
    };
    write().map_err(|source| IndexError::Folder { path: path.clone(), source })
}

/// Removes parts that no manifest names any more. A reader that misses one looks at the manifest again.
fn remove_old_parts(dir: &Path, manifest: &Manifest) {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("part-") && !manifest.parts.contains(&name) {
            // What cannot be removed now is removed after the next commit.
            std::fs::remove_file(entry.path()).ok();
        }
    }
}
