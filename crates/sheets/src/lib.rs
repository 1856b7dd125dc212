//! Tables of text cells, in CSV files and in workbooks: read whatever the cell types, written for people.
//!
//! A cell is text or empty, letter by letter as its file holds it. What does not belong here: what the
//! columns mean.

pub mod csv;
mod error;
mod table;
pub mod workbook;

pub use error::{Fault, SheetError};
pub use table::{Row, Table};
