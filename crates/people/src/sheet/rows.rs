//! Rows become people, or are skipped for a reason.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Grid, GridCell, GridRow,
    columns::{Columns, FEWEST, columns},
};
use crate::{Person, PersonKey, links, word::words};

words! {
    /// Why a row is nobody.
    pub enum SkipReason {
        /// It stands above the header, or is the header.
        Header = "header",
        /// All of its cells are empty.
        Blank = "blank",
        /// It has no name.
        NoName = "no_name",
        /// It has no id.
        NoRowId = "no_row_id",
        /// Its id cannot be one: it holds a `#` or a control character, or is too long.
        WrongRowId = "wrong_row_id",
        /// It has fewer cells than a row of old, or than the header of its CSV file.
        TooShort = "too_short",
        /// It has more cells than the header of its CSV file, and something in them, or more than the other rows.
        TooLong = "too_long",
        /// Its tab names no columns, and another one does.
        NoHeader = "no_header",
        /// The person was erased.
        Erased = "erased",
    }
}

impl SkipReason {
    /// Whether the row is somebody's all the same, and only cannot be read.
    pub fn is_broken_row(self) -> bool {
        matches!(self, Self::TooShort | Self::TooLong)
    }
}

/// A row that is nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The tab; none where there is but one.
    pub tab: Option<String>,
    /// The row's number, as a spreadsheet shows it.
    pub row: u64,
    /// Its id, where it has one.
    pub row_id: Option<String>,
    /// Why.
    pub reason: SkipReason,
}

/// What the sheets say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Everybody, in the order of the sheets.
    pub people: Vec<Person>,
    /// Where each of them stands: the tab, where there are several, and the row's number as a spreadsheet shows it.
    pub places: Vec<(Option<String>, u64)>,
    /// The rows that are nobody.
    pub skipped: Vec<Skipped>,
    /// Whether a sheet had no header, so that its columns are those of old.
    pub of_old: bool,
}

/// Reads everybody out of the tabs of a sheet.
pub fn people(grids: &[Grid]) -> Reading {
    let mut reading = Reading::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let found: Vec<Columns> = grids.iter().map(columns).collect();
    let is_named = found.iter().any(|columns| columns.header.is_some());
    for (grid, columns) in grids.iter().zip(found) {
        // Beside a tab that names its columns, one that names none holds something else, such as a legend.
        let is_other = is_named && columns.header.is_none();
        reading.of_old |= columns.header.is_none() && !is_other;
        let tab = grid.name.clone().filter(|_| grids.len() > 1);
        let header = columns.header.filter(|_| grid.is_even);
        let widths = header.map(|at| (grid.rows[at].cells.len(), usual_width(&grid.rows[at + 1..])));
        for (at, row) in grid.rows.iter().enumerate() {
            if is_other {
                let reason = if is_blank(row) { SkipReason::Blank } else { SkipReason::NoHeader };
                reading.skipped.push(Skipped { tab: tab.clone(), row: row.number, row_id: None, reason });
                continue;
            }
            let row_id = columns.row_id.map_or(String::new(), |at| cell(row, at).to_owned());
            let row_id = trimmed(&row_id).to_owned();
            let misfit = widths.and_then(|widths| misfit(row, widths));
            match person(&columns, (at, row, misfit), &row_id, &mut seen) {
                Ok(mut person) => {
                    person.row_index = reading.people.len() as u64 + 1;
                    reading.people.push(person);
                    reading.places.push((tab.clone(), row.number));
                }
                Err(reason) => reading.skipped.push(Skipped {
                    tab: tab.clone(),
                    row: row.number,
                    row_id: Some(row_id.chars().take(64).collect()).filter(|id: &String| !id.is_empty()),
                    reason,
                }),
            }
        }
    }
    reading
}

fn person(
    columns: &Columns,
    (at, row, misfit): (usize, &GridRow, Option<SkipReason>),
    row_id: &str,
    seen: &mut HashMap<String, u32>,
) -> Result<Person, SkipReason> {
    if columns.header.is_some_and(|header| at <= header) {
        return Err(SkipReason::Header);
    }
    if is_blank(row) {
        return Err(SkipReason::Blank);
    }
    if columns.header.is_none() && row.cells.len() < FEWEST {
        return Err(SkipReason::TooShort);
    }
    if let Some(reason) = misfit {
        return Err(reason);
    }
    let name = trimmed(cell(row, columns.name));
    if name.is_empty() {
        return Err(SkipReason::NoName);
    }
    if row_id.is_empty() {
        return Err(SkipReason::NoRowId);
    }
    let count = seen.get(row_id).copied().unwrap_or(0) + 1;
    let key = PersonKey::new(row_id, count).map_err(|_| SkipReason::WrongRowId)?;
    seen.insert(row_id.to_owned(), count);
    let optional = |at: Option<usize>| at.map(|at| cell(row, at)).filter(|text| !trimmed(text).is_empty());
    // A column of links counts first; then the link on the name, as of old.
    let written = columns.link.and_then(|at| {
        let cell = row.cells.get(at)?;
        cell.link.clone().or_else(|| Some(trimmed(&cell.text).to_owned()))
    });
    let link = written.filter(|link| !link.is_empty() && link != "-");
    let link = link.or_else(|| row.cells.get(columns.name).and_then(|cell| cell.link.clone()));
    Ok(Person {
        key,
        row_index: 0,
        name: name.to_owned(),
        email: optional(columns.email).map(|text| trimmed(text).to_owned()),
        personality_type: optional(columns.kind).map(str::to_owned),
        link: link.map(|link| links::without_redirects(&link)).filter(|link| !link.is_empty()),
    })
}

/// Why the cells of a row may stand in wrong places: a separator too few or too many, or a line end without quotes.
/// Empty cells that are over mean nothing where the rows usually have them; in one row alone they tell of a separator
/// that stands in another cell.
fn misfit(row: &GridRow, (header, usual): (usize, usize)) -> Option<SkipReason> {
    let cells = row.cells.len();
    if cells < header {
        return Some(SkipReason::TooShort);
    }
    let is_too_long = cells > header && (cells != usual || !are_blank(&row.cells[header..]));
    is_too_long.then_some(SkipReason::TooLong)
}

/// How many cells most rows have that are not blank; of equally many rows the shorter ones tell.
fn usual_width(rows: &[GridRow]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| !is_blank(row)) {
        *counts.entry(row.cells.len()).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(0, |(width, _)| width)
}

fn is_blank(row: &GridRow) -> bool {
    are_blank(&row.cells)
}

fn are_blank(cells: &[GridCell]) -> bool {
    cells.iter().all(|cell| trimmed(&cell.text).is_empty())
}

fn cell(row: &GridRow, at: usize) -> &str {
    row.cells.get(at).map_or("", |cell| cell.text.as_str())
}

/// Without blanks around it, those of no width included.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|sign: char| {
        sign.is_whitespace() || matches!(sign, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    })
}
