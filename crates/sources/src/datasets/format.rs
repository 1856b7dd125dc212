//! What every dataset format answers.

use model::{Record, SourceId};

use super::{Cells, Header, Opening, RawRow, Reason, Reject, Row};

/// The outer form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One JSON document with the rows in the array of this name.
    Document(&'static str),
    /// One JSON object a line.
    Lines,
    /// A table with a header line, comma separated, quoted after RFC 4180.
    Table,
}

/// A dataset format.
pub trait Format: Sync {
    /// Its published name, as `--format` takes it.
    fn name(&self) -> &'static str;
    /// Who says it when the rows do not name one.
    fn source(&self) -> SourceId;
    /// The outer forms it comes in.
    fn shapes(&self) -> &'static [Shape];
    /// The columns or keys a row cannot do without.
    fn required(&self) -> &'static [&'static str];
    /// Whether a file that begins like this is one of its own.
    fn recognizes(&self, opening: &Opening) -> bool;
    /// Reads one row, strictly: what cannot be right is a reject with a reason, never a guess.
    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject>;

    /// Reads a kept row back to normal form; empty for rows that are no claims.
    ///
    /// A JSON row is kept as its text, a table row under its header line, so that each can be read alone.
    fn read(&self, kept: &[u8]) -> Result<Vec<Record>, Reject> {
        let text = std::str::from_utf8(kept).map_err(|_| Reject::new(Reason::BadUtf8, "not UTF-8"))?;
        let row = if self.shapes().contains(&Shape::Table) {
            let (header, row) = text.split_once('\n').unwrap_or((text, ""));
            let header = Header::read(header)?;
            self.row(RawRow::Cells(&Cells::read(&header, row)?))?
        } else {
            self.row(RawRow::Json(text))?
        };
        Ok(match row {
            Row::Claim(claim) => claim.records,
            Row::Relation(_) | Row::Rating(_) | Row::IdMap(_) | Row::Nothing => Vec::new(),
        })
    }
}
