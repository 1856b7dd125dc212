//! Importing a file: rows in, records, links, golden records and typed rows out, batch by batch.
//!
//! A thread reads and parses; the caller's task decides and writes. Each batch is one transaction that
//! ends with a checkpoint, so that a killed import loses nothing that was acknowledged and goes on where
//! it was. What a row does depends on the rows before it and never on how they were cut into batches.

mod batch;
mod claims;
mod known;
pub(crate) mod reading;
pub(crate) mod step;
mod typed;

use std::path::PathBuf;

use jobs::{Progress, Unit};
use model::Instant;
use sources::datasets::{FORMATS, Format, Opening, Shape, format_named, recognize};
use store::{Position, Store, WriteTx};

use crate::{Counts, ImportError, ImportReport, Input};
use batch::Batch;
use reading::{Chunk, Reading};

/// How many rows one transaction takes, so that the write lock is held well under 200 ms even where each
/// row touches a known work, as synopses do.
pub const BATCH_ROWS: usize = 500;

/// How to import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The format's name; found from the file when not given.
    pub format: Option<String>,
    /// All of the file in one transaction, or nothing.
    pub atomic: bool,
    /// How large a download may be.
    pub max_download_bytes: u64,
    /// An existing folder for temporary files.
    pub scratch: PathBuf,
    /// The time that is noted with everything.
    pub at: Instant,
}

/// Imports one file.
///
/// Wrong rows are counted and listed as rejects; an error leaves the finished batches in place, unless
/// `atomic`, and the import marked as incomplete. The same call again continues.
pub async fn import(
    store: &Store,
    input: &Input,
    options: &ImportOptions,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportReport, ImportError> {
    import_in_batches(store, input, options, progress, BATCH_ROWS).await
}

/// Imports one file as an update, in batches of `rows` rows, which keep what each found before it.
///
/// # Errors
/// As [`import`].
pub async fn import_update(
    store: &Store,
    input: &Input,
    options: &ImportOptions,
    update: i64,
    rows: usize,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportReport, ImportError> {
    run(store, input, options, progress, How { rows, unless_last: false, update: Some(update) }).await
}

/// Imports one file, unless no other of its format came after it since it was imported to its end.
pub async fn import_unless_last(
    store: &Store,
    input: &Input,
    options: &ImportOptions,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportReport, ImportError> {
    let how = How { rows: BATCH_ROWS, unless_last: true, update: None };
    run(store, input, options, progress, how).await
}

/// Imports one file in batches of `rows` rows; the result is the same for every number.
pub async fn import_in_batches(
    store: &Store,
    input: &Input,
    options: &ImportOptions,
    progress: &(dyn Fn(Progress) + Send + Sync),
    rows: usize,
) -> Result<ImportReport, ImportError> {
    run(store, input, options, progress, How { rows, unless_last: false, update: None }).await
}

/// How an import goes about it.
#[derive(Clone, Copy)]
struct How {
    /// Rows of one batch.
    rows: usize,
    /// Whether a file that was the last of its format is left alone.
    unless_last: bool,
    /// The update that it is.
    update: Option<i64>,
}

async fn run(
    store: &Store,
    input: &Input,
    options: &ImportOptions,
    progress: &(dyn Fn(Progress) + Send + Sync),
    how: How,
) -> Result<ImportReport, ImportError> {
    let asked = options.format.as_deref().map(format_asked).transpose()?;
    let local = input.fetch(options).await?;
    let opening = reading::opening(&local)?;
    let format = choose(&local.name, asked, &opening)?;

    if how.unless_last && is_last_of_its_format(store, &local.hash, format.name()).await? {
        let (name, file, format) = (local.name.clone(), local.hash.clone(), format.name());
        return Ok(ImportReport { name, file, format, resumed: false, counts: Counts::default() });
    }
    let state = store.begin_import(&local.hash, format.name(), &local.name, options.at).await?;
    let resume = match state.resume_from {
        Some(position) if !options.atomic && is_latest(store, state.id).await? => Some(position),
        _ => None, // what another import wrote since may have to be written over again
    };
    let mut run = Run {
        store,
        format,
        file: local.hash.clone(),
        shape: opening.shape,
        at: options.at,
        import: state.id,
        update: how.update,
        counts: resume.and_then(|_| serde_json::from_value(state.counts).ok()).unwrap_or_default(),
    };
    let report = ImportReport {
        name: local.name.clone(),
        file: local.hash.clone(),
        format: format.name(),
        resumed: resume.is_some(),
        counts: Counts::default(),
    };
    let (name, total) = (local.name.clone(), local.len);
    let mut reading = Reading::start(local, format, opening.shape, resume.unwrap_or_default(), how.rows);
    let shown = |bytes: u64| progress(Progress { done: bytes, total: Some(total), unit: Unit::Bytes });
    shown(0);

    let mut whole = if options.atomic { Some(store.begin().await?) } else { None };
    loop {
        let chunk = match reading.next().await.ok_or_else(|| ImportError::Broken(name.clone()))? {
            Chunk::End => break,
            Chunk::Failed(error) => return Err(*error), // an open transaction is dropped and rolls back
            Chunk::Rows(chunk) => chunk,
        };
        let bytes = chunk.bytes;
        if let Some(tx) = &whole {
            run.write(tx, chunk).await?;
        } else {
            let tx = store.begin().await?;
            run.write(&tx, chunk).await?;
            tx.commit().await?;
        }
        shown(bytes);
    }
    let counts = serde_json::to_value(&run.counts).unwrap_or_default();
    match whole.take() {
        Some(tx) => {
            tx.finish_import(run.import, &counts, run.at).await?;
            tx.commit().await?;
        }
        None => run.store.finish_import(run.import, &counts, run.at).await?,
    }
    shown(total);
    Ok(ImportReport { counts: run.counts, ..report })
}

/// One import under way.
struct Run<'a> {
    store: &'a Store,
    format: &'static dyn Format,
    file: String,
    shape: Shape,
    at: Instant,
    import: i64,
    update: Option<i64>,
    counts: Counts,
}

impl Run<'_> {
    /// Writes one chunk and its checkpoint.
    async fn write(&mut self, tx: &WriteTx, chunk: reading::Rows) -> Result<(), ImportError> {
        let position = chunk.position;
        let batch = Batch {
            tx,
            format: self.format,
            file: &self.file,
            shape: self.shape,
            at: self.at,
            update: self.update,
        };
        batch.write(chunk.parsed, &mut self.counts).await?;
        let counts = serde_json::to_value(&self.counts).unwrap_or_default();
        tx.checkpoint(self.import, &position, &counts, self.at).await?;
        Ok(())
    }
}

pub(crate) fn format_asked(asked: &str) -> Result<&'static dyn Format, ImportError> {
    format_named(asked).ok_or_else(|| ImportError::UnknownFormat {
        asked: asked.to_owned(),
        known: FORMATS.iter().map(|format| format.name()).collect(),
    })
}

/// The format asked for, when the file can be in it; else the one that recognizes the file.
pub(crate) fn choose(
    name: &str,
    asked: Option<&'static dyn Format>,
    opening: &Opening,
) -> Result<&'static dyn Format, ImportError> {
    let name = || name.to_owned();
    let Some(format) = asked else {
        return recognize(opening).map_err(|candidates| ImportError::Unclear { name: name(), candidates });
    };
    let wrong = |why: String| Err(ImportError::WrongFormat { name: name(), format: format.name(), why });
    if !format.shapes().contains(&opening.shape) {
        let shape = match opening.shape {
            Shape::Document(_) => "it is one JSON document",
            Shape::Lines => "it is one JSON object a line",
            Shape::Table => "it is a table",
        };
        return wrong(shape.to_owned());
    }
    // An opening that shows no keys at all may be a damaged first row, which is a reject later.
    if !opening.keys.is_empty() && !format.recognizes(opening) && !opening.has(format.required()) {
        return wrong(format!("it has no {}", format.required().join(", ")));
    }
    Ok(format)
}

/// Whether no other import has written anything since this one stopped.
async fn is_latest(store: &Store, import: i64) -> Result<bool, ImportError> {
    let imports = store.imports().await?;
    let stopped = imports.iter().find(|line| line.id == import).map(|line| line.touched_at);
    Ok(imports.iter().all(|line| line.id == import || (line.id < import && Some(line.touched_at) <= stopped)))
}

/// Whether a file was imported to its end, and none of its format since.
async fn is_last_of_its_format(store: &Store, hash: &str, format: &str) -> Result<bool, ImportError> {
    let imports = store.imports().await?;
    let last = imports.iter().filter(|line| line.format == format).max_by_key(|line| line.touched_at);
    Ok(last.is_some_and(|line| line.file_hash == hash && line.finished_at.is_some()))
}

/// A position behind some rows.
fn position(rows: u64, offset: u64) -> Position {
    Position { row: rows, offset }
}
