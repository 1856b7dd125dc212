//! The table of romanised names: which of them only males bear.

use std::collections::HashMap;

use crate::{Fault, KeepingError};

/// The codes of males; the others are females and what is neither.
const MALE: [u8; 3] = [0, 1, 3];
const MOST: u8 = 6;

/// Romanised names, and whether all of their entries are male.
#[derive(Debug, Default)]
pub struct Genders(HashMap<Box<str>, bool>);

impl Genders {
    /// Reads a CSV table with the columns `romji`, the name, and `sex`, a code from 0 to 6; others are
    /// passed over. An empty `sex` is an entry of unknown sex.
    pub fn read(bytes: &[u8], file: &str) -> Result<Self, KeepingError> {
        let mut faults = Vec::new();
        let mut fault = |row: Option<u64>, column: &str, value: &str, problem: String, fix: &str| {
            faults.push(Fault {
                file: file.to_owned(),
                row,
                column: column.to_owned(),
                value: value.chars().take(60).collect(),
                problem,
                fix: fix.to_owned(),
            });
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().cloned().unwrap_or_default();
        let place = |name: &str| header.iter().position(|column| column.trim() == name);
        let (name_at, sex_at) = (place("romji"), place("sex"));
        for (name, at) in [("romji", name_at), ("sex", sex_at)] {
            if at.is_none() {
                let fix = "its first row names the columns, `romji` and `sex` among them";
                fault(Some(1), name, "", "there is no such column".into(), fix);
            }
        }
        let mut names: HashMap<Box<str>, bool> = HashMap::new();
        if let (Some(name_at), Some(sex_at)) = (name_at, sex_at) {
            for (at, record) in reader.records().enumerate() {
                let row = Some(at as u64 + 2);
                let record = match record {
                    Ok(record) => record,
                    Err(error) => {
                        fault(row, "", "", error.to_string(), "write it as CSV in UTF-8");
                        continue;
                    }
                };
                let cell = |at: usize| record.get(at).unwrap_or_default().trim();
                let code = match cell(sex_at) {
                    "" | "nan" => None,
                    text => match super::whole(text).and_then(|code| u8::try_from(code).ok()) {
                        Some(code) if code <= MOST => Some(code),
                        _ => {
                            fault(row, "sex", text, "it is no code".into(), "a number from 0 to 6 is wanted");
                            continue;
                        }
                    },
                };
                if !cell(name_at).is_empty() {
                    let male = code.is_some_and(|code| MALE.contains(&code));
                    names.entry(cell(name_at).into()).and_modify(|all| *all &= male).or_insert(male);
                }
            }
        }
        match faults.len() {
            0 => Ok(Self(names)),
            count => Err(KeepingError::Faulty { message: format!("{file} has {count} faults"), faults }),
        }
    }

    /// Whether the name is known, and all of its entries are male.
    pub fn only_male(&self, name: &str) -> bool {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_male_when_all_of_its_entries_are() {
        let table = "id,romji,sex\n1,Ren,0\n2,Ren,3.0\n3,Ao,1\n4,Ao,2\n5,Kei,1\n6,Kei,\n7,,1\n";
        let genders = Genders::read(table.as_bytes(), "names.csv").expect("a sound table");
        let male: Vec<bool> = ["Ren", "Ao", "Kei", "", "Nobody"].map(|name| genders.only_male(name)).into();
        assert_eq!(male, [true, false, false, false, false]);
    }

    #[test]
    fn faults_name_row_and_column() {
        let told = |table: &str| match Genders::read(table.as_bytes(), "names.csv") {
            Err(KeepingError::Faulty { faults, .. }) => {
                faults.iter().map(ToString::to_string).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(
            told("romji,sex\nRen,male\nAo,9\n"),
            [
                "names.csv, row 2, column sex, `male`: it is no code; a number from 0 to 6 is wanted",
                "names.csv, row 3, column sex, `9`: it is no code; a number from 0 to 6 is wanted",
            ]
        );
        assert_eq!(told("name\nRen\n").len(), 2, "both columns are missing");
        assert_eq!(told("romji,sex\nRen\n").len(), 1);
    }
}
