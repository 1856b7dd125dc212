//! Reading a sheet, cell after cell, into a table.

use std::{collections::HashSet, io::Cursor};

use calamine::{Dimensions, Xlsx};

use super::{
    cell::{self, Unreadable},
    letters,
    open::damaged,
};
use crate::{Fault, Row, SheetError, Table};

/// How much text a sheet may hold: cells may share one text, so that little unpacks to much.
const MAX_TEXT: usize = 512 << 20;
/// How many cells without text are looked at again for formulas; a sheet of our own has fewer.
const MOST_SILENT: usize = 5_000_000;
/// How many faults of cells there may be; a sheet with more is refused, so that none is passed over.
const MOST_FAULTS: usize = 1_000;

/// What a sheet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its cells; the first row is the header. Rows with nothing in them are left out.
    pub table: Table,
    /// Cells that cannot be read for what they mean: errors, numbers too long to be exact, and those beside
    /// the table. They stand as empty in the table.
    pub faults: Vec<Fault>,
    /// Merged cells: all but the first of each stand as empty in the table, whatever was meant.
    pub merged: Vec<Fault>,
}

pub(super) fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Sheet, SheetError> {
    let merged = book.merge_cells_by_sheet_name(name).map_err(damaged)?;
    let mut gathering = Gathering::default();
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(found) = cells.next_cell().map_err(damaged)? {
        let (row, column) = found.get_position();
        let text = cell::text(found.get_value());
        if matches!(text, Ok(None)) && gathering.silent.len() < MOST_SILENT {
            gathering.silent.insert((row, column));
        }
        gathering.put(row, column as usize, text)?;
    }
    drop(cells);
    gathering.flush();
    let merged = gathering.merged(&merged);
    gathering.formulas_without_result(book, name)?;
    let Gathering { table, faults, .. } = gathering;
    if table.header.is_empty() {
        let fault = Fault::file(
            format!("row 1 of the sheet `{name}` is empty"),
            "its first row has to name the columns; was it deleted, or moved down?",
        );
        return Err(SheetError::Faulty(vec![fault]));
    }
    Ok(Sheet { table, faults, merged })
}

#[derive(Default)]
struct Gathering {
    table: Table,
    faults: Vec<Fault>,
    /// The row under way, counted from 0, and its cells.
    row: u32,
    cells: Vec<Option<Box<str>>>,
    text: usize,
    /// How many cells of the first row below the header have no column.
    beside: usize,
    /// Where cells stand that say nothing, as row and column counted from 0: a formula may be in one.
    silent: HashSet<(u32, u32)>,
}

impl Gathering {
    /// Takes the next cell in the order of the sheet.
    fn put(
        &mut self,
        row: u32,
        column: usize,
        text: Result<Option<Box<str>>, Unreadable>,
    ) -> Result<(), SheetError> {
        if row != self.row {
            self.flush();
            self.row = row;
        }
        let number = u64::from(row) + 1;
        let text = match text {
            Ok(None) => return Ok(()),
            Ok(Some(text)) => text,
            Err(Unreadable::Error(error)) => {
                let fault = Fault::row(number, "the cell holds an error", "write the value itself");
                return self.note(fault.at(self.named(column), &error));
            }
            Err(Unreadable::Imprecise(digits)) => {
                let problem = "a number of that many digits is not kept exactly by a workbook";
                let fault = Fault::row(number, problem, "format the cell as text and write it again");
                return self.note(fault.at(self.named(column), &digits));
            }
        };
        if row > 0 && column >= self.table.header.len() {
            let named = self.table.header.iter().filter(|cell| !cell.is_empty()).count();
            if named == 0 {
                // Told of once, at the end.
                return Ok(());
            }
            self.beside += usize::from(self.table.rows.is_empty());
            if self.beside >= named {
                return Err(SheetError::Faulty(vec![self.title()]));
            }
            let fault = Fault::row(number, "it stands beside the table", "take it out, or name its column");
            return self.note(fault.at(letters(column), &text));
        }
        self.text += text.len() + size_of::<Option<Box<str>>>();
        if self.text > MAX_TEXT {
            return Err(SheetError::TooLarge(format!("it holds more than {} MiB of text", MAX_TEXT >> 20)));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, None);
        }
        self.cells[column] = Some(text);
        Ok(())
    }

    /// Ends the row under way.
    fn flush(&mut self) {
        let mut cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return;
        }
        if self.row == 0 {
            self.table.header =
                cells.into_iter().map(|cell| cell.unwrap_or_default().trim().to_owned()).collect();
        } else {
            cells.resize(self.table.header.len(), None);
            self.table.rows.push(Row { number: u64::from(self.row) + 1, cells });
        }
    }

    /// Formulas whose result nobody worked out, as programs write them that only make a file. Such a cell looks
    /// empty, and is not: taken for one it would wipe out what stands there.
    fn formulas_without_result(
        &mut self,
        book: &mut Xlsx<Cursor<&[u8]>>,
        name: &str,
    ) -> Result<(), SheetError> {
        if self.silent.is_empty() {
            return Ok(());
        }
        let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some(found) = cells.next_formula().map_err(damaged)? {
            let (row, column) = found.get_position();
            let formula = found.get_value();
            if formula.is_empty() || !self.silent.contains(&(row, column)) {
                continue;
            }
            let fault = Fault::row(
                u64::from(row) + 1,
                "the formula has no result in the file",
                "open the file in a spreadsheet program and save it, or write the value itself",
            );
            self.note(fault.at(self.named(column as usize), &format!("={formula}")))?;
        }
        Ok(())
    }

    /// Merged cells within the table, one fault for each area.
    fn merged(&self, merged: &[Dimensions]) -> Vec<Fault> {
        let within = merged.iter().filter(|area| (area.start.1 as usize) < self.table.header.len());
        let fault = |area: &Dimensions| {
            let (row, column) = area.start;
            let last = format!("{}{}", letters(area.end.1 as usize), area.end.0 + 1);
            let problem = format!("its cells are merged down to {last}");
            let fault = Fault::row(u64::from(row) + 1, problem, "unmerge them, and fill in each");
            fault.at(self.named(column as usize), "")
        };
        within.take(MOST_FAULTS).map(fault).collect()
    }

    /// Of the first row most cells have no column: what stands in row 1 is a title.
    fn title(&self) -> Fault {
        let shown: Vec<&str> =
            self.table.header.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        let problem =
            format!("row {} has more cells than row 1 names columns, as below a title", self.row + 1);
        let fix = "delete the rows above the one that names the columns, so that it is row 1";
        Fault::row(1, problem, fix).at("", &shown.join(", "))
    }

    /// The name of a column, or its letters.
    fn named(&self, column: usize) -> String {
        let name = self.table.header.get(column).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| letters(column))
    }

    fn note(&mut self, fault: Fault) -> Result<(), SheetError> {
        self.faults.push(fault);
        if self.faults.len() > MOST_FAULTS {
            return Err(SheetError::Faulty(std::mem::take(&mut self.faults)));
        }
        Ok(())
    }
}
