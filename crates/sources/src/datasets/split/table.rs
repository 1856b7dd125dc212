//! Table rows, which may span lines where a cell is quoted.

use std::{collections::VecDeque, io::BufRead};

use super::{
    MAX_ROW_BYTES, Piece, SplitError,
    lines::{Line, Lines, overlong, utf8},
};
use crate::datasets::{
    Header, Reason, Reject,
    table::{Quoting, quoting},
};

/// How many lines one row may span.
const MAX_LINES: usize = 2_000;

/// Reads the rows below a header.
pub struct Table<R> {
    lines: Lines<R>,
    /// Lines that were read ahead for a row that turned out to be bad.
    ahead: VecDeque<Line>,
    header: Header,
}

impl<R: BufRead> Table<R> {
    pub(super) fn new(reader: R) -> Result<Self, SplitError> {
        let mut lines = Lines::new(reader);
        let malformed = || SplitError::Damaged { what: "malformed", offset: 0 };
        let mut first = lines.next_line()?.ok_or_else(malformed)?;
        while first.is_blank() {
            first = lines.next_line()?.ok_or_else(malformed)?;
        }
        let line = String::from_utf8(first.bytes).map_err(|_| malformed())?;
        let header = Header::read(&line).map_err(|_| malformed())?;
        Ok(Self { lines, ahead: VecDeque::new(), header })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The next row. After bad quoting reading goes on with the very next line, so that one stray quote
    /// costs one row and not the rest of the file.
    pub(super) fn next_row(&mut self) -> Result<Option<Piece>, SplitError> {
        let first = loop {
            match self.next_line()? {
                None => return Ok(None),
                Some(line) if line.is_blank() => {}
                Some(line) => break line,
            }
        };
        if first.overlong {
            return Ok(Some(first.into_piece()));
        }
        let place = first.place;
        let mut unterminated = first.unterminated;
        let mut row = first.bytes;
        let mut spanned: Vec<Line> = Vec::new();
        // A line without a quote cannot close a cell, so the look at the whole row is spared for it.
        let mut look = true;
        loop {
            match if look { quoting(&row) } else { Quoting::Open } {
                Quoting::Complete => return Ok(Some(Piece { place, text: utf8(row), unterminated })),
                Quoting::Bad => {
                    return Ok(Some(self.give_up(
                        place,
                        spanned,
                        unterminated,
                        "a quote stands inside a cell",
                    )));
                }
                Quoting::Open => {}
            }
            let next = self.next_line()?;
            let Some(next) = next else {
                return Ok(Some(self.give_up(place, spanned, unterminated, "a quoted cell is never closed")));
            };
            if next.overlong || row.len() + next.bytes.len() >= MAX_ROW_BYTES || spanned.len() >= MAX_LINES {
                spanned.push(next);
                let piece = self.give_up(place, spanned, false, "a quoted cell is not closed in reach");
                return Ok(Some(Piece { text: piece.text.map_err(|_| overlong()), ..piece }));
            }
            row.push(b'\n');
            row.extend_from_slice(&next.bytes);
            unterminated = next.unterminated;
            look = next.bytes.contains(&b'"');
            spanned.push(next);
        }
    }

    fn next_line(&mut self) -> Result<Option<Line>, SplitError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_line(),
        }
    }

    fn give_up(&mut self, place: super::Place, spanned: Vec<Line>, unterminated: bool, why: &str) -> Piece {
        let unterminated = unterminated && spanned.is_empty();
        for line in spanned.into_iter().rev() {
            self.ahead.push_front(line);
        }
        Piece { place, text: Err(Reject::new(Reason::BadQuoting, why)), unterminated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Result<String, Reason>)> {
        let mut table = Table::new(text.as_bytes()).expect("a header");
        let mut rows = Vec::new();
        while let Some(piece) = table.next_row().expect("memory") {
            rows.push((piece.place.number, piece.text.map_err(|reject| reject.reason)));
        }
        rows
    }

    #[test]
    fn rows_span_lines_where_quoted() {
        let found = rows("a,b\n1,\"x\n\ny\"\r\n\n2,z");
        assert_eq!(found, [(2, Ok("1,\"x\n\ny\"".into())), (6, Ok("2,z".into()))]);
    }

    #[test]
    fn a_stray_quote_costs_one_row() {
        let found = rows("a,b\n1,\"x\n2,y\n3,\"z\"\n4,w\n");
        let numbers: Vec<_> = found.iter().map(|(line, text)| (*line, text.is_ok())).collect();
        assert_eq!(numbers, [(2, false), (3, true), (4, true), (5, true)]);
        let found = rows("a,b\n1,\"x\n2,y\n");
        assert_eq!(found, [(2, Err(Reason::BadQuoting)), (3, Ok("2,y".into()))]);
    }

    #[test]
    fn a_cell_without_end_is_bounded() {
        let text = format!("a\n\"{}\n1\n", "x\n".repeat(MAX_LINES + 1));
        let found = rows(&text);
        assert_eq!((found.len(), &found[0]), (MAX_LINES + 2, &(2, Err(Reason::RowTooLong))));
    }
}
