//! A sheet as rows of cells, whatever it came out of.

use sheets::Table;

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GridCell {
    /// Its text, letter by letter.
    pub text: String,
    /// Where its first link leads.
    pub link: Option<String>,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GridRow {
    /// Its number, as a spreadsheet shows it.
    pub number: u64,
    /// Its cells; a merged cell has its text where it begins, and nothing in the places that it covers.
    pub cells: Vec<GridCell>,
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its name; none where it has none.
    pub name: Option<String>,
    /// Its rows, from the top.
    pub rows: Vec<GridRow>,
}

/// The grid of a table, whose header is its first row.
pub fn of_table(name: Option<String>, table: &Table) -> Grid {
    let cell = |text: &str| GridCell { text: text.to_owned(), link: None };
    let header = GridRow { number: 1, cells: table.header.iter().map(|text| cell(text)).collect() };
    let rows = table.rows.iter().map(|row| GridRow {
        number: row.number,
        cells: (0..row.cells.len()).map(|at| cell(row.get(at).unwrap_or_default())).collect(),
    });
    Grid { name, rows: std::iter::once(header).chain(rows).collect() }
}
