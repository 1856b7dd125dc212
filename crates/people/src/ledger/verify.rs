//! The file and the database, cell by cell.

use serde::Serialize;
use store::Store;

use super::{
    files,
    state::{self, Phase},
    update,
};
use crate::{desk::PeopleError, layouts::COLUMNS};

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellDifference {
    /// The line, from 1 below the header.
    pub line: usize,
    /// The column; none where the whole row is only on one side.
    pub column: Option<&'static str>,
    /// What is where: `file`, `database`, or `both` with different words.
    pub only_in: &'static str,
}

/// What a comparison found. Cells are named, never shown: they hold what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How far the move came.
    pub phase: Phase,
    /// How many rows were compared.
    pub rows: usize,
    /// How many cells were compared.
    pub cells: usize,
    /// Where they differ.
    pub differences: Vec<CellDifference>,
    /// Whether the file is byte for byte what the database would write, or what was read first.
    pub same_bytes: bool,
}

impl Verification {
    /// Whether every cell is equal.
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Compares the file with the database, cell by cell.
pub async fn verify(store: &Store) -> Result<Verification, PeopleError> {
    let state = state::state(store).await?.ok_or_else(state::none)?;
    let rows = store.csv_rows().await?;
    let bytes = std::fs::read(&state.path).map_err(PeopleError::file(&state.path))?;
    let file = files::parsed(&state.path, &bytes)?;
    let theirs = file.widened();
    let ours: Vec<Vec<String>> = rows.iter().map(update::cells).collect::<Result<_, _>>()?;
    let differences = differences(&theirs, &ours);
    let hash = files::hash(&bytes);
    Ok(Verification {
        phase: state.phase,
        rows: theirs.len().max(ours.len()),
        cells: theirs.len().max(ours.len()) * COLUMNS.len(),
        differences,
        same_bytes: hash == state.file_hash
            || hash == files::hash(&files::rendered(state.bom, state.crlf, ours)),
    })
}

pub(super) fn differences(file: &[Vec<String>], database: &[Vec<String>]) -> Vec<CellDifference> {
    let mut out = Vec::new();
    for at in 0..file.len().max(database.len()) {
        match (file.get(at), database.get(at)) {
            (Some(theirs), Some(ours)) => {
                for (column, (theirs, ours)) in COLUMNS.into_iter().zip(theirs.iter().zip(ours)) {
                    if theirs != ours {
                        out.push(CellDifference { line: at + 1, column: Some(column), only_in: "both" });
                    }
                }
            }
            (Some(_), None) => out.push(CellDifference { line: at + 1, column: None, only_in: "file" }),
            (None, _) => out.push(CellDifference { line: at + 1, column: None, only_in: "database" }),
        }
    }
    out
}
