//! Giving numbers to rows that have none, in an order that does not depend on who asks or when.

use std::collections::{HashMap, HashSet};

use model::{Instant, UniqueId};
use serde::Serialize;
use store::{NewNumber, Store, StoreError};

use crate::{
    Entry, Keeping, KeepingError,
    forms::{Couple, Form},
    load,
    rules::Rules,
};

/// How often giving out starts again when another writer holds the store.
const ATTEMPTS: usize = 5;

/// What giving numbers did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identified {
    /// Of series.
    pub series: Numbered,
    /// Of characters.
    pub characters: Numbered,
}

impl Identified {
    /// Whether any number was given.
    pub fn is_change(&self) -> bool {
        self.series.new + self.characters.new > 0
    }
}

/// What giving numbers did to the rows of one form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Numbered {
    /// Rows that got a number.
    pub new: usize,
    /// Rows that had one.
    pub known: usize,
    /// Rows that get none because they are left out.
    pub excluded: usize,
    /// Rows that get none because their couple was merged into another's number.
    pub merged: usize,
    /// Characters without a series among those that wanted a number; they get theirs after all others.
    pub homeless: usize,
    /// The number that the next new row will get.
    pub next: i64,
}

/// Gives every row of the registry that has no number, and is neither left out nor merged into another,
/// the next one: series in the order of their sources and lists, then characters by their series' number
/// and their own place. All in one transaction; safe to repeat, and to run in many processes at once.
pub async fn identify(
    store: &Store,
    registry: &str,
    rules: &Rules,
    at: Instant,
) -> Result<Identified, KeepingError> {
    identify_rows(store, registry, &mut load(store, registry, rules).await?, at).await
}

/// The same for rows that were read before: they know their numbers afterwards, and stand in the order in
/// which reading them again would put them.
pub async fn identify_rows(
    store: &Store,
    registry: &str,
    keeping: &mut Keeping,
    at: Instant,
) -> Result<Identified, KeepingError> {
    let mut attempt = 1;
    let (identified, given) = loop {
        match give(store, registry, keeping, at).await {
            Err(KeepingError::Store(StoreError::Busy)) if attempt < ATTEMPTS => attempt += 1,
            other => break other?,
        }
    };
    lay(keeping, &given.series, &given.characters);
    Ok(identified)
}

/// Lays numbers onto the rows that have none, and puts all rows in the order of their numbers.
pub(super) fn lay(
    keeping: &mut Keeping,
    series: &HashMap<Couple, UniqueId>,
    characters: &HashMap<Couple, UniqueId>,
) {
    for (entries, numbers) in [(&mut keeping.series, series), (&mut keeping.characters, characters)] {
        for entry in entries.iter_mut().filter(|entry| entry.unique_id.is_none()) {
            entry.unique_id = numbers.get(&entry.row.couple).copied();
        }
        entries.sort_by_key(|entry| entry.unique_id.map_or(i64::MAX, UniqueId::get));
    }
}

/// Numbers that were given just now.
struct Given {
    series: HashMap<Couple, UniqueId>,
    characters: HashMap<Couple, UniqueId>,
}

async fn give(
    store: &Store,
    registry: &str,
    keeping: &Keeping,
    at: Instant,
) -> Result<(Identified, Given), KeepingError> {
    let wanting = Wanting::of(store, registry, keeping).await?;
    let tx = store.begin().await?;

    let rows = wanting.series_rows();
    let (numbers, new) = tx.assign_numbers(registry, Form::Series.word(), &rows, at).await?;
    let homes = wanting.homes(&numbers);
    let left = wanting.series_left;
    let series = Numbered { new, known: left.known + rows.len() - new, ..left };
    let given_series = by_couple(&rows, &numbers);

    let rows = wanting.character_rows(&homes);
    let (numbers, new) = tx.assign_numbers(registry, Form::Character.word(), &rows, at).await?;
    let homeless = rows.iter().filter(|row| row.parent.is_none()).count();
    let left = wanting.characters_left;
    let characters = Numbered { new, known: left.known + rows.len() - new, homeless, ..left };
    let given = Given { series: given_series, characters: by_couple(&rows, &numbers) };

    tx.assign_numbers(registry, Form::Character.word(), &wanting.found(&homes), at).await?;
    tx.commit().await?;

    let series_next = store.next_number(registry, Form::Series.word()).await?;
    let characters_next = store.next_number(registry, Form::Character.word()).await?;
    let identified = Identified {
        series: Numbered { next: series_next, ..series },
        characters: Numbered { next: characters_next, ..characters },
    };
    Ok((identified, given))
}

/// The numbers of rows, by couple.
pub(super) fn by_couple(rows: &[NewNumber], numbers: &[UniqueId]) -> HashMap<Couple, UniqueId> {
    let couple =
        |row: &NewNumber| Couple::new(row.couple.source_type.as_str(), row.couple.source_id.as_str());
    rows.iter().map(couple).zip(numbers.iter().copied()).collect()
}

/// The rows that want a number, in the order of their lists, and how many of the others there are.
pub(super) struct Wanting<'a> {
    keeping: &'a Keeping,
    series: Vec<&'a Entry>,
    series_left: Numbered,
    characters: Vec<&'a Entry>,
    characters_left: Numbered,
    /// Numbers of characters that were given without a series.
    homeless: HashSet<UniqueId>,
}

/// The number of each series by its couple.
pub(super) type Homes<'a> = HashMap<&'a Couple, UniqueId>;

impl<'a> Wanting<'a> {
    pub(super) async fn of(
        store: &Store,
        registry: &str,
        keeping: &'a Keeping,
    ) -> Result<Self, KeepingError> {
        let aliases = store.aliases(registry).await?;
        let merged = |form: Form| -> HashSet<Couple> {
            let of_form = aliases.iter().filter(|alias| alias.kind == form.word());
            of_form.map(|alias| Couple::new(alias.source_type.as_str(), alias.source_id.as_str())).collect()
        };
        let (series, series_left) = wanting(keeping, Form::Series, &merged(Form::Series));
        let (characters, characters_left) = wanting(keeping, Form::Character, &merged(Form::Character));
        let rows = store.registry_rows(registry, Form::Character.word()).await?;
        let homeless = rows.iter().filter(|row| row.parent.is_none()).map(|row| row.unique_id).collect();
        Ok(Self { keeping, series, series_left, characters, characters_left, homeless })
    }

    /// What new series ask for.
    pub(super) fn series_rows(&self) -> Vec<NewNumber> {
        self.series.iter().map(|entry| new_number(entry, None)).collect()
    }

    /// Every series' number, those of new ones as given in their order.
    pub(super) fn homes(&self, given: &[UniqueId]) -> Homes<'a> {
        let known =
            self.keeping.series.iter().filter_map(|entry| Some((&entry.row.couple, entry.unique_id?)));
        let new = self.series.iter().map(|entry| &entry.row.couple).zip(given.iter().copied());
        known.chain(new).collect()
    }

    /// What new characters ask for: by their series' number, and within a series in the order of their lists.
    pub(super) fn character_rows(&self, homes: &Homes<'_>) -> Vec<NewNumber> {
        let mut characters = self.characters.clone();
        // A stable sort, so that characters of one series keep the order of their lists.
        characters.sort_by_key(|entry| home(entry, homes).map_or(i64::MAX, UniqueId::get));
        characters.iter().map(|entry| new_number(entry, home(entry, homes))).collect()
    }

    /// Characters that had no series when they got their number, and have one now.
    pub(super) fn found(&self, homes: &Homes<'_>) -> Vec<NewNumber> {
        let homeless = |entry: &&Entry| entry.unique_id.is_some_and(|number| self.homeless.contains(&number));
        let rows = self.keeping.characters.iter().filter(homeless);
        rows.map(|entry| new_number(entry, home(entry, homes))).filter(|row| row.parent.is_some()).collect()
    }
}

fn home(entry: &Entry, homes: &Homes<'_>) -> Option<UniqueId> {
    entry.series.as_ref().and_then(|link| homes.get(&link.couple).copied())
}

/// The rows of one form that want a number.
fn wanting<'a>(keeping: &'a Keeping, form: Form, merged: &HashSet<Couple>) -> (Vec<&'a Entry>, Numbered) {
    let mut count = Numbered::default();
    let mut wanting = Vec::new();
    for entry in keeping.of(form) {
        if entry.unique_id.is_some() {
            count.known += 1;
        } else if merged.contains(&entry.row.couple) {
            count.merged += 1;
        } else if entry.excluded.is_some() {
            count.excluded += 1;
        } else {
            wanting.push(entry);
        }
    }
    (wanting, count)
}

fn new_number(entry: &Entry, parent: Option<UniqueId>) -> NewNumber {
    let couple = store::Couple {
        source_type: entry.row.couple.source_type.to_string(),
        source_id: entry.row.couple.source_id.to_string(),
        name: entry.row.get("name").unwrap_or_default().to_owned(),
    };
    NewNumber { couple, parent }
}
