//! Whose a record is.

use std::collections::HashMap;

use super::{Layout, column, meaning};
use crate::PersonKey;

/// Somebody who is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Their key.
    pub key: PersonKey,
    /// Name, address and type.
    pub says: [String; 3],
}

impl Known {
    /// What a row of the store says; none where its key is none.
    pub fn of(row: &store::PersonRow) -> Option<Self> {
        let says = [Some(row.name.clone()), row.email.clone(), row.personality_type.clone()];
        Some(Self { key: row.key.parse().ok()?, says: says.map(Option::unwrap_or_default) })
    }
}

/// Where a record belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It is this person's.
    Of(PersonKey),
    /// It says of the same person what a fuller record says, given by its index.
    CopyOf(usize),
    /// Nobody can be told.
    Nowhere(&'static str),
}

/// Places records of 21 cells, each by itself.
///
/// A record with an id is its row's; several that share it are copies of one another when name and address agree, and
/// the second, third, … occurrence of the id when they do not. A record without an id is whoever says the same, if that
/// is exactly one person. Of copies the fullest one counts, and of equally full ones the last.
pub fn place(layout: Layout, records: &[Vec<String>], known: &[Known]) -> Vec<Place> {
    let cell = |record: &Vec<String>, name: &str| {
        column(name)
            .and_then(|at| record.get(at))
            .and_then(|text| meaning(text))
            .unwrap_or_default()
            .to_owned()
    };
    let says = |record: &Vec<String>| [cell(record, "name"), cell(record, "email"), cell(record, "type")];
    let mut places = Vec::with_capacity(records.len());
    let mut by_words: HashMap<&[String; 3], Vec<&Known>> = HashMap::new();
    for person in known {
        by_words.entry(&person.says).or_default().push(person);
    }
    // Name and address of each occurrence of an id, with its key.
    let mut occurrences: HashMap<String, Vec<([String; 2], PersonKey)>> = HashMap::new();
    for person in known {
        let [name, email, _] = &person.says;
        let list = occurrences.entry(person.key.row_id().to_owned()).or_default();
        list.push(([name.clone(), email.clone()], person.key.clone()));
    }
    for record in records {
        let words = says(record);
        if words[0].is_empty() {
            places.push(Place::Nowhere("it has no name"));
            continue;
        }
        if layout == Layout::Seven {
            places.push(match by_words.get(&words).map(Vec::as_slice) {
                Some([one]) => Place::Of(one.key.clone()),
                Some(_) => Place::Nowhere("several people say the same, and it has no id"),
                None => Place::Nowhere("nobody says the same, and it has no id; import the sheet first"),
            });
            continue;
        }
        let row_id = cell(record, "row_id").trim().to_owned();
        if row_id.is_empty() {
            places.push(Place::Nowhere("it has no id"));
            continue;
        }
        let list = occurrences.entry(row_id.clone()).or_default();
        let [name, email, _] = words;
        let who = [name, email];
        if let Some((_, key)) = list.iter().find(|(known, _)| *known == who) {
            places.push(Place::Of(key.clone()));
            continue;
        }
        let same_name: Vec<_> = list.iter().filter(|(known, _)| known[0] == who[0]).collect();
        if let [(_, key)] = same_name.as_slice() {
            places.push(Place::Of(key.clone()));
            continue;
        }
        let next = (1..).find_map(|count| {
            let key = PersonKey::new(&row_id, count);
            (key.is_err() || list.iter().all(|(_, taken)| Ok(taken) != key.as_ref())).then_some(key)
        });
        places.push(match next {
            Some(Ok(key)) => {
                list.push((who, key.clone()));
                Place::Of(key)
            }
            _ => Place::Nowhere("its id cannot be one"),
        });
    }
    only_the_fullest(records, places)
}

fn only_the_fullest(records: &[Vec<String>], mut places: Vec<Place>) -> Vec<Place> {
    let full = |at: usize| records[at].iter().filter(|cell| meaning(cell).is_some()).count();
    let mut best: HashMap<PersonKey, usize> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        let Place::Of(key) = place else { continue };
        match best.get(key) {
            Some(known) if full(*known) > full(at) => {}
            _ => {
                best.insert(key.clone(), at);
            }
        }
    }
    for (at, place) in places.iter_mut().enumerate() {
        if let Place::Of(key) = place
            && best[key] != at
        {
            *place = Place::CopyOf(best[key]);
        }
    }
    places
}
