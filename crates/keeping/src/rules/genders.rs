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
        let table = sheets::csv::read(bytes).map_err(|error| KeepingError::sheet(file, error))?;
        let place = |name: &str| table.header.iter().position(|column| column.trim() == name);
        let (Some(name_at), Some(sex_at)) = (place("romji"), place("sex")) else {
            let fix = "its first row has to name the columns, `romji` and `sex` among them";
            let fault = sheets::Fault::row(1, "a column is missing", fix);
            return Err(KeepingError::of_faults(vec![Fault::of_sheet(file, fault)]));
        };
        let mut names: HashMap<Box<str>, bool> = HashMap::new();
        let mut faults = Vec::new();
        for row in &table.rows {
            let cell = |at| row.get(at).unwrap_or_default().trim();
            let male = match cell(sex_at) {
                "" | "nan" => false,
                text => match super::whole(text).and_then(|code| u8::try_from(code).ok()) {
                    Some(code) if code <= MOST => MALE.contains(&code),
                    _ => {
                        let fix = "a number from 0 to 6 is wanted";
                        let fault = sheets::Fault::row(row.number, "it is no code", fix).at("sex", text);
                        faults.push(Fault::of_sheet(file, fault));
                        continue;
                    }
                },
            };
            if !cell(name_at).is_empty() {
                names.entry(cell(name_at).into()).and_modify(|all| *all &= male).or_insert(male);
            }
        }
        if faults.is_empty() { Ok(Self(names)) } else { Err(KeepingError::of_faults(faults)) }
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
        assert_eq!(told("name,sex\nRen,1\n").len(), 1, "a column is missing");
        assert_eq!(told("romji,sex\nRen\n").len(), 1);
    }
}
