//! Lines of the file that are somebody's besides their own: copies of it, and lines set aside that only they can have
//! written.

use std::collections::HashMap;

use store::{CsvRow, PersonRow, WriteTx};

use super::update;
use crate::{
    PersonKey,
    desk::PeopleError,
    layouts::{column, meaning},
};

/// Lines of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// Lines that are provably theirs, besides the one under their key.
    pub theirs: Vec<u64>,
    /// Lines set aside that say what they say, and what somebody else says too.
    pub unproven: Vec<u64>,
}

/// Name and address.
type Words = [String; 2];

/// The lines of people who are erased together, for each of them. A line that was set aside is theirs when its address
/// is, or when its name is and one of the two addresses is missing, and nobody who stays could have written it by the
/// same rule. The file and everybody else are read once.
pub async fn copies(
    tx: &WriteTx,
    keys: &[PersonKey],
    people: &[Option<PersonRow>],
) -> Result<Vec<Copies>, PeopleError> {
    let mut found = vec![Copies::default(); keys.len()];
    let rows = tx.csv_rows().await?;
    if rows.is_empty() {
        return Ok(found);
    }
    let places: HashMap<&str, usize> = keys.iter().map(PersonKey::as_str).zip(0..).collect();
    let owner = |row: &CsvRow| places.get(row.person.as_deref()?).copied();
    let own: HashMap<u64, usize> = rows.iter().filter_map(|row| Some((row.line, owner(row)?))).collect();
    let (mut theirs, mut others) = (Said::default(), Said::default());
    for (at, person) in people.iter().enumerate() {
        if let Some(person) = person {
            theirs.add(&of_person(person), at);
        }
    }
    for other in tx.all_people().await?.iter().filter(|other| !places.contains_key(other.key.as_str())) {
        others.add(&of_person(other), 0);
    }
    for row in &rows {
        if let Some(at) = owner(row) {
            theirs.add(&words(row)?, at);
        } else if let Some(at) = copied(row).and_then(|line| own.get(&line).copied()) {
            found[at].theirs.push(row.line);
            theirs.add(&words(row)?, at);
        } else if row.person.is_some() {
            others.add(&words(row)?, 0);
        }
    }
    for row in rows.iter().filter(|row| row.person.is_none() && copied(row).is_none()) {
        let words = words(row)?;
        let Some(at) = theirs.whose(&words) else { continue };
        let is_anothers = others.whose(&words).is_some();
        let lines = if is_anothers { &mut found[at].unproven } else { &mut found[at].theirs };
        lines.push(row.line);
    }
    Ok(found)
}

/// Why the copy of a line is under nobody's key.
pub(super) fn reason(line: u64) -> String {
    format!("{COPY_OF}{line}")
}

/// The line that a row is a copy of.
pub(super) fn copied(row: &CsvRow) -> Option<u64> {
    row.reason.as_deref()?.strip_prefix(COPY_OF)?.parse().ok()
}

const COPY_OF: &str = "a copy of line ";

fn of_person(person: &PersonRow) -> Words {
    [person.name.clone(), person.email.clone().unwrap_or_default()]
}

fn words(row: &CsvRow) -> Result<Words, PeopleError> {
    let cells = update::cells(row)?;
    let cell = |name| column(name).and_then(|at| meaning(&cells[at])).unwrap_or_default().to_owned();
    Ok([cell("name"), cell("email")])
}

/// What people say of themselves, each with a number of whoever said it first.
#[derive(Debug, Default)]
struct Said {
    addresses: HashMap<String, usize>,
    names: HashMap<String, usize>,
    /// The names of those who give no address.
    names_alone: HashMap<String, usize>,
}

impl Said {
    fn add(&mut self, words: &Words, at: usize) {
        let [name, address] = folded(words);
        if address.is_empty() {
            self.names_alone.entry(name.clone()).or_insert(at);
        } else {
            self.addresses.entry(address).or_insert(at);
        }
        self.names.entry(name).or_insert(at);
    }

    /// Who can have written these words.
    fn whose(&self, words: &Words) -> Option<usize> {
        let [name, address] = folded(words);
        if let Some(at) = self.addresses.get(&address) {
            return Some(*at);
        }
        let names = if address.is_empty() { &self.names } else { &self.names_alone };
        // Two who both have no name are not one for that.
        names.get(&name).filter(|_| !name.is_empty()).copied()
    }
}

fn folded(words: &Words) -> Words {
    words.each_ref().map(|word| word.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_who_can_have_written_a_line() {
        let words = |name: &str, email: &str| [name.to_owned(), email.to_owned()];
        let mut said = Said::default();
        said.add(&words("Ada Lantern", "ada@example.org"), 0);
        said.add(&words("Ben Depot", ""), 1);
        said.add(&words("", ""), 2);
        let whose = |name, email| said.whose(&words(name, email));
        assert_eq!(whose("A. Lantern", "Ada@Example.org "), Some(0), "the address is hers");
        assert_eq!(whose("ada lantern", ""), Some(0), "nothing says that it is somebody else");
        assert_eq!(whose("Ada Lantern", "other@example.org"), None, "another Ada");
        assert_eq!(whose("BEN DEPOT", "ben@example.org"), Some(1), "he gave no address before");
        assert_eq!((whose("", ""), whose("", "x@example.org")), (None, None));
    }

    #[test]
    fn a_copy_says_whose() {
        let row = |reason: &str| CsvRow {
            line: 4,
            person: None,
            cells: String::new(),
            reason: Some(reason.to_owned()),
        };
        assert_eq!(copied(&row(&reason(17))), Some(17));
        assert_eq!(copied(&row("it has no name")), None);
    }
}
