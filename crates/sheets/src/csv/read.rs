//! Reading: a scanner over bytes, and the table made of its records.

use crate::{Fault, Row, SheetError, Table};

/// How many faults are told at most; a file with more is no table of ours.
const MOST_FAULTS: usize = 100;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads a table. All faults of rows are told together.
pub fn read(bytes: &[u8]) -> Result<Table, SheetError> {
    let mut reader = Reader::new(bytes)?;
    let header = reader.header().to_vec();
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for row in &mut reader {
        match row {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
        if faults.len() == MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(Table { header, rows }) } else { Err(SheetError::Faulty(faults)) }
}

/// The rows of a table, one after the other. After a fault of quoting it gives nothing more, because
/// nobody knows where the next row begins.
pub struct Reader<'a> {
    scanner: Scanner<'a>,
    header: Vec<String>,
    row: u64,
    ended: bool,
}

impl<'a> Reader<'a> {
    /// Reads the header.
    pub fn new(bytes: &'a [u8]) -> Result<Self, SheetError> {
        let bytes = text_of(bytes)?;
        let mut scanner = Scanner { bytes, at: 0, separator: separator(bytes) };
        let cells = match scanner.record() {
            Some(record) => texts(record.map_err(|flaw| flaw.fault(1)), 1),
            None => Err(Fault::file("it is empty", "its first row has to name the columns")),
        };
        let header = cells.map_err(|fault| SheetError::Faulty(vec![fault]))?;
        let header = header.into_iter().map(|cell| cell.unwrap_or_default().into_string()).collect();
        Ok(Self { scanner, header, row: 1, ended: false })
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How many bytes were read so far, of those behind a byte order mark.
    pub fn position(&self) -> usize {
        self.scanner.at
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.scanner.record()?;
        self.row += 1;
        let number = self.row;
        self.ended = record.is_err();
        let cells = match texts(record.map_err(|flaw| flaw.fault(number)), number) {
            Ok(cells) => cells,
            Err(fault) => return Some(Err(fault)),
        };
        let (found, wanted) = (cells.len(), self.header.len());
        if found != wanted {
            let problem = format!("it has {} where the header has {wanted}", cells_of(found));
            let fix = "add or remove separators, and put a text that has one in quotes";
            return Some(Err(
                Fault::row(number, problem, fix).at("", cells[0].as_deref().unwrap_or_default())
            ));
        }
        Some(Ok(Row { number, cells }))
    }
}

/// The bytes of a text, without a byte order mark.
pub(super) fn text_of(bytes: &[u8]) -> Result<&[u8], SheetError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let fault = Fault::file("it is in UTF-16", "save it as `CSV UTF-8`");
        return Err(SheetError::Faulty(vec![fault]));
    }
    if let Some(fault) = no_text(bytes) {
        return Err(SheetError::Faulty(vec![fault]));
    }
    Ok(bytes.strip_prefix(BOM).unwrap_or(bytes))
}

/// What is no text, by how it begins. A reader of workbooks takes those before they come here.
fn no_text(bytes: &[u8]) -> Option<Fault> {
    /// How far a file is looked into.
    const LOOKED_AT: usize = 1024;
    if bytes.starts_with(b"PK\x03\x04") {
        let problem = "it is a workbook or a zip file, and a CSV file is wanted";
        return Some(Fault::file(problem, "save the sheet as `CSV UTF-8`"));
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Some(Fault::file("it is packed with gzip", "unpack it first: `gunzip`"));
    }
    let is_binary = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    let begin = &bytes[..bytes.len().min(LOOKED_AT)];
    let header = begin.split(|byte| *byte == b'\n').next().unwrap_or(begin);
    header.iter().any(is_binary).then(|| {
        Fault::file("it is no text", "is it the right file, and whole? save the table as `CSV UTF-8`")
    })
}

fn cells_of(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}

/// The separator of the header, which stands most often outside of quotes.
pub(super) fn separator(bytes: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            byte => {
                if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte) {
                    *count += 1;
                }
            }
        }
    }
    // Of equal counts the comma counts first.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

/// Turns bytes into text.
pub(super) fn texts(record: Result<Vec<Vec<u8>>, Fault>, row: u64) -> Result<Vec<Option<Box<str>>>, Fault> {
    let text = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).map_err(|error| {
            let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
            Fault::row(row, "it is not in UTF-8", "save the file as `CSV UTF-8`").at("", &shown)
        })?;
        if text.contains('\0') {
            return Err(Fault::row(row, "it holds a NUL character", "take it out").at("", &text));
        }
        Ok((!text.is_empty()).then(|| text.into_boxed_str()))
    };
    record?.into_iter().map(text).collect()
}

/// A way in which quoting goes wrong.
pub(super) enum Flaw {
    /// The file ends within quotes.
    Open,
    /// A quotation mark stands in a text that does not begin with one.
    Inside,
    /// Something follows the closing quotation mark.
    Behind,
}

impl Flaw {
    pub(super) fn fault(&self, row: u64) -> Fault {
        let problem = match self {
            Self::Open => "a text in quotes has no end",
            Self::Inside => "a quotation mark stands within a text that has no quotes around it",
            Self::Behind => "something stands behind a closing quotation mark",
        };
        Fault::row(row, problem, "put the whole text in quotes, and write each quotation mark in it twice")
    }
}

/// Cuts bytes into records of cells.
pub(super) struct Scanner<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) separator: u8,
}

impl Scanner<'_> {
    /// The next record; lines with nothing on them are passed over.
    pub(super) fn record(&mut self) -> Option<Result<Vec<Vec<u8>>, Flaw>> {
        while matches!(self.bytes.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at == self.bytes.len() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err(flaw) => return Some(Err(flaw)),
            }
            match self.bytes.get(self.at) {
                Some(&byte) if byte == self.separator => self.at += 1,
                // A line end of two bytes leaves its second one for the next call to pass over.
                Some(_) => {
                    self.at += 1;
                    return Some(Ok(cells));
                }
                None => return Some(Ok(cells)),
            }
        }
    }

    /// One cell; leaves the place at what ends it.
    fn cell(&mut self) -> Result<Vec<u8>, Flaw> {
        if self.bytes.get(self.at) == Some(&b'"') {
            self.at += 1;
            return self.quoted();
        }
        let rest = &self.bytes[self.at..];
        let is_end = |byte: &u8| *byte == self.separator || matches!(byte, b'\n' | b'\r');
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        self.at += length;
        let cell = &rest[..length];
        if cell.contains(&b'"') { Err(Flaw::Inside) } else { Ok(cell.to_vec()) }
    }

    /// The rest of a cell in quotes.
    fn quoted(&mut self) -> Result<Vec<u8>, Flaw> {
        let mut cell = Vec::new();
        loop {
            let rest = &self.bytes[self.at..];
            let length = rest.iter().position(|byte| *byte == b'"').ok_or(Flaw::Open)?;
            cell.extend_from_slice(&rest[..length]);
            self.at += length + 1;
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    cell.push(b'"');
                    self.at += 1;
                }
                Some(byte) if *byte == self.separator || matches!(byte, b'\n' | b'\r') => return Ok(cell),
                None => return Ok(cell),
                Some(_) => return Err(Flaw::Behind),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as `a|b|-`, or the faults.
    fn shown(bytes: &[u8]) -> String {
        match read(bytes) {
            Ok(table) => {
                let line = |row: &Row| {
                    let cells: Vec<&str> =
                        row.cells.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
                    format!("\n{} {}", row.number, cells.join("|"))
                };
                table.header.join("|") + &table.rows.iter().map(line).collect::<String>()
            }
            Err(SheetError::Faulty(faults)) => {
                faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn cells_come_out_letter_by_letter() {
        let cases: [(&[u8], &str); 9] = [
            (b"a,b\n1,2\n", "a|b\n2 1|2"),
            (b"\xef\xbb\xbfa,b\r\n007,\r\n", "a|b\n2 007|-"),
            (b"a;b\r1,5;2", "a|b\n2 1,5|2"),
            (b"a\tb\n\"x\ty\"\t z \n", "a|b\n2 x\ty| z "),
            (b"a,b\n\"say \"\"hi\"\"\",\"two\r\nlines\"\n", "a|b\n2 say \"hi\"|two\r\nlines"),
            (b"a,b\n\n\nx,\"\"\n\n", "a|b\n2 x|-"),
            (b"\"a;b;c\",d\n1,2\n", "a;b;c|d\n2 1|2"),
            (b"only\none\ntwo", "only\n2 one\n3 two"),
            (b"a,b\nnan,_x000D_\n", "a|b\n2 nan|_x000D_"),
        ];
        for (bytes, wanted) in cases {
            assert_eq!(shown(bytes), wanted, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn faults_name_their_rows() {
        let cases: [(&[u8], &str); 10] = [
            (b"", "it is empty"),
            (b"\x1f\x8b\x08\0", "it is packed with gzip"),
            (b"\x02\x9f\"\"\0a,b\n", "it is no text"),
            (b"a,b\n1\n1,2,3\n", "row 2, `1`, it has 1 cell where the header has 2"),
            (b"a,b\n1,2\n3,\"x", "row 3, a text in quotes has no end"),
            (b"a,b\n5\" disk,2\n", "row 2, a quotation mark stands within"),
            (b"a,b\n\"x\"y,2\n", "row 2, something stands behind"),
            (b"a,b\n1,2\n\xe9,2\n", "row 3, `\u{fffd}`, it is not in UTF-8"),
            (b"\xff\xfea\0", "it is in UTF-16"),
            (b"PK\x03\x04", "it is a workbook"),
        ];
        for (bytes, wanted) in cases {
            let told = shown(bytes);
            assert!(told.starts_with(wanted), "{told}");
        }
    }

    #[test]
    fn every_ragged_row_is_told_of() {
        assert_eq!(shown(b"a,b\n1\n1,2\n1,2,3\n").lines().count(), 2);
    }
}
