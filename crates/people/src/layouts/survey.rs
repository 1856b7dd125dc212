//! What a file holds, told before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::{COLUMNS, CsvFile, Place, column, meaning};

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// How many columns its layout has.
    pub columns: usize,
    /// How many records it has.
    pub records: usize,
    /// How many people they are of.
    pub people: usize,
    /// How many are copies of a fuller record.
    pub copies: usize,
    /// The most copies of one record, itself included, whether it could be placed or not.
    pub most_copies: usize,
    /// Copies that say something else than the record that counts, by line.
    pub differing_copies: Vec<usize>,
    /// Records that could not be placed, by line, with the reason.
    pub unplaced: Vec<(usize, String)>,
    /// How many people those are of, told apart by name, address and type.
    pub unplaced_people: usize,
    /// Cells that hold `-` or `'-`, by column.
    pub dashes: BTreeMap<String, usize>,
    /// Cells that hold a page: line and column.
    pub pages: Vec<(usize, String)>,
    /// Cells that should hold JSON and do not: line and column.
    pub broken_json: Vec<(usize, String)>,
    /// Names of objects in `file_uuids` that `s3_paths` does not have.
    pub without_path: Vec<String>,
    /// Names of objects in `s3_paths` that `file_uuids` does not have.
    pub without_description: Vec<String>,
    /// Objects that several people claim.
    pub claimed_twice: Vec<String>,
    /// Objects that are mapped.
    pub objects: usize,
}

/// Looks through a file; a line is a record's number, from 1.
pub fn survey(file: &CsvFile, records: &[Vec<String>], places: &[Place]) -> Survey {
    let mut out =
        Survey { columns: file.layout.columns().len(), records: records.len(), ..Survey::default() };
    let mut copies: HashMap<usize, usize> = HashMap::new();
    let mut unplaced: HashMap<[&str; 3], usize> = HashMap::new();
    let mut owners: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, (record, place)) in records.iter().zip(places).enumerate() {
        let line = at + 1;
        match place {
            Place::Of(_) => out.people += 1,
            Place::CopyOf(of) => {
                out.copies += 1;
                *copies.entry(*of).or_insert(1) += 1;
                if records[*of] != *record {
                    out.differing_copies.push(line);
                }
            }
            Place::Nowhere(reason) => {
                out.unplaced.push((line, (*reason).to_owned()));
                *unplaced.entry(["name", "email", "type"].map(|name| said(record, name))).or_default() += 1;
            }
        }
        for (name, cell) in COLUMNS.iter().zip(record) {
            if matches!(cell.trim(), "-" | "'-") {
                *out.dashes.entry((*name).to_owned()).or_default() += 1;
            }
            if *name != "document_text" && is_page(cell) {
                out.pages.push((line, (*name).to_owned()));
            }
        }
        let (uuids, paths) = (map(record, "file_uuids"), map(record, "s3_paths"));
        for (name, read) in [("file_uuids", &uuids), ("s3_paths", &paths)] {
            if read.is_none() {
                out.broken_json.push((line, name.to_owned()));
            }
        }
        let (uuids, paths) = (uuids.unwrap_or_default(), paths.unwrap_or_default());
        let described: BTreeSet<&String> = uuids.iter().map(|(_, uuid)| uuid).collect();
        let stored: BTreeSet<&String> = paths.iter().map(|(uuid, _)| uuid).collect();
        out.without_path.extend(described.difference(&stored).map(|uuid| (*uuid).clone()));
        out.without_description.extend(stored.difference(&described).map(|uuid| (*uuid).clone()));
        if let Place::Of(_) = place {
            for uuid in described.union(&stored) {
                owners.entry((*uuid).clone()).or_default().insert(at);
            }
        }
    }
    let most = copies.values().chain(unplaced.values()).copied().max();
    out.most_copies = most.unwrap_or_else(|| usize::from(!records.is_empty()));
    out.unplaced_people = unplaced.len();
    out.objects = owners.len();
    out.claimed_twice = owners.into_iter().filter(|(_, by)| by.len() > 1).map(|(uuid, _)| uuid).collect();
    for list in [&mut out.without_path, &mut out.without_description] {
        list.sort();
        list.dedup();
    }
    out
}

/// What a cell of a record means; an empty text where it means nothing.
fn said<'a>(record: &'a [String], name: &str) -> &'a str {
    column(name).and_then(|at| record.get(at)).and_then(|cell| meaning(cell)).unwrap_or_default()
}

/// A map of texts in a cell, in its order; none when the cell holds something else. An empty cell is an empty map.
pub fn map(record: &[String], name: &str) -> Option<Vec<(String, String)>> {
    let cell = column(name).and_then(|at| record.get(at)).map_or("", String::as_str);
    let Some(cell) = meaning(cell) else { return Some(Vec::new()) };
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(cell).ok()?;
    map.into_iter().map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}

fn is_page(cell: &str) -> bool {
    let lower = cell.to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|sign| lower.contains(sign))
}
