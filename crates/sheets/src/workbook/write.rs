//! Writing workbooks for people: frozen header, filter, drop-downs, colors, locked columns, notes.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Note,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{CARRIAGE_RETURN, Column, Kind, MAX_CELL, Mark};
use crate::SheetError;

/// The last row of a sheet, counted from 0.
const LAST_ROW: u32 = 1_048_575;

/// One cell to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its text; none when it is empty.
    pub text: Option<&'a str>,
    /// What its color says.
    pub mark: Mark,
}

/// A workbook in the making.
pub struct Builder {
    book: Workbook,
    header: Format,
    /// By kind, whether locked, and mark.
    formats: Vec<Format>,
}

impl Builder {
    /// A workbook that says it was made at this second since 1970.
    pub fn new(made_at: i64) -> Result<Self, SheetError> {
        let mut book = Workbook::new();
        let made_at = ExcelDateTime::from_timestamp(made_at).map_err(refused)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
        let header = Format::new().set_bold().set_background_color(Color::RGB(0xDD_EB_F7));
        let header = header.set_align(FormatAlign::Top).set_num_format("@");
        let mut formats = Vec::new();
        for kind in [Kind::Text, Kind::Number] {
            for locked in [false, true] {
                formats.extend(Mark::ALL.map(|mark| format(kind, locked, mark)));
            }
        }
        Ok(Self { book, header, formats })
    }

    /// Adds a sheet that people edit. Locked columns are held by a protection without a password, which
    /// leaves rows to be added.
    pub fn table<'a, R>(
        &mut self,
        name: &str,
        columns: &[Column<'_>],
        rows: impl IntoIterator<Item = R>,
    ) -> Result<(), SheetError>
    where
        R: IntoIterator<Item = Cell<'a>>,
    {
        let Self { book, header, formats } = self;
        let sheet = book.add_worksheet_with_constant_memory().map_err(refused)?;
        sheet.set_name(name).map_err(refused)?;
        head(sheet, header, formats, columns).map_err(refused)?;
        let mut last = 0;
        for row in rows {
            last += 1;
            if last > LAST_ROW {
                let most = "a sheet takes 1,048,575 rows below its header, and there are more";
                return Err(SheetError::TooLarge(most.to_owned()));
            }
            for ((at, column), cell) in (0_u16..).zip(columns).zip(row) {
                put(
                    sheet,
                    last,
                    at,
                    cell,
                    column.kind,
                    &formats[index(column.kind, column.locked, cell.mark)],
                )?;
            }
        }
        // The columns that say which row it is stay in sight, and the name behind them.
        let keys = columns.iter().take_while(|column| column.locked).count();
        sheet.set_freeze_panes(1, if keys == 0 { 0 } else { keys as u16 + 1 }).map_err(refused)?;
        if let Some(most) = columns.len().checked_sub(1) {
            sheet.autofilter(0, 0, last, most as u16).map_err(refused)?;
        }
        if columns.iter().any(|column| column.locked) {
            sheet.protect_with_options(&ProtectionOptions {
                format_cells: true,
                format_columns: true,
                format_rows: true,
                insert_rows: true,
                delete_rows: true,
                sort: true,
                use_autofilter: true,
                ..ProtectionOptions::new()
            });
        }
        Ok(())
    }

    /// Adds a sheet of explanations: its first row stands out, long cells are wrapped.
    pub fn notes<'a>(
        &mut self,
        name: &str,
        widths: &[f64],
        rows: impl IntoIterator<Item = Vec<&'a str>>,
    ) -> Result<(), SheetError> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(refused)?;
        sheet.set_name(name).map_err(refused)?;
        for (at, width) in (0_u16..).zip(widths) {
            sheet.set_column_width(at, *width).map_err(refused)?;
        }
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (number, row) in (0_u32..).zip(rows) {
            let format = if number == 0 { &self.header } else { &wrapped };
            for (at, text) in (0_u16..).zip(row) {
                sheet.write_string_with_format(number, at, text, format).map_err(refused)?;
            }
        }
        Ok(())
    }

    /// Adds a sheet that people do not see, for what the workbook carries along.
    pub fn hidden<'a>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = Vec<&'a str>>,
    ) -> Result<(), SheetError> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(refused)?;
        sheet.set_name(name).map_err(refused)?;
        sheet.set_very_hidden(true);
        for (number, row) in (0_u32..).zip(rows) {
            for (at, text) in (0_u16..).zip(row) {
                sheet.write_string(number, at, text).map_err(refused)?;
            }
        }
        Ok(())
    }

    /// The workbook's bytes.
    pub fn finish(mut self) -> Result<Vec<u8>, SheetError> {
        self.book.save_to_buffer().map_err(refused)
    }
}

/// The header, and what holds for whole columns.
fn head(
    sheet: &mut Worksheet,
    header: &Format,
    formats: &[Format],
    columns: &[Column<'_>],
) -> Result<(), XlsxError> {
    for (at, column) in (0_u16..).zip(columns) {
        if column.width > 0.0 {
            sheet.set_column_width(at, column.width)?;
        }
        // Cells that are not there yet take anything, ids included: that is how rows are added.
        sheet.set_column_format(at, &formats[index(column.kind, false, Mark::Plain)])?;
        if !column.choices.is_empty() {
            let list = DataValidation::new()
                .allow_list_strings(&column.choices)?
                .set_error_title("Not a choice")?
                .set_error_message("Choose one of the list.")?
                .set_error_style(DataValidationErrorStyle::Stop);
            sheet.add_data_validation(1, at, LAST_ROW, at, &list)?;
        }
        if !column.note.is_empty() {
            let note = Note::new(column.note).add_author_prefix(false).set_width(320).set_height(90);
            sheet.insert_note(0, at, &note)?;
        }
    }
    for (at, column) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, at, column.name, header)?;
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: Cell<'_>,
    kind: Kind,
    format: &Format,
) -> Result<(), SheetError> {
    let Some(text) = cell.text else {
        return sheet.write_blank(row, at, format).map(drop).map_err(refused);
    };
    if kind == Kind::Number
        && let Some(number) = number(text)
    {
        return sheet.write_number_with_format(row, at, number, format).map(drop).map_err(refused);
    }
    let text = text.replace(CARRIAGE_RETURN, "\r");
    if text.encode_utf16().count() > MAX_CELL {
        let length = text.chars().count();
        return Err(SheetError::TooLarge(format!(
            "a text of {length} letters does not fit into a cell, which takes {MAX_CELL}"
        )));
    }
    sheet.write_string_with_format(row, at, text, format).map(drop).map_err(refused)
}

/// The number that a text is, where it comes back as the same text.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    // A workbook keeps 15 digits; what has more stays text.
    (number.is_finite() && number.abs() < 1e15 && number.to_string() == text).then_some(number)
}

fn format(kind: Kind, locked: bool, mark: Mark) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    let format = match kind {
        Kind::Text => format.set_num_format("@"),
        Kind::Number => format,
    };
    let format = if locked { format.set_font_color(Color::RGB(0x59_59_59)) } else { format.set_unlocked() };
    match mark.color() {
        Some(color) => format.set_background_color(Color::RGB(color)),
        None => format,
    }
}

/// Where the format of such cells stands.
fn index(kind: Kind, locked: bool, mark: Mark) -> usize {
    let kind = usize::from(kind == Kind::Number);
    let mark = Mark::ALL.iter().position(|one| *one == mark).expect("every mark is in the list");
    (kind * 2 + usize::from(locked)) * Mark::ALL.len() + mark
}

fn refused(error: XlsxError) -> SheetError {
    match error {
        XlsxError::IoError(error) => SheetError::Io(error),
        error => SheetError::Workbook(error.to_string()),
    }
}
