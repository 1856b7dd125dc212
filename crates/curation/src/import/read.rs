//! Reading a file into rows, be it a workbook or CSV, of our own making or of other hands.

use std::{collections::HashMap, sync::Arc};

use keeping::{
    Fault, KeepingError,
    forms::{Couple, Form},
};
use sheets::{Table, workbook::Workbook};

use super::{
    carried,
    columns::{self, Places},
    rows::{Given, GivenCell, GivenForm, GivenRow},
};
use crate::{
    check,
    faults::{self, refused, unreadable},
    layout::{self, NOTES, STATUS, Status},
};

/// Reads a file. What is wrong with single rows stands among the faults of what it gives; what makes the
/// file unreadable is an error.
pub fn read(file: &str, bytes: &[u8]) -> Result<Given, KeepingError> {
    let (mut given, mut unread) = (Given::default(), None);
    if Workbook::is_one(bytes) {
        let mut book = Workbook::open(bytes).map_err(|error| unreadable(file, error))?;
        carried::read(file, &mut book, &mut given)?;
        for name in book.visible() {
            if name == NOTES {
                continue;
            }
            let of_sheet = format!("{file} [{name}]");
            match book.sheet(&name) {
                Ok(sheet) => {
                    let Some(form) = layout::form_of(&sheet.table.header) else {
                        given.warnings.push(format!("{of_sheet}: its columns are those of neither series nor characters; it was not read"));
                        continue;
                    };
                    if !sheet.merged.is_empty() {
                        let merged = sheet.merged.into_iter().map(|fault| faults::named(&of_sheet, fault));
                        return Err(refused(&of_sheet, merged.collect()));
                    }
                    table(&of_sheet, form, &sheet.table, sheet.faults, &mut given)?;
                }
                // A sheet of other hands that is no table says nothing, unless there is nothing else.
                Err(error @ sheets::SheetError::Faulty(_)) if !is_own(&name) => {
                    let error = unreadable(&of_sheet, error);
                    if is_filled(&error) {
                        given.warnings.push(format!("{error}; the sheet was not read"));
                        unread.get_or_insert(error);
                    }
                }
                Err(error) => return Err(unreadable(&of_sheet, error)),
            }
        }
    } else {
        if is_template(bytes) {
            let fix = "name both of its tables under [collect.games.…] in the settings, and `emaki collect` reads \
                       them; this command takes what `emaki curate export` has written, and tables without \
                       lines that begin with #";
            let problem = "it is a table of `emaki template`";
            return Err(refused(file, vec![faults::of_file(file, problem, fix)]));
        }
        let found = sheets::csv::read(bytes).map_err(|error| {
            if is_named_a_workbook(file) && !bytes.is_empty() && !is_ours(bytes) {
                let fix = "is it whole? open it in the spreadsheet program and save it as .xlsx once more";
                let problem = "it is named as a workbook, and is none that can be read";
                refused(file, vec![faults::of_file(file, problem, fix)])
            } else {
                unreadable(file, error)
            }
        })?;
        let form = layout::form_of(&found.header).ok_or_else(|| nothing(file))?;
        table(file, form, &found, Vec::new(), &mut given)?;
    }
    if given.forms.is_empty() {
        return Err(unread.unwrap_or_else(|| nothing(file)));
    }
    Ok(given)
}

/// Whether anything stands in a sheet that cannot be read; one with an empty first row is taken for empty.
fn is_filled(error: &KeepingError) -> bool {
    matches!(error, KeepingError::Faulty { faults, .. } if faults.iter().any(|fault| fault.row.is_some()))
}

/// Whether it begins with a comment, as the tables do that `emaki collect` reads.
fn is_template(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    bytes.starts_with(b"#") || bytes.starts_with(b"\"#")
}

/// Whether the header of a table in CSV is one of ours, however its rows are.
fn is_ours(bytes: &[u8]) -> bool {
    sheets::csv::Reader::new(bytes).is_ok_and(|reader| layout::form_of(reader.header()).is_some())
}

fn is_named_a_workbook(file: &str) -> bool {
    let end = file.rsplit('.').next().unwrap_or_default();
    ["xlsx", "xlsm", "xls", "ods"].iter().any(|known| end.eq_ignore_ascii_case(known))
}

fn is_own(name: &str) -> bool {
    [Form::Series, Form::Character]
        .into_iter()
        .any(|form| [false, true].into_iter().any(|left_out| layout::sheet(form, left_out) == name))
}

fn nothing(file: &str) -> KeepingError {
    let fix = "its first row has to name the columns of series (media_type, image_link, …) or of characters \
               (series, rarity, image_url, …)";
    refused(file, vec![faults::of_file(file, "it has no table of series or characters", fix)])
}

/// Takes in the rows of one table.
fn table(
    file: &str,
    form: Form,
    table: &Table,
    unread: Vec<sheets::Fault>,
    given: &mut Given,
) -> Result<(), KeepingError> {
    let places = columns::places(file, form, &table.header, &mut given.warnings)
        .map_err(|faults| refused(file, faults))?;
    if let Some((_, id)) = &places.hashes {
        given.base = Some(id.clone());
    }
    let mut reading =
        Reading { file: file.into(), form, places: &places, unread: HashMap::new(), header: &table.header };
    for fault in unread {
        if let Some(row) = fault.row {
            reading.unread.entry(row).or_default().push(fault.column.clone());
        }
        given.faults.push(faults::named(file, fault));
    }
    let at = given.forms.iter().position(|known| known.form == form);
    let at = at.unwrap_or_else(|| {
        given.forms.push(GivenForm { form, rows: Vec::new(), refused: Vec::new(), nameless: false });
        given.forms.len() - 1
    });
    for row in &table.rows {
        let known = &mut given.forms[at];
        match reading.row(row) {
            Ok(Some((row, hash))) => {
                if let Some(hash) = hash {
                    given.hashes.insert((form, row.couple.clone()), hash);
                }
                known.rows.push(row);
            }
            Ok(None) => {}
            Err(refused) => {
                let (fault, couple) = *refused;
                known.nameless |= couple.is_none();
                known.refused.extend(couple);
                given.faults.push(fault);
            }
        }
    }
    Ok(())
}

struct Reading<'a> {
    file: Arc<str>,
    form: Form,
    places: &'a Places,
    header: &'a [String],
    /// Cells that could not be read, by row and column.
    unread: HashMap<u64, Vec<String>>,
}

/// Why a row is refused, and its couple where it has one.
type Refused = Box<(Fault, Option<Couple>)>;

impl Reading<'_> {
    /// One row, and the hash that it was handed out with; none when there is nothing in it.
    fn row(&self, row: &sheets::Row) -> Result<Option<(GivenRow, Option<String>)>, Refused> {
        let cell = |place: Option<usize>| place.and_then(|at| row.get(at));
        let unread = self.unread.get(&row.number);
        let cells: Vec<GivenCell> = self
            .places
            .cells
            .iter()
            .map(|place| match *place {
                Some(at) if unread.is_none_or(|unread| !unread.contains(&self.header[at])) => {
                    GivenCell::Says(row.get(at).map(Into::into))
                }
                _ => GivenCell::Absent,
            })
            .collect();
        if cells.iter().all(|cell| cell.text().is_none_or(|text| text.trim().is_empty())) {
            return Ok(None);
        }
        let key = |name: &str| {
            let at = check::columns(self.form).position(|(_, column)| column.name == name);
            let text = at.and_then(|at| cells[at].text()).map(str::trim).filter(|text| !text.is_empty());
            text.ok_or_else(|| {
                let fault = sheets::Fault::row(row.number, "the row has none", "fill it in").at(name, "");
                Refused::new((faults::named(&self.file, fault), None))
            })
        };
        let couple = Couple::new(key("source_type")?, key("source_id")?);
        let status = cell(self.places.status);
        let Some(status) = Status::parse(status) else {
            let fault = sheets::Fault::row(row.number, "it is no word for that", Status::words());
            let fault = fault.at(STATUS, status.unwrap_or_default());
            return Err(Refused::new((faults::named(&self.file, fault), Some(couple))));
        };
        let hash = self.places.hashes.as_ref().and_then(|(at, _)| row.get(*at)).map(str::to_owned);
        let row = GivenRow {
            file: self.file.clone(),
            number: row.number,
            couple,
            unique_id: cell(self.places.number).map(|text| text.trim().into()),
            cells,
            status,
            note: cell(self.places.note).map(Into::into),
        };
        Ok(Some((row, hash)))
    }
}
