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
    for (entries, numbers) in
        [(&mut keeping.series, &given.series), (&mut keeping.characters, &given.characters)]
    {
        for entry in entries.iter_mut().filter(|entry| entry.unique_id.is_none()) {
            entry.unique_id = numbers.get(&entry.row.couple).copied();
        }
        entries.sort_by_key(|entry| entry.unique_id.map_or(i64::MAX, UniqueId::get));
    }
    Ok(identified)
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
    let aliases = store.aliases(registry).await?;
    let merged = |form: Form| -> HashSet<Couple> {
        let of_form = aliases.iter().filter(|alias| alias.kind == form.word());
        of_form.map(|alias| Couple::new(alias.source_type.as_str(), alias.source_id.as_str())).collect()
    };
    let (series, series_left) = wanting(keeping, Form::Series, &merged(Form::Series));
    let (mut characters, characters_left) = wanting(keeping, Form::Character, &merged(Form::Character));
    let homeless: HashSet<UniqueId> = store
        .registry_rows(registry, Form::Character.word())
        .await?
        .iter()
        .filter(|row| row.parent.is_none())
        .map(|row| row.unique_id)
        .collect();
    let tx = store.begin().await?;

    let rows: Vec<NewNumber> = series.iter().map(|entry| new_number(entry, None)).collect();
    let (given, new) = tx.assign_numbers(registry, Form::Series.word(), &rows, at).await?;
    let mut numbers: HashMap<&Couple, UniqueId> = keeping
        .series
        .iter()
        .filter_map(|entry| entry.unique_id.map(|number| (&entry.row.couple, number)))
        .collect();
    let couples = |entries: &[&Entry], given: &[UniqueId]| -> HashMap<Couple, UniqueId> {
        entries.iter().map(|entry| entry.row.couple.clone()).zip(given.iter().copied()).collect()
    };
    let given_series = couples(&series, &given);
    numbers.extend(series.iter().map(|entry| &entry.row.couple).zip(given));
    let series = Numbered { new, known: series_left.known + rows.len() - new, ..series_left };

    let home = |entry: &Entry| entry.series.as_ref().and_then(|link| numbers.get(&link.couple).copied());
    // A stable sort, so that characters of one series keep the order of their lists.
    characters.sort_by_key(|entry| home(entry).map_or(i64::MAX, UniqueId::get));
    let rows: Vec<NewNumber> = characters.iter().map(|entry| new_number(entry, home(entry))).collect();
    let without_series = rows.iter().filter(|row| row.parent.is_none()).count();
    let (given, new) = tx.assign_numbers(registry, Form::Character.word(), &rows, at).await?;
    let given = Given { series: given_series, characters: couples(&characters, &given) };
    let known = characters_left.known + rows.len() - new;
    // Those that had no series when they got their number, and have one now.
    let found: Vec<NewNumber> = keeping
        .characters
        .iter()
        .filter(|entry| entry.unique_id.is_some_and(|number| homeless.contains(&number)))
        .map(|entry| new_number(entry, home(entry)))
        .filter(|row| row.parent.is_some())
        .collect();
    tx.assign_numbers(registry, Form::Character.word(), &found, at).await?;
    let characters = Numbered { new, known, homeless: without_series, ..characters_left };
    tx.commit().await?;

    let series_next = store.next_number(registry, Form::Series.word()).await?;
    let characters_next = store.next_number(registry, Form::Character.word()).await?;
    let identified = Identified {
        series: Numbered { next: series_next, ..series },
        characters: Numbered { next: characters_next, ..characters },
    };
    Ok((identified, given))
}

/// The rows that want a number, in the order of their lists, and how many of the others there are.
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
