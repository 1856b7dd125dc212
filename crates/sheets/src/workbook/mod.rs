//! Workbooks (XLSX): read whatever the cell types, written for people to edit.
//!
//! A cell is the text that a person sees, exactly: `12` whether it is stored as a whole number, as `12.0`
//! or as text. Excel writes a carriage return as `_x000D_`; so does this crate, both ways, because that is
//! how the old pipeline's files hold it.

mod cell;
mod columns;
mod links;
mod open;
mod read;
mod room;
mod rows;
mod write;

pub use columns::{Column, Kind, Mark};
pub use links::Link;
pub use open::Workbook;
pub use read::Sheet;
pub use write::{Builder, Cell};

/// How Excel writes a carriage return.
pub const CARRIAGE_RETURN: &str = "_x000D_";

/// How many UTF-16 units a cell holds at most.
pub const MAX_CELL: usize = 32_767;

/// The letters of a column, counted from 0: `A`, `Z`, `AA`.
pub fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let cases = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        for (column, wanted) in cases {
            assert_eq!(letters(column), wanted);
        }
    }
}
