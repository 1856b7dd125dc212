//! Cutting a stream of bytes into rows, with a bounded row whatever the stream holds.

mod document;
mod lines;
mod table;

use std::io::{self, BufRead};

use super::{Header, Reject, Shape};

/// The longest row that is held, in bytes. The longest sound one known is under 64 KiB; the room above
/// is there so that an absurd field is named by its own reason.
pub const MAX_ROW_BYTES: usize = 4 * 1024 * 1024;

/// Where a row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line (lines, tables) or the entry (documents), from 1.
    pub number: u64,
    /// The byte in the unpacked stream, from 0.
    pub offset: u64,
}

/// One row, or why it could not be cut out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins.
    pub place: Place,
    /// Its text, without the line end; without blanks between tokens where the row comes from a document.
    pub text: Result<String, Reject>,
    /// Whether the file ends with this row and no line end follows, so that it may have been cut off.
    pub unterminated: bool,
}

/// Why a stream could not be cut any further.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// The stream broke: a damaged archive, a failing disk.
    #[error("reading failed at byte {offset} of the unpacked stream")]
    Io {
        /// How far it was read.
        offset: u64,
        /// The fault.
        source: io::Error,
    },
    /// The document ends before it is closed, or goes on where it cannot.
    #[error("the document is {what} at byte {offset}")]
    Damaged {
        /// `cut off` or `malformed`.
        what: &'static str,
        /// Where.
        offset: u64,
    },
}

/// Cuts a stream into rows.
pub enum Splitter<R> {
    /// One document.
    Document(document::Document<R>),
    /// Lines.
    Lines(lines::Lines<R>),
    /// A table below its header.
    Table(table::Table<R>),
}

impl<R: BufRead> Splitter<R> {
    /// Begins at the start of an unpacked stream; a table's header is read here.
    pub fn new(reader: R, shape: Shape) -> Result<Self, SplitError> {
        Ok(match shape {
            Shape::Document(rows) => Self::Document(document::Document::new(reader, rows)),
            Shape::Lines => Self::Lines(lines::Lines::new(reader)),
            Shape::Table => Self::Table(table::Table::new(reader)?),
        })
    }

    /// The header, for tables.
    pub fn header(&self) -> Option<&Header> {
        match self {
            Self::Table(table) => Some(table.header()),
            Self::Document(_) | Self::Lines(_) => None,
        }
    }

    /// The next row; `None` at the sound end of the stream.
    pub fn next_row(&mut self) -> Result<Option<Piece>, SplitError> {
        match self {
            Self::Document(document) => document.next_row(),
            Self::Lines(lines) => loop {
                match lines.next_line()? {
                    // Blank lines carry nothing and are no faults.
                    Some(line) if line.is_blank() => {}
                    line => return Ok(line.map(lines::Line::into_piece)),
                }
            },
            Self::Table(table) => table.next_row(),
        }
    }
}
