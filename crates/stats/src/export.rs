//! Files for others: whom a model is to be asked about, and the stats that are stored.

use std::collections::{HashMap, HashSet};

use keeping::{Entry, Keeping, forms::Couple};
use serde_json::{Value, json};

use crate::{Noise, Stored};

/// The columns of stored stats in a table, as the old pipeline's `characters_with_stats.csv` names them.
const COLUMNS: [&str; 9] = [
    "source_type",
    "source_id",
    "name",
    "series",
    "archetype",
    "stats",
    "potency",
    "elemental_type",
    "elemental_resistances",
];

/// In which form a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// A table.
    Csv,
    /// A list of objects.
    Json,
}

/// The characters that a model is to be asked about: all that are kept, or those among them without stats.
pub fn input<'a>(keeping: &'a Keeping, stored: &[Stored], only_missing: bool) -> Vec<&'a Entry> {
    let answered: HashSet<&Couple> = stored.iter().map(|row| &row.couple).collect();
    keeping
        .kept(keeping::forms::Form::Character)
        .filter(|entry| !only_missing || !answered.contains(&entry.row.couple))
        .collect()
}

/// Writes whom a model is to be asked about: couple, name and series, and with `about` who they are.
pub fn write_input(entries: &[&Entry], about: bool, format: FileFormat) -> Vec<u8> {
    let columns: &[&str] = if about {
        &["source_type", "source_id", "name", "series", "about"]
    } else {
        &["source_type", "source_id", "name", "series"]
    };
    let rows = entries.iter().map(|entry| columns.iter().map(|column| entry.row.get(column)));
    match format {
        FileFormat::Csv => {
            table(columns, rows.map(|row| row.map(|cell| cell.unwrap_or_default().to_owned()).collect()))
        }
        FileFormat::Json => {
            let object = |row: Vec<Option<&str>>| -> Value {
                columns.iter().zip(row).map(|(column, cell)| ((*column).to_owned(), json!(cell))).collect()
            };
            list(rows.map(|row| object(row.collect())))
        }
    }
}

/// Writes stored stats. As a list they come back by `import` as they are: answered stats and noise apart.
pub fn write_stored(stored: &[Stored], keeping: &Keeping, format: FileFormat) -> Vec<u8> {
    let entries: HashMap<&Couple, &Entry> =
        keeping.characters.iter().map(|entry| (&entry.row.couple, entry)).collect();
    let cell = |row: &Stored, column: &str| -> Option<String> {
        let named = |name| entries.get(&row.couple).and_then(|entry| entry.row.get(name)).map(str::to_owned);
        match column {
            "source_type" => Some(row.couple.source_type.to_string()),
            "source_id" => Some(row.couple.source_id.to_string()),
            "name" | "series" => named(column),
            other => row.stats.text(other),
        }
    };
    match format {
        FileFormat::Csv => {
            let row = |row| COLUMNS.iter().map(|column| cell(row, column).unwrap_or_default()).collect();
            table(&COLUMNS, stored.iter().map(row))
        }
        FileFormat::Json => {
            let object = |row: &Stored| {
                let stats = &row.stats;
                json!({
                    "source_type": cell(row, "source_type"),
                    "source_id": cell(row, "source_id"),
                    "name": cell(row, "name"),
                    "series": cell(row, "series"),
                    "archetype": stats.archetype,
                    "stats": stats.raw.as_ref().unwrap_or(&stats.values),
                    "role_potency": stats.potency,
                    "elemental_type": stats.elements,
                    "elemental_resistances": stats.resistances,
                    "noise": if stats.raw.is_some() { stats.noise } else { Noise::None },
                    "published": stats.values,
                    "origin": row.origin,
                    "why": stats.why,
                })
            };
            list(stored.iter().map(object))
        }
    }
}

fn table(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let written = writer
        .write_record(columns)
        .and_then(|()| rows.into_iter().try_for_each(|row| writer.write_record(row)));
    written.expect("a Vec takes all bytes, and each row has every column");
    writer.into_inner().expect("a Vec takes all bytes")
}

/// A list with one object a line, so that differences between two files can be read.
fn list(rows: impl Iterator<Item = Value>) -> Vec<u8> {
    let rows: Vec<String> = rows.map(|row| row.to_string()).collect();
    if rows.is_empty() { b"[]\n".to_vec() } else { format!("[\n{}\n]\n", rows.join(",\n")).into_bytes() }
}
