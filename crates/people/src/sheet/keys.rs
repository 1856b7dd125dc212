//! Which key each row of a sheet has, where several share an id.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Stored;
use crate::{Person, PersonKey};

/// The rows with the keys that they have in the store. Some of an id that is among the `broken` ones may stand in rows
/// that cannot be read: their keys are nobody else's.
pub(super) fn settled(mut sheet: Vec<Person>, stored: &[Stored], broken: &BTreeSet<String>) -> Vec<Person> {
    let mut by_id: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
    for row in stored {
        by_id.entry(row.person.key.row_id()).or_default().push(&row.person);
    }
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, person) in sheet.iter().enumerate() {
        groups.entry(person.key.row_id().to_owned()).or_default().push(at);
    }
    for (row_id, places) in groups {
        let Some(known) = by_id.get(row_id.as_str()) else { continue };
        let is_broken = broken.contains(&row_id);
        if !is_broken
            && let ([place], [known]) = (&places[..], &known[..])
            && sheet[*place].key == known.key
        {
            continue;
        }
        let mut keys: Vec<Option<PersonKey>> = vec![None; places.len()];
        let mut free: Vec<&Person> = known.clone();
        let says_the_same = |a: &Person, b: &Person| a.content_hash() == b.content_hash();
        let has_its_name = |a: &Person, b: &Person| a.name == b.name;
        for alike in [says_the_same, has_its_name] {
            for (key, place) in keys.iter_mut().zip(&places).filter(|(key, _)| key.is_none()) {
                if let Some(at) = free.iter().position(|known| alike(known, &sheet[*place])) {
                    *key = Some(free.remove(at).key.clone());
                }
            }
        }
        let taken: HashSet<PersonKey> = keys.iter().flatten().cloned().collect();
        let is_kept = |key: &PersonKey| is_broken && free.iter().any(|known| known.key == *key);
        let mut next = (1..)
            .filter_map(|count| PersonKey::new(&row_id, count).ok())
            .filter(|key| !taken.contains(key) && !is_kept(key));
        for (key, place) in keys.into_iter().zip(places) {
            if let Some(key) = key.or_else(|| next.next()) {
                sheet[place].key = key;
            }
        }
    }
    sheet
}
