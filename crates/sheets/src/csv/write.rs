//! Writing: `\n` at line ends, quotes where they are needed and nowhere else, doubled within.

use std::io::{self, Write};

/// Writes a table row by row.
pub struct Writer<W: Write>(::csv::Writer<W>);

impl<W: Write> Writer<W> {
    /// A table that begins with this header.
    pub fn new<'a>(out: W, header: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        let mut builder = ::csv::WriterBuilder::new();
        builder.terminator(::csv::Terminator::Any(b'\n')).quote_style(::csv::QuoteStyle::Necessary);
        let mut writer = Self(builder.flexible(true).from_writer(out));
        writer.row(header.into_iter().map(Some))?;
        Ok(writer)
    }

    /// One row; none is an empty cell.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Option<&'a str>>) -> io::Result<()> {
        self.0.write_record(cells.into_iter().map(Option::unwrap_or_default)).map_err(io::Error::from)
    }

    /// Writes what is left, and gives back what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(::csv::IntoInnerError::into_error)
    }
}

/// Writes a whole table.
pub fn write<'a, W: Write, R: IntoIterator<Item = Option<&'a str>>>(
    out: W,
    header: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<W> {
    let mut writer = Writer::new(out, header)?;
    for row in rows {
        writer.row(row)?;
    }
    writer.finish()
}

/// A whole table as bytes.
pub fn to_bytes<'a, R: IntoIterator<Item = Option<&'a str>>>(
    header: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = R>,
) -> Vec<u8> {
    write(Vec::new(), header, rows).expect("memory takes what is written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv;

    #[test]
    fn quotes_stand_where_they_are_needed() {
        let rows = [[Some("007"), None], [Some("a,b"), Some("say \"hi\"")], [Some(" x "), Some("1\n2\r3")]];
        let bytes = to_bytes(["id", "text"], rows);
        let text = String::from_utf8(bytes.clone()).expect("it was text");
        assert_eq!(text, "id,text\n007,\n\"a,b\",\"say \"\"hi\"\"\"\n x ,\"1\n2\r3\"\n");
        let table = csv::read(&bytes).expect("what is written can be read");
        let back: Vec<Vec<Option<&str>>> =
            table.rows.iter().map(|row| row.cells.iter().map(Option::as_deref).collect()).collect();
        assert_eq!(back, rows.map(|row| row.to_vec()));
    }
}
