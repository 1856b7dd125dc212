//! Faults of a table, told with the name of its file.

use keeping::{Fault, KeepingError};
use sheets::SheetError;

/// A fault of a table as one of a file.
pub fn named(file: &str, fault: sheets::Fault) -> Fault {
    Fault {
        file: file.to_owned(),
        row: fault.row,
        column: fault.column,
        value: fault.value,
        problem: fault.problem,
        fix: fault.fix,
    }
}

/// A fault of a whole file.
pub fn of_file(file: &str, problem: impl Into<String>, fix: impl Into<String>) -> Fault {
    named(file, sheets::Fault::file(problem, fix))
}

/// What one fault, or several, of a file make impossible.
pub fn refused(file: &str, faults: Vec<Fault>) -> KeepingError {
    let message = match faults.as_slice() {
        [one] => one.to_string(),
        more => format!("`{file}` has {} faults; nothing was changed", more.len()),
    };
    KeepingError::Faulty { message, faults }
}

/// Why a file is no table.
pub fn unreadable(file: &str, error: SheetError) -> KeepingError {
    let faults = match error {
        SheetError::Faulty(faults) => faults.into_iter().map(|fault| named(file, fault)).collect(),
        SheetError::TooLarge(problem) => vec![of_file(file, problem, "cut it into several files")],
        error => vec![of_file(file, error.to_string(), "save it as `Excel Workbook (.xlsx)` or as CSV")],
    };
    refused(file, faults)
}
