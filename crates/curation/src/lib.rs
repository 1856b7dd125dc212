//! Curation: workbooks for people out, their edits back in, merged cell by cell.
//!
//! `export` writes rows as they hold now and keeps what it wrote as a *base*. `import` reads a file back,
//! compares each cell with the base and with what holds now, and writes what the file's author changed as
//! values by hand. `hands` are the same edits one at a time. What does not belong here: files' formats
//! (`sheets`), how rows come to be (`keeping`).

mod base;
mod check;
mod export;
mod faults;
mod hands;
mod import;
mod layout;
mod text;

pub use check::RARITY;
pub use export::{CsvFile, Exported, csv_name, export_csv, export_workbook};
pub use hands::{Hand, Past, exclude, history, restore, set, take_back, undo};
pub use import::{
    BaseState, Change, Conflict, Counts, File, Missing, Options, Plan, Take, What, diff, import,
};
