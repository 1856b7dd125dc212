//! The old pipeline's registry files: `series_id_registry.csv` and `character_id_registry.csv`.
//!
//! Their times are local without a zone (`2025-11-14T13:28:24.254974`, or `2025-11-14 13:28:24`). Nobody
//! knows the zone any more, so they are taken for UTC, and kept letter by letter beside, so that writing a
//! file gives its own bytes back. Numbers given out here are written in UTC in the first form.

use std::collections::HashMap;

use jiff::{Timestamp, civil, tz::TimeZone};
use model::{Instant, UniqueId};
use store::{Couple, FiledNumber, RegistryRow};

use crate::{Fault, KeepingError, forms::Form};

const SERIES: [&str; 5] = ["source_type", "source_id", "unique_series_id", "name", "created_at"];
const CHARACTERS: [&str; 6] =
    ["source_type", "source_id", "unique_waifu_id", "name", "series_unique_id", "created_at"];

/// One file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFile {
    /// How messages call it.
    pub name: String,
    /// What its numbers are of.
    pub form: Form,
    /// Its rows, each with its number as a spreadsheet counts.
    pub rows: Vec<(u64, FiledNumber)>,
}

/// The name of a form's file.
pub fn file_name(form: Form) -> &'static str {
    match form {
        Form::Series => "series_id_registry.csv",
        Form::Character => "character_id_registry.csv",
    }
}

fn columns(form: Form) -> &'static [&'static str] {
    match form {
        Form::Series => &SERIES,
        Form::Character => &CHARACTERS,
    }
}

/// Reads a file; the header tells whether it is of series or of characters, in any order of columns.
///
/// An empty time becomes `at`. All faults are told together.
pub fn read_file(name: &str, bytes: &[u8], at: Instant) -> Result<NumberFile, KeepingError> {
    let table = sheets::csv::read(bytes).map_err(|error| KeepingError::sheet(name, error))?;
    let form =
        form_of(&table.header).ok_or_else(|| KeepingError::of_faults(vec![unknown(name, &table.header)]))?;
    let places = places(name, &table.header, form).map_err(KeepingError::of_faults)?;
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut faults = Vec::new();
    for row in &table.rows {
        let reader = RowReader { name, row: row.number, cells: &row.cells, places: &places };
        match reader.number(form, at) {
            Ok(number) => rows.push((row.number, number)),
            Err(mut found) => faults.append(&mut found),
        }
    }
    if faults.is_empty() {
        Ok(NumberFile { name: name.to_owned(), form, rows })
    } else {
        Err(KeepingError::of_faults(faults))
    }
}

/// Writes the rows of a registry in their order.
pub fn write_file(form: Form, rows: &[RegistryRow]) -> Vec<u8> {
    let lines: Vec<Vec<String>> = rows.iter().map(|row| line(form, row)).collect();
    let cells = lines.iter().map(|line| line.iter().map(|cell| Some(cell.as_str())));
    sheets::csv::to_bytes(columns(form).iter().copied(), cells)
}

fn line(form: Form, row: &RegistryRow) -> Vec<String> {
    let Couple { source_type, source_id, name } = row.couple.clone();
    let mut line = vec![source_type, source_id, row.unique_id.to_string(), name];
    if form == Form::Character {
        line.push(row.parent.map(|number| number.to_string()).unwrap_or_default());
    }
    let created = if row.written_at.is_empty() { written(row.created_at) } else { row.written_at.clone() };
    line.push(created);
    line
}

/// `2025-11-14T13:28:24.254974`, in UTC.
fn written(at: Instant) -> String {
    Timestamp::from(at).strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// The time that a text means.
fn read_time(text: &str) -> Option<Instant> {
    if let Ok(time) = text.parse::<civil::DateTime>() {
        return time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp().into());
    }
    text.parse::<Timestamp>().ok().map(Into::into)
}

fn form_of(header: &[String]) -> Option<Form> {
    let has = |name: &str| header.iter().any(|column| column.trim() == name);
    match (has("unique_series_id"), has("unique_waifu_id")) {
        (true, false) => Some(Form::Series),
        (false, true) => Some(Form::Character),
        _ => None,
    }
}

fn unknown(name: &str, header: &[String]) -> Fault {
    Fault {
        file: name.to_owned(),
        row: Some(1),
        column: String::new(),
        value: header.join(",").chars().take(60).collect(),
        problem: "it is no registry of series or characters".to_owned(),
        fix: format!("its header is `{}` or `{}`", SERIES.join(","), CHARACTERS.join(",")),
    }
}

/// Where each column stands.
fn places(name: &str, header: &[String], form: Form) -> Result<HashMap<&'static str, usize>, Vec<Fault>> {
    let wanted = columns(form);
    let fault = |column: &str, problem: &str, fix: &str| Fault {
        file: name.to_owned(),
        row: Some(1),
        column: column.to_owned(),
        value: String::new(),
        problem: problem.to_owned(),
        fix: fix.to_owned(),
    };
    let mut places = HashMap::new();
    let mut faults = Vec::new();
    for (at, column) in header.iter().enumerate() {
        match wanted.iter().find(|name| **name == column.trim()) {
            Some(known) if places.insert(*known, at).is_some() => {
                faults.push(fault(column, "the column is there twice", "remove one of them"));
            }
            Some(_) => {}
            None => faults.push(fault(column, "a registry has no such column", "remove it")),
        }
    }
    let missing = wanted.iter().filter(|column| !places.contains_key(*column));
    faults.extend(missing.map(|column| fault(column, "the column is missing", "add it")));
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

struct RowReader<'a> {
    name: &'a str,
    row: u64,
    cells: &'a [Option<Box<str>>],
    places: &'a HashMap<&'static str, usize>,
}

impl RowReader<'_> {
    fn number(&self, form: Form, at: Instant) -> Result<FiledNumber, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut id = |column: &'static str| match self.id(column) {
            Ok(text) => text.to_owned(),
            Err(fault) => {
                faults.push(*fault);
                String::new()
            }
        };
        let (source_type, source_id) = (id("source_type"), id("source_id"));
        let column = if form == Form::Series { "unique_series_id" } else { "unique_waifu_id" };
        let unique_id = self.unique(column).and_then(|number| {
            number.ok_or_else(|| self.fault(column, "the number is missing", "write the number it was given"))
        });
        let parent = if form == Form::Character { self.unique("series_unique_id") } else { Ok(None) };
        let created = self.text("created_at");
        let created_at = if created.is_empty() { Some(at) } else { read_time(created) };
        let created_at = created_at.ok_or_else(|| {
            self.fault("created_at", "it is no time", "write it as 2025-11-14T13:28:24.254974")
        });
        let written_at = created.to_owned();
        let couple = Couple { source_type, source_id, name: self.text("name").to_owned() };
        match (unique_id, parent, created_at) {
            (Ok(unique_id), Ok(parent), Ok(created_at)) if faults.is_empty() => {
                Ok(FiledNumber { unique_id, couple, parent, created_at, written_at })
            }
            (unique_id, parent, created_at) => {
                let found = [unique_id.err(), parent.err(), created_at.err()];
                faults.extend(found.into_iter().flatten().map(|fault| *fault));
                Err(faults)
            }
        }
    }

    /// A part of a couple: text without blanks at its ends, because ` 7` would be another id than `7`.
    fn id(&self, column: &'static str) -> Result<&str, Box<Fault>> {
        let text = self.text(column);
        if text.is_empty() {
            return Err(self.fault(column, "it is empty", "write the source's type and id"));
        }
        if text.trim() != text {
            return Err(self.fault(column, "blanks stand around it", "take them out"));
        }
        if column == "source_type" && text.contains(':') {
            return Err(self.fault(column, "a colon stands in it", "write a source type such as mal"));
        }
        Ok(text)
    }

    fn unique(&self, column: &'static str) -> Result<Option<UniqueId>, Box<Fault>> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                self.fault(column, "it is no number of a registry", "write a whole number from 1, as in 237")
            }),
        }
    }

    fn text(&self, column: &'static str) -> &str {
        self.cells[self.places[column]].as_deref().unwrap_or_default()
    }

    fn fault(&self, column: &'static str, problem: &str, fix: &str) -> Box<Fault> {
        Box::new(Fault {
            file: self.name.to_owned(),
            row: Some(self.row),
            column: column.to_owned(),
            value: self.text(column).chars().take(60).collect(),
            problem: problem.to_owned(),
            fix: fix.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERIES_FILE: &str = "source_type,source_id,unique_series_id,name,created_at\n\
        mal,007,1,\"Depot, Moonlit\",2025-11-14T13:28:24.254974\nss,ss,2,Paper Comet,2025-11-14 13:28:25\n";

    fn faults(bytes: &str) -> Vec<String> {
        match read_file("a.csv", bytes.as_bytes(), Instant::EPOCH) {
            Err(KeepingError::Faulty { faults, .. }) => faults.iter().map(ToString::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_written_as_it_was_read() {
        let file = read_file("a.csv", SERIES_FILE.as_bytes(), Instant::EPOCH).expect("it is sound");
        assert_eq!(file.form, Form::Series);
        assert_eq!(&file.rows[0].1.couple.source_id, "007");
        assert_eq!(file.rows[1].0, 3);
        assert_eq!(file.rows[1].1.created_at.to_string(), "2025-11-14T13:28:25Z");
        let rows: Vec<RegistryRow> = file.rows.into_iter().map(|(_, number)| stored(number)).collect();
        assert_eq!(String::from_utf8(write_file(Form::Series, &rows)).expect("text"), SERIES_FILE);
    }

    fn stored(number: FiledNumber) -> RegistryRow {
        RegistryRow {
            unique_id: number.unique_id,
            couple: number.couple,
            entity: None,
            created_at: number.created_at,
            removed_at: None,
            parent: number.parent,
            written_at: number.written_at,
        }
    }

    #[test]
    fn a_time_that_no_file_wrote_is_written_in_utc() {
        assert_eq!(written(Instant::from_micros(1_750_000_000_000_007)), "2025-06-15T15:06:40.000007");
        assert_eq!(
            read_time("2025-06-15T15:06:40.000007Z"),
            Some(Instant::from_micros(1_750_000_000_000_007))
        );
    }

    #[test]
    fn every_fault_names_its_place() {
        let header = "source_type,source_id,unique_waifu_id,name,series_unique_id,created_at\n";
        let told = faults(&(header.to_owned() + "mal, 7,0,A,x,yesterday\n,8,12.0,B,1,\n"));
        assert_told(
            &told,
            &[
                "a.csv, row 2, column source_id, ` 7`: blanks stand around it",
                "a.csv, row 2, column unique_waifu_id, `0`: it is no number",
                "a.csv, row 2, column series_unique_id, `x`: it is no number",
                "a.csv, row 2, column created_at, `yesterday`: it is no time",
                "a.csv, row 3, column source_type: it is empty",
                "a.csv, row 3, column unique_waifu_id, `12.0`: it is no number",
            ],
        );
        assert_told(&faults("a,b\n1,2\n"), &["a.csv, row 1, `a,b`: it is no registry"]);
        assert_told(
            &faults("source_type,unique_series_id,name,name,x\n"),
            &[
                "a.csv, row 1, column name: the column is there twice",
                "a.csv, row 1, column x: a registry has no such column",
                "a.csv, row 1, column source_id: the column is missing",
                "a.csv, row 1, column created_at: the column is missing",
            ],
        );
        assert_told(&faults(""), &["a.csv: it is empty"]);
    }

    fn assert_told(told: &[String], wanted: &[&str]) {
        assert_eq!(told.len(), wanted.len(), "{told:#?}");
        for (told, wanted) in told.iter().zip(wanted) {
            assert!(told.starts_with(wanted), "{told}");
        }
    }
}
