//! Workbooks of other hands: mixed cells, errors, merged cells, lost headers, damage.

use rust_xlsxwriter::{Format, Formula, Workbook as Written};
use sheets::{
    SheetError,
    workbook::{Sheet, Workbook},
};

fn read(mut book: Written) -> Result<Sheet, SheetError> {
    let bytes = book.save_to_buffer().expect("memory takes it");
    let mut book = Workbook::open(&bytes)?;
    let name = book.visible().remove(0);
    book.sheet(&name)
}

#[test]
fn cells_that_cannot_be_meant_are_told_of() {
    let mut book = Written::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["source_id", "name", "rarity"]).expect("a row");
    sheet.write_number(1, 0, 12.0).expect("a cell");
    sheet.write_formula(1, 1, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
    sheet.write_boolean(1, 2, true).expect("a cell");
    sheet.write_number(3, 0, 1.5e18).expect("a cell");
    sheet.write_string(3, 6, "a remark").expect("a cell");
    sheet.merge_range(4, 1, 5, 1, "Harbor", &Format::new()).expect("cells");
    let sheet = read(book).expect("a table");
    assert_eq!(sheet.table.rows[0].get(0), Some("12"));
    assert_eq!(sheet.table.rows[0].get(2), Some("TRUE"));
    let told: Vec<String> = sheet.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "row 2, column name, `#DIV/0!`, the cell holds an error; write the value itself",
            "row 4, column source_id, `1500000000000000000`, a number of that many digits is not kept exactly \
             by a workbook; format the cell as text and write it again",
            "row 4, column G, `a remark`, it stands beside the table; take it out, or name its column",
        ]
    );
    let merged: Vec<String> = sheet.merged.iter().map(ToString::to_string).collect();
    assert_eq!(
        merged,
        ["row 5, column name, its cells are merged down to B6; unmerge them, and fill in each"]
    );
}

#[test]
fn a_formula_that_nobody_worked_out_is_no_empty_cell() {
    let mut book = Written::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["source_id", "about"]).expect("a row");
    sheet.write_string(1, 0, "12").expect("a cell");
    sheet.set_formula_result_default("");
    sheet.write_formula(1, 1, Formula::new("=A2&\"x\"")).expect("a cell");
    sheet.write_string(2, 0, "13").expect("a cell");
    sheet.write_formula(2, 1, Formula::new("=A3&\"x\"").set_result("13x")).expect("a cell");
    let sheet = read(book).expect("a table");
    let told: Vec<String> = sheet.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "row 2, column about, `=A2&\"x\"`, the formula has no result in the file; open the file in a spreadsheet \
             program and save it, or write the value itself"
        ]
    );
    assert_eq!(sheet.table.rows[1].get(1), Some("13x"));
}

#[test]
fn a_lost_header_and_damage_are_told_of() {
    let mut book = Written::new();
    book.add_worksheet().write_string(2, 0, "name").expect("a cell");
    assert!(
        read(book).expect_err("no header").to_string().starts_with("row 1 of the sheet `Sheet1` is empty")
    );
    let whole = crate::round::workbook();
    assert!(Workbook::open(&whole[..whole.len() / 2]).is_err());
    assert!(Workbook::open(b"PK\x03\x04 nothing").is_err());
    let error = Workbook::open(b"\xd0\xcf\x11\xe0old").err().expect("an old workbook");
    assert!(error.to_string().contains(".xls"), "{error}");
}
