//! A table of people read: from a published page, a CSV file or a workbook, and compared with what is stored.
//!
//! Every row that becomes nobody is told with its reason. What does not belong here: fetching, SQL.

mod columns;
mod difference;
mod grid;
mod html;
mod keys;
mod rows;

pub use difference::{Change, Difference, Stored, compare};
pub use grid::{Grid, GridCell, GridRow, linked, of_csv, of_rows};
pub use html::{Published, published};
pub use rows::{Reading, SkipReason, Skipped, people};

#[cfg(test)]
mod tests;
