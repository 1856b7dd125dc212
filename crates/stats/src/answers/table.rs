//! Answers in a table, as the old pipeline's `characters_with_stats.csv` holds them: JSON texts in cells.

use keeping::KeepingError;
use serde_json::Value;

use super::{Answer, Answers, damaged};
use crate::check::{Code, Finding, Place};

/// The table's columns that hold a part, and the part's name.
const COLUMNS: [(&str, &str); 5] = [
    ("archetype", "archetype"),
    ("stats", "stats"),
    ("potency", "role_potency"),
    ("elemental_type", "elemental_type"),
    ("elemental_resistances", "elemental_resistances"),
];

pub(super) fn read(bytes: &[u8], file: &str) -> Result<Answers, KeepingError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let broken =
        |error: &csv::Error| damaged(file, &format!("it is no CSV: {error}"), "save it as CSV in UTF-8");
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let at = |name: &str| header.iter().position(|column| column.trim() == name);
    let missing: Vec<&str> = COLUMNS
        .iter()
        .map(|(column, _)| *column)
        .chain(["source_id"])
        .filter(|column| at(column).is_none())
        .collect();
    if !missing.is_empty() {
        let problem = format!("it has no column {}", missing.join(", "));
        return Err(damaged(
            file,
            &problem,
            "a JSON list, or the columns of characters_with_stats.csv are wanted",
        ));
    }
    let mut answers = Answers { file: file.to_owned(), is_published: true, ..Answers::default() };
    for (record, index) in reader.records().zip(0..) {
        let row = index + 2;
        let record = record.map_err(|error| broken(&error))?;
        let cell = |name: &str| {
            let text = at(name).and_then(|at| record.get(at)).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut answer = Answer {
            row,
            index,
            source_type: cell("source_type"),
            source_id: cell("source_id"),
            name: cell("name"),
            series: cell("series"),
            ..Answer::default()
        };
        let mut is_sound = true;
        for (column, part) in COLUMNS {
            let Some(text) = cell(column) else { continue };
            match value(column, &text) {
                Ok(value) => {
                    answer.parts.insert(part.to_owned(), value);
                }
                Err(error) => {
                    is_sound = false;
                    answers.findings.push(not_json(file, row, column, text, &error));
                }
            }
        }
        if is_sound {
            answers.answers.push(answer);
        }
    }
    Ok(answers)
}

/// A cell's value: JSON, but for the archetype, which is a name.
fn value(column: &str, text: &str) -> Result<Value, serde_json::Error> {
    if column == "archetype" { Ok(text.into()) } else { serde_json::from_str(text) }
}

fn not_json(file: &str, row: u64, column: &str, text: String, error: &serde_json::Error) -> Finding {
    let place = Place { file, row: Some(row), couple: None };
    let problem = format!("it is no JSON: {error}");
    place.finding(Code::WrongType, column, &text.into(), &problem, "write JSON, such as {\"hp\": 96, …}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_its_columns_is_none() {
        let told = |text: &str| read(text.as_bytes(), "a.csv").expect_err("no table").to_string();
        assert_eq!(
            told("source_id,stats\n1,{}\n"),
            "a.csv: it has no column archetype, potency, elemental_type, elemental_resistances; \
             a JSON list, or the columns of characters_with_stats.csv are wanted"
        );
    }

    #[test]
    fn cells_hold_json() {
        let text = "source_type,source_id,name,series,archetype,stats,potency,elemental_type,elemental_resistances\n\
                    mal,007,Nana,,Ally,\"{\"\"hp\"\": 96}\",{},\"[\"\"fire\"\"]\",\n\
                    mal,8,Nana,,Ally,{hp: 1},{},[],{}\n";
        let read = read(text.as_bytes(), "a.csv").expect("a table");
        assert!(read.is_published);
        assert_eq!(read.answers.len(), 1);
        assert_eq!(read.answers[0].source_id.as_deref(), Some("007"));
        assert_eq!(read.answers[0].parts["stats"], serde_json::json!({ "hp": 96 }));
        assert!(!read.answers[0].parts.contains_key("elemental_resistances"));
        assert_eq!(read.findings.len(), 1);
        assert!(
            read.findings[0]
                .to_string()
                .starts_with("error wrong_type: a.csv, row 3, column stats, `{hp: 1}`")
        );
    }
}
