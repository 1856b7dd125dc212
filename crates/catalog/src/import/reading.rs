//! The reading side: a thread that unpacks, cuts and parses, and hands chunks over a short queue.

use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};
use sources::datasets::{
    Cells, Format, OPENING_BYTES, Opening, RawRow, Reject, Row, Shape,
    split::{Piece, Place, SplitError, Splitter},
};
use store::Position;
use tokio::sync::mpsc;

use super::position;
use crate::{
    ImportError,
    input::{Local, Unpacked, unpack},
};

/// How many chunks may wait, so that memory stays flat when writing is slower.
const QUEUE: usize = 3;

/// What the thread hands over.
pub(crate) enum Chunk {
    /// Some rows.
    Rows(Rows),
    /// The file ended soundly.
    End,
    /// It did not.
    Failed(Box<ImportError>),
}

/// Parsed rows.
pub(crate) struct Rows {
    pub parsed: Vec<Parsed>,
    /// The position behind them.
    pub position: Position,
    /// How many packed bytes were used up.
    pub bytes: u64,
}

/// One parsed row.
pub(crate) struct Parsed {
    pub place: Place,
    pub said: Result<Said, Reject>,
}

/// What a row said, and its text as it is kept.
pub(crate) struct Said {
    pub row: Row,
    pub kept: Vec<u8>,
    pub hash: [u8; 32],
}

/// The receiving end.
pub(crate) struct Reading {
    chunks: mpsc::Receiver<Chunk>,
}

impl Reading {
    /// Starts the thread behind `from`, with `size` rows a chunk. Dropping the value ends it.
    pub(crate) fn start(
        local: Local,
        format: &'static dyn Format,
        shape: Shape,
        from: Position,
        size: usize,
    ) -> Self {
        let (sender, chunks) = mpsc::channel(QUEUE);
        tokio::task::spawn_blocking(move || {
            let end = match read(&local, format, shape, from, size.max(1), &sender) {
                Ok(()) => Chunk::End,
                Err(error) => Chunk::Failed(Box::new(error)),
            };
            // Nobody listens any more when the import was broken off.
            let _ = sender.blocking_send(end);
        });
        Self { chunks }
    }

    pub(crate) async fn next(&mut self) -> Option<Chunk> {
        self.chunks.recv().await
    }
}

/// Looks at the beginning of a file.
pub(crate) fn opening(local: &Local) -> Result<Opening, ImportError> {
    let damaged = |source| damaged(local, 0, SplitError::Io { offset: 0, source });
    let reader = unpack(local.reader()?, Arc::default()).map_err(damaged)?;
    let mut bytes = Vec::new();
    reader.take(OPENING_BYTES as u64).read_to_end(&mut bytes).or_else(|source| {
        // What could be unpacked may be enough to begin with; the fault comes up again in its place.
        if bytes.is_empty() { Err(damaged(source)) } else { Ok(0) }
    })?;
    let complete = bytes.len() < OPENING_BYTES;
    Opening::read(&bytes, complete)
        .map_err(|source| ImportError::NotReadable { name: local.name.clone(), source })
}

fn read(
    local: &Local,
    format: &'static dyn Format,
    shape: Shape,
    from: Position,
    size: usize,
    sender: &mpsc::Sender<Chunk>,
) -> Result<(), ImportError> {
    let taken = Arc::new(AtomicU64::new(0));
    let unpacked = unpack(local.reader()?, taken.clone());
    let unpacked = unpacked.map_err(|source| damaged(local, 0, SplitError::Io { offset: 0, source }))?;
    let mut splitter: Splitter<Unpacked> =
        Splitter::new(unpacked, shape).map_err(|source| damaged(local, 0, source))?;
    let mut done = 0;
    let mut rows = Vec::with_capacity(size);
    let mut behind = position(0, 0);
    loop {
        let piece = match splitter.next_row() {
            Ok(piece) => piece,
            Err(source) => {
                // What was read soundly is still handed over before the fault is reported.
                hand_over(&mut rows, behind, &taken, sender);
                return Err(damaged(local, done, source));
            }
        };
        let Some(piece) = piece else {
            hand_over(&mut rows, behind, &taken, sender);
            return Ok(());
        };
        done += 1;
        if done <= from.row {
            continue; // an earlier run has written it
        }
        behind = position(done, piece.place.offset);
        let unterminated = piece.unterminated;
        let parsed = parse(piece, format, &splitter);
        if unterminated && parsed.said.as_ref().is_err_and(|reject| reject.reason.looks_cut_off()) {
            behind = position(done - 1, parsed.place.offset);
            hand_over(&mut rows, behind, &taken, sender);
            return Err(ImportError::CutOff { name: local.name.clone(), row: parsed.place.number });
        }
        rows.push(parsed);
        if rows.len() == size && !hand_over(&mut rows, behind, &taken, sender) {
            return Ok(());
        }
    }
}

/// Sends the rows gathered; false when nobody listens any more.
fn hand_over(
    rows: &mut Vec<Parsed>,
    position: Position,
    taken: &AtomicU64,
    sender: &mpsc::Sender<Chunk>,
) -> bool {
    if rows.is_empty() {
        return true;
    }
    let capacity = rows.capacity();
    let rows = std::mem::replace(rows, Vec::with_capacity(capacity));
    let bytes = taken.load(Ordering::Relaxed);
    sender.blocking_send(Chunk::Rows(Rows { parsed: rows, position, bytes })).is_ok()
}

fn parse(piece: Piece, format: &'static dyn Format, splitter: &Splitter<Unpacked>) -> Parsed {
    let said = piece.text.and_then(|text| {
        let (row, kept) = match splitter.header() {
            Some(header) => {
                let row = format.row(RawRow::Cells(&Cells::read(header, &text)?))?;
                let kept = if matches!(row, Row::Claim(_)) { header.keep(&text) } else { Vec::new() };
                (row, kept)
            }
            None => (format.row(RawRow::Json(&text))?, text.into_bytes()),
        };
        let hash = if matches!(row, Row::Claim(_)) { Sha256::digest(&kept).into() } else { [0; 32] };
        Ok(Said { row, kept, hash })
    });
    Parsed { place: piece.place, said }
}

fn damaged(local: &Local, rows: u64, source: SplitError) -> ImportError {
    ImportError::Damaged { name: local.name.clone(), rows, source }
}
