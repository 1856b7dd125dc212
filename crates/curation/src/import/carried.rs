//! What a workbook carries along, on the sheet that nobody sees.

use keeping::{
    KeepingError,
    forms::{Couple, Form},
};
use sheets::workbook::Workbook;

use super::rows::Given;
use crate::{faults::unreadable, layout::CARRIED};

/// The first cells of the sheet, by which it is known.
const SIGN: [&str; 2] = ["emaki", "curation 1"];

/// Reads the hidden sheet. One of another version, or damaged, is passed over with a warning: the rows can
/// still be compared with what holds now.
pub fn read(file: &str, book: &mut Workbook<'_>, given: &mut Given) -> Result<(), KeepingError> {
    if !book.has(CARRIED) {
        return Ok(());
    }
    let table = match book.sheet(CARRIED) {
        Ok(sheet) => sheet.table,
        Err(error @ sheets::SheetError::TooLarge(_)) => return Err(unreadable(file, error)),
        Err(_) => sheets::Table::default(),
    };
    if !table.header.iter().map(String::as_str).take(2).eq(SIGN) {
        given.warnings.push(format!("{file}: the sheet `{CARRIED}` was changed, and was not read"));
        return Ok(());
    }
    for row in &table.rows {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        match cell(0) {
            "base" => given.base = Some(cell(1).to_owned()),
            "registry" => given.registry = Some(cell(1).to_owned()),
            kind => {
                if let Some(form) = Form::parse(kind) {
                    let couple = Couple::new(cell(2), cell(3));
                    given.hashes.insert((form, couple), cell(1).to_owned());
                }
            }
        }
    }
    Ok(())
}
