//! What both of two works have, and what only one of them has.

use std::collections::BTreeMap;

use model::Credit;
use serde::Serialize;

/// Names that two works have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// Those of both, as the first writes them and in its order.
    pub both: Vec<String>,
    /// Those of the first alone.
    pub only_a: Vec<String>,
    /// Those of the second alone.
    pub only_b: Vec<String>,
}

/// People behind two works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SharedStaff {
    /// Those who worked on both.
    pub both: Vec<Named>,
    /// How many worked on the first alone.
    pub only_a: usize,
    /// How many worked on the second alone.
    pub only_b: usize,
}

/// Somebody who worked on both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name as the first writes it.
    pub name: String,
    /// What they did for the first.
    pub roles_a: Vec<String>,
    /// What they did for the second.
    pub roles_b: Vec<String>,
}

impl Overlap {
    /// Compares two lists of names, whatever their case.
    pub fn of(a: &[String], b: &[String]) -> Self {
        let in_b = |name: &String| b.iter().any(|other| key(other) == key(name));
        let in_a = |name: &String| a.iter().any(|other| key(other) == key(name));
        Self {
            both: a.iter().filter(|name| in_b(name)).cloned().collect(),
            only_a: a.iter().filter(|name| !in_b(name)).cloned().collect(),
            only_b: b.iter().filter(|name| !in_a(name)).cloned().collect(),
        }
    }

    /// How many names there are, counted once.
    pub fn len(&self) -> usize {
        self.both.len() + self.only_a.len() + self.only_b.len()
    }

    /// Whether neither has any.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl SharedStaff {
    /// Compares by the person's id where both sources give one, else by the name.
    pub fn of(a: &[Credit], b: &[Credit]) -> Self {
        let (a, b) = (people(a), people(b));
        let same = |one: &Person, other: &Person| {
            one.ids.iter().any(|id| other.ids.contains(id)) || one.name == other.name
        };
        let both: Vec<Named> = a
            .values()
            .filter_map(|one| {
                let other = b.values().find(|other| same(one, other))?;
                Some(Named {
                    name: one.shown.clone(),
                    roles_a: one.roles.clone(),
                    roles_b: other.roles.clone(),
                })
            })
            .collect();
        let alone = |mine: &BTreeMap<String, Person>, others: &BTreeMap<String, Person>| {
            mine.values().filter(|one| !others.values().any(|other| same(one, other))).count()
        };
        Self { only_a: alone(&a, &b), only_b: alone(&b, &a), both }
    }
}

/// A person as the credits of one work show them, several credits taken together.
struct Person {
    name: String,
    shown: String,
    ids: Vec<String>,
    roles: Vec<String>,
}

fn people(credits: &[Credit]) -> BTreeMap<String, Person> {
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for credit in credits {
        let name = key(&credit.name);
        let person = people.entry(name.clone()).or_insert_with(|| Person {
            name,
            shown: credit.name.clone(),
            ids: Vec::new(),
            roles: Vec::new(),
        });
        person.ids.extend(credit.external_id.iter().map(ToString::to_string));
        for role in &credit.roles {
            if !person.roles.contains(role) {
                person.roles.push(role.clone());
            }
        }
    }
    people
}

/// A name without case and without the comma and order by which sources differ: "Ishida, Ann" is "Ann Ishida".
fn key(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    match lower.split_once(", ") {
        Some((last, first)) if !first.contains(',') => format!("{first} {last}"),
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn credit(name: &str, id: Option<&str>, role: &str) -> Credit {
        Credit {
            name: name.to_owned(),
            external_id: id.map(|id| id.parse().expect("an id")),
            roles: vec![role.to_owned()],
        }
    }

    #[test]
    fn names_are_parted_whatever_their_case() {
        let overlap = Overlap::of(&names(&["drama", "Trains"]), &names(&["trains", "war"]));
        assert_eq!(overlap.both, ["Trains"]);
        assert_eq!((overlap.only_a, overlap.only_b), (names(&["drama"]), names(&["war"])));
    }

    #[test]
    fn people_are_one_by_their_id_or_their_name() {
        let a = [
            credit("Ishida, Ann", None, "Director"),
            credit("Ann Ishida", None, "Storyboard"),
            credit("B. Kurz", Some("mal_person:7"), "Music"),
            credit("Somebody", None, "Editing"),
        ];
        let b = [credit("Ann Ishida", None, "Script"), credit("Bernd Kurz", Some("mal_person:7"), "Music")];
        let staff = SharedStaff::of(&a, &b);
        let both: Vec<&str> = staff.both.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(both, ["Ishida, Ann", "B. Kurz"]);
        assert_eq!(staff.both[0].roles_a, ["Director", "Storyboard"]);
        assert_eq!((staff.only_a, staff.only_b), (1, 0));
    }
}
