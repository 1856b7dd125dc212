//! What a sheet says now beside what is stored.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::keys::settled;
use crate::{Person, PersonKey};

/// What is stored of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What the row said.
    pub person: Person,
    /// Whether it is gone from the sheet.
    pub gone: bool,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was not there.
    New,
    /// Its cells say something else.
    Edited,
    /// It was gone, and is there again.
    Back,
    /// Only its place is another.
    Moved,
}

/// What is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Everybody to be saved, and why; the keys are settled.
    pub saved: Vec<(Person, Change, Vec<&'static str>)>,
    /// Who is not in the sheet any more.
    pub gone: Vec<PersonKey>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// How many were there before, those gone not counted.
    pub before: usize,
}

impl Difference {
    /// How many changed in this way.
    pub fn count(&self, change: Change) -> usize {
        self.saved.iter().filter(|(_, why, _)| *why == change).count()
    }

    /// Whether half of those who were there are gone, or more: then somebody should look before it is written.
    pub fn lost_half(&self) -> bool {
        self.before > 0 && self.gone.len() * 2 >= self.before
    }
}

/// Compares what a sheet says with what is stored.
///
/// Rows that share an id keep their keys as long as they can be told apart: the one that says the same as before, then
/// the one with the same name, then the others from the top.
///
/// Whose id is among the `broken` ones may stand in a row that cannot be read: nobody of that id is gone, and who is new
/// takes no key of theirs.
pub fn compare(sheet: Vec<Person>, stored: &[Stored], broken: &BTreeSet<String>) -> Difference {
    let known: HashMap<&PersonKey, &Stored> = stored.iter().map(|row| (&row.person.key, row)).collect();
    let mut difference =
        Difference { before: stored.iter().filter(|row| !row.gone).count(), ..Difference::default() };
    let mut seen = HashSet::new();
    for person in settled(sheet, stored, broken) {
        seen.insert(person.key.clone());
        let Some(before) = known.get(&person.key) else {
            difference.saved.push((person, Change::New, Vec::new()));
            continue;
        };
        let fields = edited(&before.person, &person);
        let change = if before.gone {
            Change::Back
        } else if !fields.is_empty() {
            Change::Edited
        } else if before.person.row_index != person.row_index {
            Change::Moved
        } else {
            difference.unchanged += 1;
            continue;
        };
        difference.saved.push((person, change, fields));
    }
    let gone = stored.iter().filter(|row| !row.gone).map(|row| &row.person.key);
    let gone = gone.filter(|key| !seen.contains(*key) && !broken.contains(key.row_id()));
    difference.gone = gone.cloned().collect();
    difference
}

/// Which fields of a row changed.
fn edited(before: &Person, now: &Person) -> Vec<&'static str> {
    let fields = [
        ("name", before.name != now.name),
        ("email", before.email != now.email),
        ("type", before.personality_type != now.personality_type),
        ("link", before.link != now.link),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
}
