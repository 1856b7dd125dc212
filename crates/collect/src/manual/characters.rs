//! Rows of characters.

use std::collections::HashMap;

use keeping::{CharacterFacts, Fault};
use model::{ExternalId, Namespace};

use super::{
    CharacterRow, SeriesRow, Subject,
    cells::{Faults, Row},
    series::folded,
};

/// The most stars that a person may write; targets allow fewer, which publishing checks.
const MOST_STARS: i64 = 6;

/// The names of both files, for faults.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub file: &'a str,
    pub series_file: &'a str,
}

/// Reads the rows; each has to belong to one of the series.
pub fn read(
    names: Names<'_>,
    rows: &[Row],
    series: &[SeriesRow],
    subject: &Subject,
    faults: &mut Vec<Fault>,
) -> Vec<CharacterRow> {
    let mut faults = Faults { file: names.file, faults };
    let by_id: HashMap<&str, &SeriesRow> = series.iter().map(|row| (row.id.as_str(), row)).collect();
    let by_name: HashMap<String, &SeriesRow> =
        series.iter().map(|row| (folded(&row.facts.name), row)).collect();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut characters = Vec::new();
    for row in rows {
        faults.agrees(row, "source_type", &subject.source_type);
        let name = faults.needed(row, "name");
        let of = series_of(row, &by_id, &by_name, names.series_file, &mut faults);
        let facts = facts(row, name.unwrap_or_default(), &mut faults);
        let given = row.get("source_id").map(|_| faults.id(row, "source_id"));
        let (Some(name), Some(of)) = (name, of) else { continue };
        let id = match given {
            Some(Some(id)) => id.to_owned(),
            Some(None) => continue,
            None => stand_in(subject, &of.facts.name, name),
        };
        if let Some(first) = seen.insert(id.clone(), row.number()) {
            let (column, fix) = match row.get("source_id") {
                Some(_) => ("source_id", "give it an id of its own, or take one of the rows out"),
                None => ("name", "give each a `source_id`, or take one of the rows out"),
            };
            faults.cell(row, column, format!("row {first} has the same"), fix);
            continue;
        }
        let facts =
            CharacterFacts { series: of.facts.name.clone(), media_type: subject.medium.clone(), ..facts };
        characters.push(CharacterRow { id, series: of.id.clone(), facts });
    }
    characters
}

/// A character's series: by its id where the row has one, else by its name.
fn series_of<'s>(
    row: &Row,
    by_id: &HashMap<&str, &'s SeriesRow>,
    by_name: &HashMap<String, &'s SeriesRow>,
    series_file: &str,
    faults: &mut Faults<'_>,
) -> Option<&'s SeriesRow> {
    let fix = || {
        let mut known: Vec<&str> = by_name.values().map(|row| row.facts.name.as_str()).collect();
        known.sort_unstable();
        known.truncate(5);
        match known.as_slice() {
            [] => format!("add it to {series_file}"),
            known => format!("add it to {series_file}, which has {}", known.join(", ")),
        }
    };
    if row.get("series_source_id").is_some() {
        let id = faults.id(row, "series_source_id")?;
        let found = by_id.get(id).copied();
        if found.is_none() {
            faults.cell(row, "series_source_id", "there is no such series", fix());
        }
        return found;
    }
    let name = faults.needed(row, "series")?;
    let found = by_name.get(&folded(name)).copied();
    if found.is_none() {
        faults.cell(row, "series", "there is no such series", fix());
    }
    found
}

/// The id of a character that has none.
fn stand_in(subject: &Subject, series: &str, name: &str) -> String {
    let space = Namespace::parse(&format!("{}_character", subject.source_type));
    let space = space.unwrap_or_else(|| subject.namespace());
    ExternalId::without_id(space, &subject.source_type, series, name, "").id().to_owned()
}

fn facts(row: &Row, name: &str, faults: &mut Faults<'_>) -> CharacterFacts {
    CharacterFacts {
        name: name.to_owned(),
        image: faults.link(row, "image_url"),
        about: row.get("about").map(str::to_owned),
        favorites: faults.whole(row, "favorites", 0, i64::MAX),
        rarity: faults.whole(row, "rarity", 1, MOST_STARS),
        ..CharacterFacts::default()
    }
}
