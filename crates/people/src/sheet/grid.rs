//! A sheet as rows of cells, whatever it came out of.

use std::collections::HashMap;

use sheets::{Row, workbook::Link};

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
    /// Whether every row has as many cells as its header: then one with another number has a separator too few or too
    /// many, and its cells stand in the wrong places.
    pub is_even: bool,
}

/// The grid of the rows of a workbook.
pub fn of_rows(name: Option<String>, rows: Vec<Row>) -> Grid {
    let cell = |text: Option<Box<str>>| GridCell { text: text.unwrap_or_default().into(), link: None };
    let row = |row: Row| GridRow { number: row.number, cells: row.cells.into_iter().map(cell).collect() };
    Grid { name, rows: rows.into_iter().map(row).collect(), is_even: false }
}

/// The grid of the rows of a CSV file.
pub fn of_csv(rows: Vec<Row>) -> Grid {
    Grid { is_even: true, ..of_rows(None, rows) }
}

/// A link over more rows is no link of a person.
const MOST_ROWS: u64 = 64;

/// The same grid with the links behind its cells.
pub fn linked(mut grid: Grid, links: &[Link]) -> Grid {
    let places: HashMap<u64, usize> =
        grid.rows.iter().enumerate().map(|(at, row)| (row.number, at)).collect();
    for link in links.iter().filter(|link| link.rows.end().saturating_sub(*link.rows.start()) < MOST_ROWS) {
        for row in link.rows.clone().filter_map(|number| places.get(&number)) {
            let cells = grid.rows[*row].cells.iter_mut().enumerate();
            for (_, cell) in cells.filter(|(column, _)| link.columns.contains(column)) {
                cell.link.get_or_insert_with(|| link.target.clone());
            }
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lie_behind_the_cells_of_their_area() {
        let cell = |text: &str| GridCell { text: text.to_owned(), link: None };
        let row = |number: u64| GridRow { number, cells: ["a", "b", "c"].map(cell).to_vec() };
        let grid = Grid { rows: [1, 2, 5].map(row).to_vec(), ..Grid::default() };
        let link = |rows, columns, target: &str| Link { rows, columns, target: target.to_owned() };
        let links = [link(2..=5, 1..=1, "one"), link(5..=5, 1..=9, "two"), link(1..=1_000_000, 0..=0, "all")];
        let grid = linked(grid, &links);
        let found: Vec<Vec<Option<&str>>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.link.as_deref()).collect()).collect();
        let (one, two) = (Some("one"), Some("two"));
        assert_eq!(found, [[None, None, None], [None, one, None], [None, one, two]]);
    }
}
