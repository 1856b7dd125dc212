//! A sheet's cells as they stand, where nobody knows which row names the columns.

use std::io::Cursor;

use calamine::Xlsx;

use super::{CARRIAGE_RETURN, cell, open::damaged};
use crate::{Row, SheetError};

/// How much text a sheet may hold, with the room for its cells: cells may share one text, so that little unpacks to much.
const MAX_TEXT: usize = 512 << 20;
/// Cells further to the right are passed over; each row takes room for all that stand before its last one.
const WIDEST: usize = 256;

/// All rows that hold something, from the top. Cells that cannot be read for what they mean stand as empty.
pub(super) fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, SheetError> {
    let (mut rows, mut room): (Vec<Row>, usize) = (Vec::new(), MAX_TEXT);
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(found) = cells.next_cell().map_err(damaged)? {
        let (row, column) = found.get_position();
        let (number, column) = (u64::from(row) + 1, column as usize);
        let Ok(Some(text)) = cell::text(found.get_value()) else { continue };
        if column >= WIDEST {
            continue;
        }
        // Here a text is what its writer typed, and not how Excel packs it.
        let text = if text.contains(CARRIAGE_RETURN) {
            text.replace(CARRIAGE_RETURN, "\r").into_boxed_str()
        } else {
            text
        };
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            // One cell at the end of a row makes all those before it.
            let made = (column + 1).saturating_sub(last.cells.len());
            room = room.checked_sub(text.len() + made * size_of::<Option<Box<str>>>()).ok_or_else(|| {
                SheetError::TooLarge(format!("it holds more than {} MiB of text", MAX_TEXT >> 20))
            })?;
            if made > 0 {
                last.cells.resize(column + 1, None);
            }
            last.cells[column] = Some(text);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook as Written;

    use crate::workbook::Workbook;

    #[test]
    fn rows_come_as_they_stand_wherever_the_header_is() {
        let mut book = Written::new();
        let sheet = book.add_worksheet();
        sheet.write_string(1, 0, "Our people").expect("a cell");
        sheet.write_row(3, 0, ["#", "", "Name"]).expect("a row");
        sheet.write_number(5, 0, 515.0).expect("a cell");
        sheet.write_string(5, 2, " Lantern  Keeper ").expect("a cell");
        sheet.write_string(5, 3, "beside it").expect("a cell");
        sheet.write_string(5, 900, "far away").expect("a cell");
        book.add_worksheet();
        let bytes = book.save_to_buffer().expect("memory takes it");
        let mut book = Workbook::open(&bytes).expect("a workbook");
        let names = book.visible();
        let rows = book.rows(&names[0]).expect("rows");
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells: Vec<&str> = row.cells.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
                format!("{} {}", row.number, cells.join("|"))
            })
            .collect();
        assert_eq!(shown, ["2 Our people", "4 #|-|Name", "6 515|-| Lantern  Keeper |beside it"]);
        assert!(book.rows(&names[1]).expect("an empty sheet is one").is_empty());
    }
}
