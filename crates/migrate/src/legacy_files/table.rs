//! One table of series or characters, in a CSV file or a workbook.

use std::collections::{HashMap, HashSet};

use keeping::{
    Fault, KeepingError,
    forms::{Couple, Form, Shape},
    rules,
};
use sheets::{Table, workbook::Workbook};

/// The most that is said of one kind in the notes of a file.
const MOST_TOLD: usize = 3;

/// A table of one form.
#[derive(Debug)]
pub struct Sheet {
    /// Of what.
    pub form: Form,
    /// The form's columns that it has, besides those of the couple.
    pub columns: Vec<&'static str>,
    /// One row for each couple.
    pub rows: Vec<SheetRow>,
}

/// One row.
#[derive(Debug)]
pub struct SheetRow {
    /// What it is about.
    pub couple: Couple,
    /// The cells that are not empty, letter by letter.
    pub cells: HashMap<&'static str, Box<str>>,
}

impl SheetRow {
    /// A cell's text.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(AsRef::as_ref)
    }
}

/// A store's couple as ours.
pub fn couple(couple: &store::Couple) -> Couple {
    Couple::new(couple.source_type.as_str(), couple.source_id.as_str())
}

/// Reads a table. What is odd, but does no harm, is added to the notes.
pub fn read(file: &str, bytes: &[u8], form: Form, notes: &mut Vec<String>) -> Result<Sheet, KeepingError> {
    let table = if Workbook::is_one(bytes) { of_workbook(file, bytes)? } else { of_csv(file, bytes)? };
    let places = places(file, &table, form, notes)?;
    let mut sheet = Sheet { form, columns: Vec::new(), rows: Vec::new() };
    let is_key = |name: &str| matches!(name, "source_type" | "source_id");
    sheet.columns.extend(places.iter().map(|(name, _)| *name).filter(|name| !is_key(name)));
    let (mut faults, mut seen, mut repeated) = (Vec::new(), HashSet::new(), Vec::new());
    for row in &table.rows {
        let mut cells: HashMap<&'static str, Box<str>> = HashMap::new();
        for (name, at) in &places {
            if let Some(text) = row.get(*at) {
                cells.insert(name, text.into());
            }
        }
        let fault = |column: &str, problem: &str, fix: &str| {
            let value = cells.get(column).map(AsRef::as_ref).unwrap_or_default();
            Fault::of_sheet(file, sheets::Fault::row(row.number, problem, fix).at(column, value))
        };
        let mut found: Vec<Fault> = Vec::new();
        for column in ["source_type", "source_id", "name"] {
            let text = cells.get(column).map(AsRef::as_ref).unwrap_or_default();
            if text.trim().is_empty() {
                found.push(fault(column, "it is empty", "fill it in, or remove the row"));
            } else if is_key(column) && text.trim() != text {
                found.push(fault(column, "blanks stand around it", "take them out"));
            }
        }
        found.extend(form.columns().iter().filter_map(|column| {
            let text = cells.get(column.name)?;
            let (is_one, wanted) = match column.shape {
                Shape::Integer(..) => (rules::integer(text).is_some(), "a whole number"),
                Shape::Decimal(..) => (text.trim().parse::<f64>().is_ok_and(f64::is_finite), "a number"),
                _ => return None,
            };
            let problem = format!("it is not {wanted}");
            (!is_one).then(|| fault(column.name, &problem, "write the number alone, or leave the cell empty"))
        }));
        if !found.is_empty() {
            faults.append(&mut found);
            continue;
        }
        let couple = Couple::new(&*cells["source_type"], &*cells["source_id"]);
        cells.retain(|name, _| !is_key(name));
        if seen.insert(couple.clone()) {
            sheet.rows.push(SheetRow { couple, cells });
        } else {
            repeated.push(format!("{couple} in row {}", row.number));
        }
    }
    if !faults.is_empty() {
        return Err(KeepingError::of_faults(faults));
    }
    if !repeated.is_empty() {
        let told = repeated[..repeated.len().min(MOST_TOLD)].join(", ");
        let count = repeated.len();
        notes.push(format!("{file}: {count} rows repeat a couple, the first one counts: {told}"));
    }
    Ok(sheet)
}

fn of_csv(file: &str, bytes: &[u8]) -> Result<Table, KeepingError> {
    sheets::csv::read(bytes).map_err(|error| KeepingError::sheet(file, error))
}

/// The first sheet that a person sees. Cells that cannot be read exactly are faults.
fn of_workbook(file: &str, bytes: &[u8]) -> Result<Table, KeepingError> {
    let unreadable = |error| KeepingError::sheet(file, error);
    let mut book = Workbook::open(bytes).map_err(unreadable)?;
    let first = book.visible().into_iter().next().ok_or_else(|| {
        unreadable(sheets::SheetError::Faulty(vec![sheets::Fault::file(
            "it has no sheet",
            "copy the file anew",
        )]))
    })?;
    let sheet = book.sheet(&first).map_err(unreadable)?;
    let faults: Vec<Fault> =
        sheet.faults.into_iter().chain(sheet.merged).map(|fault| Fault::of_sheet(file, fault)).collect();
    if faults.is_empty() { Ok(sheet.table) } else { Err(KeepingError::of_faults(faults)) }
}

/// Where the form's columns stand. Others are told of when they hold anything.
fn places(
    file: &str,
    table: &Table,
    form: Form,
    notes: &mut Vec<String>,
) -> Result<Vec<(&'static str, usize)>, KeepingError> {
    let mut places: Vec<(&'static str, usize)> = Vec::new();
    let mut faults = Vec::new();
    let fault = |column: &str, problem: &str, fix: &str| {
        Fault::of_sheet(file, sheets::Fault::row(1, problem, fix).at(column, ""))
    };
    for (at, name) in table.header.iter().enumerate() {
        let known = form.columns().iter().find(|column| column.name == name.trim());
        match known {
            Some(column) if places.iter().any(|(name, _)| *name == column.name) => {
                faults.push(fault(name, "the column is there twice", "remove one of them"));
            }
            Some(column) => places.push((column.name, at)),
            None if table.rows.iter().any(|row| row.get(at).is_some()) => {
                notes.push(format!("{file}: column `{name}` is none of ours and was left behind"));
            }
            None => {}
        }
    }
    for column in ["source_type", "source_id", "name"] {
        if !places.iter().any(|(name, _)| *name == column) {
            faults.push(fault(column, "the column is missing", "add it"));
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(KeepingError::of_faults(faults)) }
}
