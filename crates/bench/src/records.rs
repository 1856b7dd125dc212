//! Reads a real dataset file into records, as an import does.

use std::{fs, path::Path};

use anyhow::Context as _;
use model::Record;
use sources::datasets::{self, Cells, RawRow, Row, split::Splitter};

/// No file is larger, unpacked.
const LARGEST: u64 = 1 << 30;

/// The records of a file in a table's format; rows that cannot be read are left out.
pub fn of_table(file: &Path, format: &str) -> anyhow::Result<Vec<Record>> {
    let shown = || format!("cannot read `{}`", file.display());
    let body = sources::unpacked(fs::read(file).with_context(shown)?, LARGEST).with_context(shown)?;
    let format = datasets::format_named(format).with_context(|| format!("there is no format `{format}`"))?;
    let mut splitter = Splitter::new(body.as_slice(), datasets::Shape::Table)?;
    let header = splitter.header().cloned().with_context(shown)?;
    let mut records = Vec::new();
    while let Some(piece) = splitter.next_row()? {
        let Ok(row) = piece.text else { continue };
        let Ok(cells) = Cells::read(&header, &row) else { continue };
        if let Ok(Row::Claim(claim)) = format.row(RawRow::Cells(&cells)) {
            records.extend(claim.records);
        }
    }
    Ok(records)
}
