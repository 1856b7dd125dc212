//! What a keeper should look at among the numbers of a registry.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::UniqueId;
use serde::Serialize;
use store::{Alias, FiledNumber, RegistryRow, Store};

use crate::{Keeping, KeepingError, forms::Form};

/// Source types whose characters have ids of one space at their provider: equal ids are one character.
const SHARED: [(&str, &str); 1] = [("mal", "mal_manga")];

/// A registry in figures, and what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumbersReport {
    /// The registry.
    pub registry: String,
    /// Its series.
    pub series: KindReport,
    /// Its characters.
    pub characters: KindReport,
    /// Characters whose series is no series of the registry.
    pub orphans: Vec<Orphan>,
    /// Couples that were merged into a number that nothing has.
    pub lost_aliases: Vec<LostAlias>,
    /// Characters that are one at their provider, under couples of their own: a relation, no fault.
    pub same_characters: Vec<SameCharacter>,
}

impl NumbersReport {
    /// How many findings are faults.
    pub fn faults(&self) -> usize {
        let of = |kind: &KindReport| kind.gaps.len() + kind.duplicates.len();
        of(&self.series) + of(&self.characters) + self.orphans.len() + self.lost_aliases.len()
    }
}

/// The numbers of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindReport {
    /// Couples with a number.
    pub count: usize,
    /// Couples merged into the number of another.
    pub merged: usize,
    /// The number that the next new couple will get.
    pub next: i64,
    /// Numbers below it that stand for nothing.
    pub gaps: Vec<Gap>,
    /// Numbers that stand for several couples.
    pub duplicates: Vec<Duplicate>,
}

/// A run of numbers that stand for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The first.
    pub first: i64,
    /// The last.
    pub last: i64,
}

/// A number that stands for several couples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duplicate {
    /// The number.
    pub unique_id: UniqueId,
    /// The couples.
    pub couples: Vec<String>,
}

/// A character whose series is no series of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Orphan {
    /// The character's number.
    pub unique_id: UniqueId,
    /// Its couple.
    pub couple: String,
    /// Its name.
    pub name: String,
    /// The series that it names; none where it names none.
    pub series: Option<UniqueId>,
}

/// A couple that was merged into a number that nothing has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostAlias {
    /// `series` or `character`.
    pub kind: String,
    /// The couple.
    pub couple: String,
    /// The number.
    pub unique_id: UniqueId,
}

/// Two couples of one character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SameCharacter {
    /// The character's id at the provider, which is the evidence.
    pub source_id: String,
    /// Both couples, with number and name; a number is none where the row is left out or new.
    pub couples: [(String, Option<UniqueId>, String); 2],
}

/// Looks at a registry's numbers.
pub async fn check(store: &Store, registry: &str, keeping: &Keeping) -> Result<NumbersReport, KeepingError> {
    let read = async |form: Form| -> Result<Vec<Listed>, KeepingError> {
        Ok(store.registry_rows(registry, form.word()).await?.iter().map(Listed::of).collect())
    };
    let (series, characters) = (read(Form::Series).await?, read(Form::Character).await?);
    let next = [
        store.next_number(registry, Form::Series.word()).await?,
        store.next_number(registry, Form::Character.word()).await?,
    ];
    let aliases = store.aliases(registry).await?;
    Ok(report(registry, &series, &characters, next, &aliases, same_characters(keeping)))
}

/// The source type whose character ids are those of this one.
pub(super) fn shared_with(source_type: &str) -> Option<&'static str> {
    SHARED.iter().find_map(|(one, other)| match source_type {
        _ if *one == source_type => Some(*other),
        _ if *other == source_type => Some(*one),
        _ => None,
    })
}

/// Characters that stand under two couples and are one at their provider, by its id.
pub fn same_characters(keeping: &Keeping) -> Vec<SameCharacter> {
    let mut found = Vec::new();
    for (one, other) in SHARED {
        let of = |source_type: &str| -> BTreeMap<&str, _> {
            let of_type = keeping.characters.iter().filter(|e| &*e.row.couple.source_type == source_type);
            of_type.map(|entry| (&*entry.row.couple.source_id, entry)).collect()
        };
        let others = of(other);
        for (id, first) in of(one) {
            let Some(second) = others.get(id) else { continue };
            let told = |entry: &crate::Entry| {
                let name = entry.row.get("name").unwrap_or_default().to_owned();
                (entry.row.couple.to_string(), entry.unique_id, name)
            };
            found.push(SameCharacter { source_id: id.to_owned(), couples: [told(first), told(second)] });
        }
    }
    found
}

/// What a check needs of a row.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    unique_id: UniqueId,
    couple: (String, String),
    name: String,
    parent: Option<UniqueId>,
}

impl Listed {
    pub fn of(row: &RegistryRow) -> Self {
        let couple = (row.couple.source_type.clone(), row.couple.source_id.clone());
        Self { unique_id: row.unique_id, couple, name: row.couple.name.clone(), parent: row.parent }
    }

    pub fn of_filed(row: &FiledNumber) -> Self {
        let couple = (row.couple.source_type.clone(), row.couple.source_id.clone());
        Self { unique_id: row.unique_id, couple, name: row.couple.name.clone(), parent: row.parent }
    }

    pub fn key(&self) -> (String, String) {
        self.couple.clone()
    }

    fn written(&self) -> String {
        format!("{}:{}", self.couple.0, self.couple.1)
    }
}

/// The report over both lists.
pub(super) fn report(
    registry: &str,
    series: &[Listed],
    characters: &[Listed],
    next: [i64; 2],
    aliases: &[Alias],
    same_characters: Vec<SameCharacter>,
) -> NumbersReport {
    let numbers = |rows: &[Listed]| -> HashSet<UniqueId> { rows.iter().map(|row| row.unique_id).collect() };
    let (known_series, known_characters) = (numbers(series), numbers(characters));
    let orphans = characters
        .iter()
        .filter(|row| row.parent.is_none_or(|parent| !known_series.contains(&parent)))
        .map(|row| Orphan {
            unique_id: row.unique_id,
            couple: row.written(),
            name: row.name.clone(),
            series: row.parent,
        })
        .collect();
    let lost = |alias: &&Alias| {
        let known = if alias.kind == Form::Series.word() { &known_series } else { &known_characters };
        !known.contains(&alias.unique_id)
    };
    let lost_aliases = aliases
        .iter()
        .filter(lost)
        .map(|alias| LostAlias {
            kind: alias.kind.clone(),
            couple: format!("{}:{}", alias.source_type, alias.source_id),
            unique_id: alias.unique_id,
        })
        .collect();
    let merged = |form: Form| aliases.iter().filter(|alias| alias.kind == form.word()).count();
    NumbersReport {
        registry: registry.to_owned(),
        series: kind_report(series, next[0], merged(Form::Series)),
        characters: kind_report(characters, next[1], merged(Form::Character)),
        orphans,
        lost_aliases,
        same_characters,
    }
}

fn kind_report(rows: &[Listed], next: i64, merged: usize) -> KindReport {
    let mut couples: BTreeMap<UniqueId, Vec<&Listed>> = BTreeMap::new();
    let mut seen: HashMap<&(String, String), UniqueId> = HashMap::new();
    for row in rows {
        // A row that says the same twice stands for one couple.
        if seen.insert(&row.couple, row.unique_id) != Some(row.unique_id) {
            couples.entry(row.unique_id).or_default().push(row);
        }
    }
    let next = next.max(couples.keys().next_back().map_or(1, |top| top.get() + 1));
    let mut gaps = Vec::new();
    let mut expected = 1;
    for number in couples.keys().map(|number| number.get()).chain([next]) {
        if number > expected {
            gaps.push(Gap { first: expected, last: number - 1 });
        }
        expected = number + 1;
    }
    let duplicates = couples
        .iter()
        .filter(|(_, rows)| rows.len() > 1)
        .map(|(number, rows)| Duplicate {
            unique_id: *number,
            couples: rows.iter().map(|row| row.written()).collect(),
        })
        .collect();
    KindReport { count: seen.len(), merged, next, gaps, duplicates }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(number: i64, id: &str, parent: i64) -> Listed {
        Listed {
            unique_id: UniqueId::new(number).expect("from 1"),
            couple: ("mal".to_owned(), id.to_owned()),
            name: id.to_uppercase(),
            parent: UniqueId::new(parent),
        }
    }

    #[test]
    fn gaps_duplicates_and_orphans_are_found() {
        let series = vec![listed(1, "a", 0), listed(4, "b", 0), listed(4, "c", 0)];
        let characters = vec![listed(1, "x", 4), listed(2, "y", 9), listed(3, "z", 0)];
        let report = report("main", &series, &characters, [8, 4], &[], Vec::new());
        assert_eq!(report.series.gaps, [Gap { first: 2, last: 3 }, Gap { first: 5, last: 7 }]);
        assert_eq!(report.series.duplicates[0].couples, ["mal:b", "mal:c"]);
        let orphans: Vec<&str> = report.orphans.iter().map(|orphan| orphan.couple.as_str()).collect();
        assert_eq!(orphans, ["mal:y", "mal:z"]);
        assert_eq!((report.characters.count, report.characters.next, report.faults()), (3, 4, 5));
    }
}
