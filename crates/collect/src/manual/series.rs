//! Rows of series.

use std::collections::HashMap;

use keeping::{Fault, SeriesFacts};
use model::ExternalId;
use serde_json::Value;

use super::{
    SeriesRow, Subject,
    cells::{Faults, Row},
};

/// Reads the rows.
pub fn read(file: &str, rows: &[Row], subject: &Subject, faults: &mut Vec<Fault>) -> Vec<SeriesRow> {
    let mut faults = Faults { file, faults };
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut names: HashMap<String, u64> = HashMap::new();
    let mut series = Vec::new();
    for row in rows {
        faults.agrees(row, "source_type", &subject.source_type);
        faults.agrees(row, "media_type", &subject.medium);
        let Some(name) = faults.needed(row, "name") else { continue };
        let id = match row.get("source_id") {
            Some(_) => faults.id(row, "source_id").map(str::to_owned),
            None => Some(stand_in(subject, name)),
        };
        let facts = facts(row, name, subject, &mut faults);
        let Some(id) = id else { continue };
        if let Some(first) = seen.insert(id.clone(), row.number()) {
            let (column, fix) = match row.get("source_id") {
                Some(_) => ("source_id", "give it an id of its own, or take one of the rows out"),
                None => ("name", "give each a `source_id`, or take one of the rows out"),
            };
            faults.cell(row, column, format!("row {first} has the same"), fix);
            continue;
        }
        if let Some(first) = names.insert(folded(name), row.number()) {
            let fix = "characters find their series by its name: make the names differ";
            faults.cell(row, "name", format!("row {first} has the same name"), fix);
            continue;
        }
        series.push(SeriesRow { id, facts });
    }
    series
}

/// The id of a series that has none.
fn stand_in(subject: &Subject, name: &str) -> String {
    ExternalId::without_id(subject.namespace(), &subject.source_type, "", name, "").id().to_owned()
}

/// A name for comparing.
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn facts(row: &Row, name: &str, subject: &Subject, faults: &mut Faults<'_>) -> SeriesFacts {
    let text = |column: &str| row.get(column).map(str::to_owned);
    SeriesFacts {
        name: name.to_owned(),
        english_name: text("english_name"),
        media_type: subject.medium.clone(),
        creators: creators(row, subject, faults),
        image: faults.link(row, "image_link"),
        genres: split(row.get("genres").unwrap_or_default()),
        synopsis: text("synopsis"),
        favorites: faults.whole(row, "favorites", 0, i64::MAX),
        members: faults.whole(row, "members", 0, i64::MAX),
        score: faults.score(row, "score", subject.best_score()),
        ..SeriesFacts::default()
    }
}

fn split(text: &str) -> Vec<String> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// An object of names by role, or names alone, whose role the medium tells.
fn creators(row: &Row, subject: &Subject, faults: &mut Faults<'_>) -> Vec<(String, Vec<String>)> {
    const ROLES: [&str; 5] = ["studio", "author", "serialization", "developer", "publisher"];
    let Some(text) = row.get("creator") else { return Vec::new() };
    if !text.starts_with('{') {
        let role = match subject.medium.as_str() {
            "anime" => "studio",
            "manga" | "light_novel" => "author",
            _ => "developer",
        };
        return vec![(role.to_owned(), split(text))];
    }
    let form = "write {\"developer\": \"A|B\", \"publisher\": \"C\"}, or names alone with `|` between them";
    let read: Result<Value, _> = serde_json::from_str(text);
    let Ok(Value::Object(parts)) = read else {
        faults.cell(row, "creator", "it is no JSON object", form);
        return Vec::new();
    };
    let mut creators = Vec::new();
    for (role, names) in parts {
        match names.as_str() {
            Some(names) if ROLES.contains(&role.as_str()) => creators.push((role, split(names))),
            Some(_) => {
                let problem = format!("there is no role `{role}`");
                faults.cell(row, "creator", problem, format!("there are {}", ROLES.join(", ")));
            }
            None => faults.cell(row, "creator", format!("the names of `{role}` are no text"), form),
        }
    }
    creators
}
