//! What stands in each file: its columns, rows and their order, as the old pipeline wrote them.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::{self, Write},
};

use keeping::{
    Entry, Fault, Keeping,
    forms::{Column as FormColumn, Couple, Form, Row, Shape},
    numbers,
    rules::{self, Profile},
};
use sheets::{
    csv,
    workbook::{Builder, Cell, Column, Kind},
};
use stats::Stats;
use store::RegistryRow;

use super::stage::File;
use crate::{
    check::Checked,
    finish::{FinalRow, Finished},
};

const STATS: [&str; 5] = ["archetype", "stats", "potency", "elemental_type", "elemental_resistances"];
/// What a cell of a workbook holds at most, in UTF-16 units.
const MOST_LETTERS: usize = 32_767;
/// Workbooks say that they were made then, so that the same rows make the same bytes.
const MADE_AT: i64 = 1_577_836_800;

/// What the files are made of.
pub(super) struct Material<'a> {
    keeping: &'a Keeping,
    finished: &'a Finished,
    stats: &'a HashMap<Couple, Stats>,
    profile: Profile,
    recrawled: &'a [String],
    numbers: Numbers,
}

/// The registry's own rows; empty unless its files are asked for.
#[derive(Default)]
pub(super) struct Numbers {
    /// Of series.
    pub series: Vec<RegistryRow>,
    /// Of characters.
    pub characters: Vec<RegistryRow>,
}

impl<'a> Material<'a> {
    pub fn new(checked: &'a Checked, profile: Profile, recrawled: &'a [String], numbers: Numbers) -> Self {
        Self {
            keeping: &checked.keeping,
            finished: &checked.finished,
            stats: &checked.stats,
            profile,
            recrawled,
            numbers,
        }
    }

    /// The automatic rows, in the order in which they were collected.
    fn collected(&self, form: Form, recrawled: bool) -> Vec<&Row> {
        let is_asked =
            |row: &Row| self.recrawled.iter().any(|source| **source == *row.couple.source_type) == recrawled;
        let mut rows: Vec<(usize, &Row)> = self
            .keeping
            .of(form)
            .iter()
            .filter_map(|entry| Some((entry.place, entry.auto.as_ref()?)))
            .filter(|(_, row)| is_asked(row))
            .collect();
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The rows that people see, in the order of files.
    fn kept(&self, form: Form) -> impl Iterator<Item = &'a Entry> {
        self.keeping.kept(form)
    }

    /// A cell as people see it: cleaned, or under the old pipeline's rules letter by letter.
    fn cell<'r>(&self, row: &'r Row, at: usize) -> Option<Cow<'r, str>> {
        let value = row.cells[at].value.as_deref()?;
        match self.profile {
            Profile::Legacy => Some(Cow::Borrowed(value)),
            Profile::Default => rules::clean(row.form.columns()[at].shape, value).text,
        }
    }
}

/// Writes a file; gives how many rows it has.
pub(super) fn write(file: File, material: &Material<'_>, out: &mut dyn Write) -> io::Result<u64> {
    match file {
        File::SeriesProcessed => processed(Form::Series, false, &[], material, out),
        // The last column is a leftover; programs that read the file count on it.
        File::CharactersProcessed => processed(Form::Character, false, &["id"], material, out),
        File::SeriesRecrawl => processed(Form::Series, true, &[], material, out),
        File::CharactersRecrawl => processed(Form::Character, true, &[], material, out),
        File::SeriesCleaned => cleaned(Form::Series, material, out),
        File::CharactersCleaned => cleaned(Form::Character, material, out),
        File::CharactersWithStats => with_stats(material, out),
        File::SeriesFinal => final_rows(&material.finished.series, out),
        File::CharactersFinal => final_rows(&material.finished.characters, out),
        File::SeriesRegistry => registry(Form::Series, &material.numbers.series, out),
        File::CharacterRegistry => registry(Form::Character, &material.numbers.characters, out),
    }
}

fn registry(form: Form, rows: &[RegistryRow], out: &mut dyn Write) -> io::Result<u64> {
    out.write_all(&numbers::write_file(form, rows))?;
    Ok(rows.len() as u64)
}

fn processed(
    form: Form,
    recrawled: bool,
    more: &[&str],
    material: &Material<'_>,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let columns = form.columns().iter().map(|column| column.name);
    let mut writer = csv::Writer::new(out, columns.chain(more.iter().copied()))?;
    let score = form.position("score");
    let mut count = 0;
    for row in material.collected(form, recrawled) {
        // The old files hold each score with its point.
        let points = score.and_then(|at| row.cells[at].value.as_deref()).map(pointed);
        let cells = row
            .cells
            .iter()
            .enumerate()
            .map(|(at, cell)| if Some(at) == score { points.as_deref() } else { cell.value.as_deref() });
        writer.row(cells.chain(more.iter().map(|_| None)))?;
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}

/// A score as the old files write it; what is no number stays as it is.
fn pointed(score: &str) -> Cow<'_, str> {
    match score.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Cow::Owned(rules::float(number)),
        _ => Cow::Borrowed(score),
    }
}

/// Texts that no cell of a workbook holds, where one of these files is a workbook.
pub(super) fn too_long(files: &[File], material: &Material<'_>) -> Vec<Fault> {
    let form = |file: &File| match file {
        File::SeriesCleaned => Some((Form::Series, file.path())),
        File::CharactersCleaned => Some((Form::Character, file.path())),
        _ => None,
    };
    let mut faults = Vec::new();
    for (form, path) in files.iter().filter_map(form) {
        for entry in material.kept(form) {
            for (at, column) in cleaned_columns(form) {
                let letters = match entry.row.cells[at].value.as_deref() {
                    // No text has more letters than bytes.
                    Some(text) if text.len() > MOST_LETTERS => text.encode_utf16().count(),
                    _ => continue,
                };
                if letters > MOST_LETTERS {
                    faults.push(Fault {
                        file: format!("{path}, {} {}", form.word(), entry.row.couple),
                        row: None,
                        column: column.name.to_owned(),
                        value: format!("a text of {letters} letters"),
                        problem: format!("a cell of a workbook holds {MOST_LETTERS} letters"),
                        fix: "shorten it, or publish the stages that are no workbooks".to_owned(),
                    });
                }
            }
        }
    }
    faults
}

/// The columns of a row as people see it: all but when it was made.
fn cleaned_columns(form: Form) -> impl Iterator<Item = (usize, &'static FormColumn)> {
    form.columns().iter().enumerate().filter(|(_, column)| column.name != "processed_at")
}

fn cleaned(form: Form, material: &Material<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let columns: Vec<Column<'_>> = cleaned_columns(form)
        .map(|(_, column)| Column {
            name: column.name,
            kind: match column.shape {
                Shape::Integer(..) | Shape::Decimal(..) => Kind::Number,
                _ => Kind::Text,
            },
            ..Column::default()
        })
        .collect();
    let mut count = 0;
    let rows = material.kept(form).map(|entry| {
        count += 1;
        let cells: Vec<Option<Cow<'_, str>>> =
            cleaned_columns(form).map(|(at, _)| material.cell(&entry.row, at)).collect();
        cells
    });
    // A row's cells are borrowed while it is written, so that all of them have to live until then.
    let rows: Vec<Vec<Option<Cow<'_, str>>>> = rows.collect();
    let cells = rows.iter().map(|row| {
        row.iter().map(|cell| Cell { text: cell.as_deref(), ..Cell::default() }).collect::<Vec<_>>()
    });
    let mut book = Builder::new(MADE_AT).map_err(io::Error::other)?;
    book.table("Sheet1", &columns, cells).map_err(io::Error::other)?;
    out.write_all(&book.finish().map_err(io::Error::other)?)?;
    Ok(count)
}

fn with_stats(material: &Material<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let header = cleaned_columns(Form::Character).map(|(_, column)| column.name).chain(STATS);
    let mut writer = csv::Writer::new(out, header)?;
    let mut count = 0;
    for entry in material.kept(Form::Character) {
        let stats = material.stats.get(&entry.row.couple);
        let cells: Vec<Option<Cow<'_, str>>> = cleaned_columns(Form::Character)
            .map(|(at, _)| material.cell(&entry.row, at))
            .chain(STATS.map(|column| stats.and_then(|stats| stats.text(column)).map(Cow::Owned)))
            .collect();
        writer.row(cells.iter().map(Option::as_deref))?;
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}

fn final_rows<T: FinalRow>(rows: &[T], out: &mut dyn Write) -> io::Result<u64> {
    let mut writer = csv::Writer::new(out, T::COLUMNS.iter().copied())?;
    for row in rows {
        writer.row(row.cells().iter().map(Option::as_deref))?;
    }
    writer.finish()?;
    Ok(rows.len() as u64)
}
