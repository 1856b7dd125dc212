//! The bytes of a CSV file, read without losing any of them and written as Python's `csv` does.

use super::{COLUMNS, Layout};

/// A file, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvFile {
    /// Its layout.
    pub layout: Layout,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
    /// Whether its lines end with `\r\n`.
    pub crlf: bool,
    /// Its records, each with as many cells as the layout has columns.
    pub records: Vec<Vec<String>>,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvFault {
    /// It is in another encoding.
    #[error("it is not in UTF-8 (byte {0})")]
    Encoding(usize),
    /// Its header is of no known layout.
    #[error(
        "its header has {columns} columns and is of none of the layouts of 7, 18, 19 and 21 columns: it begins with `{first}`"
    )]
    Header {
        /// How many columns it has.
        columns: usize,
        /// Its first one.
        first: String,
    },
    /// A record has another number of cells than the header.
    #[error(
        "line {line} has {found} cells, the header has {expected}: a line end or a quotation mark is missing or too much"
    )]
    Ragged {
        /// Where it begins.
        line: u64,
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// It is no CSV at all.
    #[error("it cannot be read as CSV: {0}")]
    Csv(String),
}

const BOM: &[u8] = b"\xef\xbb\xbf";

impl CsvFile {
    /// An empty file of the newest layout.
    pub fn empty() -> Self {
        Self { layout: Layout::TwentyOne, bom: false, crlf: false, records: Vec::new() }
    }

    /// Reads a file.
    pub fn parse(bytes: &[u8]) -> Result<Self, CsvFault> {
        let (bom, bytes) = bytes.strip_prefix(BOM).map_or((false, bytes), |rest| (true, rest));
        std::str::from_utf8(bytes).map_err(|error| CsvFault::Encoding(error.valid_up_to()))?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut records = reader.records();
        let wrong = |error: csv::Error| CsvFault::Csv(error.to_string());
        let header: Vec<String> = match records.next() {
            Some(header) => header.map_err(wrong)?.iter().map(str::to_owned).collect(),
            None => Vec::new(),
        };
        let layout = Layout::of(&header).ok_or_else(|| CsvFault::Header {
            columns: header.len(),
            first: header.first().map(|name| name.chars().take(40).collect()).unwrap_or_default(),
        })?;
        let mut out = Vec::new();
        for record in records {
            let record = record.map_err(wrong)?;
            if record.len() != header.len() {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(CsvFault::Ragged { line, found: record.len(), expected: header.len() });
            }
            out.push(record.iter().map(str::to_owned).collect());
        }
        // The first line end outside of quotes is that of the header, whose names need none.
        let crlf =
            bytes.iter().position(|byte| *byte == b'\n').is_some_and(|at| at > 0 && bytes[at - 1] == b'\r');
        Ok(Self { layout, bom, crlf, records: out })
    }

    /// The bytes of the file: quoted where needed, a line end after each record.
    pub fn render(&self) -> Vec<u8> {
        let mut out = if self.bom { BOM.to_vec() } else { Vec::new() };
        let end = if self.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(end).flexible(true).from_writer(&mut out);
        let rows = std::iter::once(self.layout.columns().into_iter().map(str::to_owned).collect::<Vec<_>>());
        for row in rows.chain(self.records.iter().cloned()) {
            writer.write_record(&row).expect("memory takes every record");
        }
        writer.flush().expect("memory takes every record");
        drop(writer);
        out
    }

    /// The records with 21 cells each.
    pub fn widened(&self) -> Vec<Vec<String>> {
        self.records.iter().map(|record| self.layout.widened(record)).collect()
    }

    /// How many cells a whole record has.
    pub const WIDTH: usize = COLUMNS.len();
}
