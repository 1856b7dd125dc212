//! Lines of bounded length.

use std::io::BufRead;

use super::{MAX_ROW_BYTES, Piece, Place, SplitError};
use crate::datasets::{Reason, Reject};

/// Reads lines and counts them.
pub struct Lines<R> {
    reader: R,
    next: Place,
}

/// One physical line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub place: Place,
    /// The bytes without the line end; cut where `overlong`.
    pub bytes: Vec<u8>,
    pub overlong: bool,
    pub unterminated: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, next: Place { number: 1, offset: 0 } }
    }

    /// The next line; of an overlong one only the beginning is held.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>, SplitError> {
        let place = self.next;
        let mut line = Line { place, bytes: Vec::new(), overlong: false, unterminated: true };
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(source) => return Err(SplitError::Io { offset: self.next.offset, source }),
            };
            if chunk.is_empty() {
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            let room = MAX_ROW_BYTES - line.bytes.len();
            line.bytes.extend_from_slice(&part[..part.len().min(room)]);
            line.overlong |= part.len() > room;
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            self.next.offset += used as u64;
            if end.is_some() {
                line.unterminated = false;
                break;
            }
        }
        if self.next.offset == place.offset {
            return Ok(None);
        }
        self.next.number += 1;
        if line.bytes.last() == Some(&b'\r') {
            line.bytes.pop();
        }
        if place.number == 1 && line.bytes.starts_with(b"\xEF\xBB\xBF") {
            line.bytes.drain(..3);
        }
        Ok(Some(line))
    }
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        !self.overlong && self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    pub(super) fn into_piece(self) -> Piece {
        let text = if self.overlong { Err(overlong()) } else { utf8(self.bytes) };
        Piece { place: self.place, text, unterminated: self.unterminated }
    }
}

pub(super) fn overlong() -> Reject {
    Reject::new(Reason::RowTooLong, format!("the row has more than {MAX_ROW_BYTES} bytes"))
}

pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, Reject> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Reject::new(Reason::BadUtf8, format!("byte {at} of the row is not UTF-8"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_numbers_offsets_and_bounds() {
        let long = "x".repeat(MAX_ROW_BYTES + 1);
        let text = format!("\u{feff}a\r\n\n{long}\nlast");
        let mut lines = Lines::new(std::io::BufReader::with_capacity(7, text.as_bytes()));
        let mut seen = Vec::new();
        while let Some(line) = lines.next_line().expect("memory") {
            seen.push((
                line.place.number,
                line.place.offset,
                line.bytes.len(),
                line.overlong,
                line.unterminated,
            ));
        }
        let after = 7 + MAX_ROW_BYTES as u64 + 2 - 1;
        assert_eq!(
            seen,
            [
                (1, 0, 1, false, false),
                (2, 6, 0, false, false),
                (3, 7, MAX_ROW_BYTES, true, false),
                (4, after + 1, 4, false, true)
            ]
        );
    }
}
