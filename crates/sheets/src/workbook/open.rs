//! Opening a workbook, and which sheets it has.

use std::io::Cursor;

use calamine::{Reader, SheetVisible, Xlsx, XlsxError};

use super::{Link, Sheet, links, read, room, rows};
use crate::{Fault, Row, SheetError};

/// An open workbook.
pub struct Workbook<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
}

impl<'a> Workbook<'a> {
    /// Opens a workbook of bytes. What unpacks to more than half a gigabyte is refused.
    pub fn open(bytes: &'a [u8]) -> Result<Self, SheetError> {
        if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            let fault = Fault::file(
                "it is a workbook of the old kind (.xls), or one with a password",
                "save it as `Excel Workbook (.xlsx)` without a password",
            );
            return Err(SheetError::Faulty(vec![fault]));
        }
        room::check(bytes)?;
        Ok(Self { book: Xlsx::new(Cursor::new(bytes)).map_err(damaged)? })
    }

    /// Whether bytes look like a workbook.
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
    }

    /// The names of its sheets in their order, hidden ones among them.
    pub fn names(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    /// The names of the sheets that a person sees.
    pub fn visible(&self) -> Vec<String> {
        let sheets = self.book.sheets_metadata().iter();
        sheets
            .filter(|sheet| sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    /// Whether it has a sheet of this name, seen or hidden.
    pub fn has(&self, name: &str) -> bool {
        self.book.sheets_metadata().iter().any(|sheet| sheet.name == name)
    }

    /// Reads a sheet, hidden or not.
    pub fn sheet(&mut self, name: &str) -> Result<Sheet, SheetError> {
        if !self.has(name) {
            return Err(SheetError::NoSuchSheet { asked: name.to_owned(), sheets: self.names() });
        }
        read::sheet(&mut self.book, name)
    }

    /// All rows of a sheet as they stand, hidden or not, where its header may be anywhere. What cannot be read for what
    /// it means, such as an error, stands as empty.
    ///
    /// # Errors
    /// When there is no such sheet, it is damaged, or it holds too much.
    pub fn rows(&mut self, name: &str) -> Result<Vec<Row>, SheetError> {
        if !self.has(name) {
            return Err(SheetError::NoSuchSheet { asked: name.to_owned(), sheets: self.names() });
        }
        rows::rows(&mut self.book, name)
    }

    /// Where the cells of a sheet lead, hidden or not.
    ///
    /// # Errors
    /// When there is no such sheet, or it is damaged.
    pub fn links(&mut self, name: &str) -> Result<Vec<Link>, SheetError> {
        if !self.has(name) {
            return Err(SheetError::NoSuchSheet { asked: name.to_owned(), sheets: self.names() });
        }
        links::links(&mut self.book, name)
    }
}

pub(super) fn damaged(error: XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Faulty(vec![Fault::file(
            "it is protected by a password",
            "save it without a password",
        )]),
        error => SheetError::Workbook(error.to_string()),
    }
}
