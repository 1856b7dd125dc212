//! Table rows: a header and the cells under it, quoted after RFC 4180 and no other way.

use std::borrow::Cow;

use super::{Reason, Reject};

/// The header line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    line: String,
    columns: Vec<String>,
}

impl Header {
    /// Reads a header line; column names are trimmed.
    pub fn read(line: &str) -> Result<Self, Reject> {
        let columns: Vec<String> = cells_of(line)?.iter().map(|cell| cell.trim().to_owned()).collect();
        Ok(Self { line: line.to_owned(), columns })
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The header line and a row as one text, the form in which a row is kept.
    pub fn keep(&self, row: &str) -> Vec<u8> {
        [self.line.as_bytes(), b"\n", row.as_bytes()].concat()
    }
}

/// The cells of one row under their header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells<'a> {
    header: &'a Header,
    cells: Vec<Cow<'a, str>>,
}

impl<'a> Cells<'a> {
    /// Reads a row; it must have as many cells as the header.
    pub fn read(header: &'a Header, row: &'a str) -> Result<Self, Reject> {
        let cells = cells_of(row)?;
        if cells.len() != header.columns.len() {
            let message = format!("{} cells under {} columns", cells.len(), header.columns.len());
            return Err(Reject::new(Reason::WrongColumns, message));
        }
        Ok(Self { header, cells })
    }

    /// The trimmed text under a column; empty when there is no such column.
    pub fn get(&self, column: &str) -> &str {
        let at = self.header.columns.iter().position(|name| name == column);
        at.map_or("", |at| self.cells[at].trim())
    }
}

/// What a look at a row's quoting shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// The row ends where the text ends.
    Complete,
    /// A quoted cell is still open, so the row goes on in the next line.
    Open,
    /// A quote stands where none may.
    Bad,
}

/// Looks at the quotes of a row without reading its cells.
pub(super) fn quoting(row: &[u8]) -> Quoting {
    let mut at = 0;
    loop {
        if row.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match row[at..].iter().position(|byte| *byte == b'"') {
                    None => return Quoting::Open,
                    Some(quote) => at += quote + 1,
                }
                match row.get(at) {
                    Some(b'"') => at += 1,
                    None | Some(b',') => break,
                    Some(_) => return Quoting::Bad,
                }
            }
        } else {
            let end = row[at..].iter().position(|byte| *byte == b',').map_or(row.len(), |comma| at + comma);
            if row[at..end].contains(&b'"') {
                return Quoting::Bad;
            }
            at = end;
        }
        if at >= row.len() {
            return Quoting::Complete;
        }
        at += 1; // the comma; a cell follows it even at the end of the row
    }
}

fn cells_of(row: &str) -> Result<Vec<Cow<'_, str>>, Reject> {
    match quoting(row.as_bytes()) {
        Quoting::Complete => {}
        Quoting::Open => return Err(Reject::new(Reason::BadQuoting, "a quoted cell is never closed")),
        Quoting::Bad => return Err(Reject::new(Reason::BadQuoting, "a quote stands inside a cell")),
    }
    let mut cells = Vec::with_capacity(16);
    let mut rest = row;
    loop {
        let end = if rest.starts_with('"') { quoted_end(rest) } else { rest.find(',').unwrap_or(rest.len()) };
        let cell = &rest[..end];
        cells.push(match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
            Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
            Some(inner) => Cow::Borrowed(inner),
            None => Cow::Borrowed(cell),
        });
        match rest.get(end + 1..) {
            Some(next) if end < rest.len() => rest = next,
            _ => return Ok(cells),
        }
    }
}

/// Where the quoted cell at the beginning ends, its closing quote included.
fn quoted_end(row: &str) -> usize {
    let bytes = row.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(row: &str) -> Result<Vec<String>, Reason> {
        cells_of(row).map(|cells| cells.into_iter().map(Cow::into_owned).collect()).map_err(|e| e.reason)
    }

    #[test]
    fn cells_and_quotes() {
        assert_eq!(read("a,,c"), Ok(vec!["a".into(), String::new(), "c".into()]));
        assert_eq!(
            read("\"a,b\",\"say \"\"hi\"\"\",\"\""),
            Ok(vec!["a,b".into(), "say \"hi\"".into(), String::new()])
        );
        assert_eq!(read("a,"), Ok(vec!["a".into(), String::new()]));
        assert_eq!(read("\"two\nlines\",x"), Ok(vec!["two\nlines".into(), "x".into()]));
        for bad in ["a\"b", "\"a\"b", "\"a", "x,\"a\" ,y", "\"a\"\"", "a,\"\"\""] {
            assert_eq!(read(bad), Err(Reason::BadQuoting), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(cells in prop::collection::vec("[a-c\",\n é]{0,6}", 2..6)) {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
            writer.write_record(&cells).expect("memory");
            let mut text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
            text.pop();
            prop_assert_eq!(quoting(text.as_bytes()), Quoting::Complete);
            prop_assert_eq!(read(&text), Ok(cells));
        }

        #[test]
        fn the_quick_look_and_the_reading_never_panic(row in "[a\",\n]{0,12}") {
            let _ = read(&row);
        }
    }
}
