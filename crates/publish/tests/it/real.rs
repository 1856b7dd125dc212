//! The old pipeline's own files, in the folder of real data.
//!
//! The folder is found through `EMAKI_TEST_DATA` and is no part of the project; without it these checks
//! are skipped, and say so.

use std::{
    collections::{BTreeMap, HashMap},
    io::Read,
    path::{Path, PathBuf},
};

use keeping::{
    Entry, Keeping, Said,
    forms::{By, Couple, Form, Row},
    rules::{Profile, Rules, standardize},
};
use model::UniqueId;
use sheets::{Table, csv, workbook::Workbook};
use stats::Stats;

/// The folder of the old pipeline's files; none, and a line that says so, when there is no real data.
pub fn folder(checks: usize) -> Option<PathBuf> {
    testkit::data_dir(checks).map(|folder| folder.join("catalog/geminya"))
}

/// A file's bytes, unpacked where it ends in `.gz`.
pub fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    let path = folder.join(name);
    let raw = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension() != Some("gz".as_ref()) {
        return raw;
    }
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(raw.as_slice()).read_to_end(&mut plain).expect("a sound file");
    plain
}

pub fn table(folder: &Path, name: &str) -> Table {
    if Path::new(name).extension() == Some("xlsx".as_ref()) {
        let bytes = bytes(folder, name);
        let mut book = Workbook::open(&bytes).expect("a workbook");
        let first = book.names().swap_remove(0);
        return book.sheet(&first).expect("a sheet").table;
    }
    csv::read(&bytes(folder, name)).expect("a table")
}

/// The rows of a table in standard form, as the old pipeline's own files say them.
pub fn rows(table: &Table, form: Form, profile: Profile) -> Vec<Row> {
    let rules = Rules::default().with(profile);
    let row = |row: &sheets::Row| {
        let cells: BTreeMap<String, String> = table
            .header
            .iter()
            .zip(&row.cells)
            .filter_map(|(column, cell)| Some((column.clone(), cell.as_deref()?.to_owned())))
            .collect();
        let couple = Couple::new(cells["source_type"].as_str(), cells["source_id"].as_str());
        let said = Said::Row { from: "legacy".into(), cells };
        standardize(&said, form, couple, "", &rules)
    };
    table.rows.iter().map(row).collect()
}

/// The cleaned sheets as a registry: numbers of the registry files, and a series by hand where the sheet
/// names another than was collected.
pub fn keeping(folder: &Path, profile: Profile) -> Keeping {
    let numbers = |file: &str, column: &str| -> HashMap<Couple, UniqueId> {
        let table = table(folder, file);
        let at = |name: &str| table.position(name).expect("a column");
        let (source_type, source_id, number) = (at("source_type"), at("source_id"), at(column));
        let text = |row: &sheets::Row, at: usize| row.get(at).expect("a value").to_owned();
        table
            .rows
            .iter()
            .map(|row| {
                let number = text(row, number).parse().expect("a number");
                let couple = Couple::new(text(row, source_type), text(row, source_id));
                (couple, UniqueId::new(number).expect("a published number"))
            })
            .collect()
    };
    let collected = table(folder, "intermediate/characters_processed.csv.gz");
    let collected: HashMap<Couple, String> = rows(&collected, Form::Character, Profile::Legacy)
        .into_iter()
        .map(|row| (row.couple.clone(), row.get("series").unwrap_or_default().to_owned()))
        .collect();
    let entries = |form: Form, sheet: &str, numbers: &HashMap<Couple, UniqueId>| -> Vec<Entry> {
        let rows = rows(&table(folder, sheet), form, profile).into_iter().enumerate();
        rows.map(|(place, mut row)| {
            if form == Form::Character {
                let name = row.get("series").unwrap_or_default().to_owned();
                if collected.get(&row.couple).is_some_and(|collected| *collected != name) {
                    row.set("series", name, By::Hand("legacy".into()));
                }
            }
            let unique_id = numbers.get(&row.couple).copied();
            Entry {
                auto: Some(row.clone()),
                row,
                unique_id,
                excluded: None,
                series: None,
                place,
                merged: false,
            }
        })
        .collect()
    };
    let series_numbers = numbers("registries/series_id_registry.csv", "unique_series_id");
    let character_numbers = numbers("registries/character_id_registry.csv", "unique_waifu_id");
    let mut keeping = Keeping {
        series: entries(Form::Series, "final/series_cleaned.xlsx", &series_numbers),
        characters: entries(Form::Character, "final/characters_cleaned.xlsx", &character_numbers),
    };
    keeping.find_series(HashMap::new());
    keeping
}

/// The stats of the old pipeline's last file before the final one.
pub fn stats(folder: &Path) -> HashMap<Couple, Stats> {
    let table = table(folder, "final/characters_with_stats.csv.gz");
    let at = |name: &str| table.position(name).expect("a column");
    let places = ["source_type", "source_id", "archetype", "stats", "potency", "elemental_type"].map(at);
    let resistances = at("elemental_resistances");
    table
        .rows
        .iter()
        .map(|row| {
            let [source_type, source_id, archetype, values, potency, elements] =
                places.map(|at| row.get(at).expect("a value"));
            let json = |text: &str| -> serde_json::Value { serde_json::from_str(text).expect("JSON") };
            let body = serde_json::json!({
                "archetype": archetype,
                "values": json(values),
                "potency": json(potency),
                "elements": json(elements),
                "resistances": json(row.get(resistances).expect("a value")),
            });
            let stats = serde_json::from_value(body).expect("stats");
            (Couple::new(source_type, source_id), stats)
        })
        .collect()
}
