//! All rows of a registry as they hold now: automatic values, hand values over them, numbers and series.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use model::UniqueId;
use store::{Collected, HandValue, Store};

use crate::{
    EXCLUDED, KeepingError, Said, SeriesLink,
    forms::{By, Couple, Form, Row},
    link::SeriesIndex,
    rules::{Rules, standardize},
};

/// One series or character of a registry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What holds now.
    pub row: Row,
    /// What sources and rules say; none for a row that only hands made.
    pub auto: Option<Row>,
    /// Its published number, once it has one.
    pub unique_id: Option<UniqueId>,
    /// Why it is left out, when a person decided so.
    pub excluded: Option<Arc<str>>,
    /// A character's series, once found.
    pub series: Option<SeriesLink>,
    /// Its place among what was collected: by source type, then as its source lists it. Rows that only
    /// hands made come last.
    pub place: usize,
    /// Whether its couple stands for the number of another row, so that it is none of its own.
    pub merged: bool,
}

/// All rows of a registry.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// Series: those with a number by number, then the others in the order of their lists.
    pub series: Vec<Entry>,
    /// Characters, in the same order.
    pub characters: Vec<Entry>,
}

impl Keeping {
    /// The rows of one form.
    pub fn of(&self, form: Form) -> &[Entry] {
        match form {
            Form::Series => &self.series,
            Form::Character => &self.characters,
        }
    }

    /// The rows of one form that are not left out, and not merged into others.
    pub fn kept(&self, form: Form) -> impl Iterator<Item = &Entry> {
        self.of(form).iter().filter(|entry| entry.excluded.is_none() && !entry.merged)
    }

    /// Finds each character's series; `merged` are couples that stand for the number of another series.
    pub fn find_series(&mut self, merged: HashMap<Couple, UniqueId>) {
        mark_merged(&mut self.series, &merged);
        let index = SeriesIndex::new(&self.series, merged);
        for entry in &mut self.characters {
            entry.series = index.of(entry);
        }
    }
}

/// Reads a registry's rows and makes them standard by `rules`. The same store gives the same rows.
pub async fn load(store: &Store, registry: &str, rules: &Rules) -> Result<Keeping, KeepingError> {
    let mut hands: BTreeMap<(Form, Couple), Vec<HandValue>> = BTreeMap::new();
    for value in store.hand_values(registry).await? {
        let form = Form::parse(&value.kind)
            .ok_or_else(|| KeepingError::Damaged(format!("a value by hand is about a `{}`", value.kind)))?;
        let couple = Couple::new(value.source_type.as_str(), value.source_id.as_str());
        hands.entry((form, couple)).or_default().push(value);
    }
    let series = entries(store, registry, Form::Series, rules, &mut hands).await?;
    let characters = entries(store, registry, Form::Character, rules, &mut hands).await?;
    let mut keeping = Keeping { series, characters };
    let merged_characters = merged(store, registry, Form::Character).await?;
    mark_merged(&mut keeping.characters, &merged_characters);
    keeping.find_series(merged_series(store, registry).await?);
    Ok(keeping)
}

/// Marks the rows whose couples stand for the number of another. A couple that has a number of its own
/// keeps it, whatever it was merged into later.
fn mark_merged(entries: &mut [Entry], merged: &HashMap<Couple, UniqueId>) {
    for entry in entries {
        entry.merged = entry.unique_id.is_none() && merged.contains_key(&entry.row.couple);
    }
}

/// The couples that stand for the number of another series.
pub async fn merged_series(store: &Store, registry: &str) -> Result<HashMap<Couple, UniqueId>, KeepingError> {
    merged(store, registry, Form::Series).await
}

/// The couples that stand for the number of another row of their form.
async fn merged(
    store: &Store,
    registry: &str,
    form: Form,
) -> Result<HashMap<Couple, UniqueId>, KeepingError> {
    let aliases = store.aliases(registry).await?.into_iter().filter(|alias| alias.kind == form.word());
    Ok(aliases.map(|alias| (Couple::new(alias.source_type, alias.source_id), alias.unique_id)).collect())
}

/// Reads one row, without its number and series; none when nothing is known of the couple.
pub async fn load_one(
    store: &Store,
    registry: &str,
    form: Form,
    couple: &Couple,
    rules: &Rules,
) -> Result<Option<Entry>, KeepingError> {
    let (source_type, source_id) = (&couple.source_type, &couple.source_id);
    let hands = store.hand_values_of(registry, form.word(), source_type, source_id).await?;
    let auto = match store.collected_one(form.word(), source_type, source_id).await? {
        Some(collected) => Some(automatic(&collected, form, couple, rules)?),
        None if hands.is_empty() => return Ok(None),
        None => None,
    };
    entry(form, couple, auto, &hands, None).map(Some)
}

/// The standard row of what was collected.
fn automatic(collected: &Collected, form: Form, couple: &Couple, rules: &Rules) -> Result<Row, KeepingError> {
    let said: Said = serde_json::from_str(&collected.body)
        .map_err(|error| KeepingError::Damaged(format!("what was collected of {couple}: {error}")))?;
    let said = said.fetched(collected.at);
    Ok(standardize(&said, form, couple.clone(), &collected.parent.1, rules))
}

/// The rows of one form: the collected ones, and those that only hands made.
async fn entries(
    store: &Store,
    registry: &str,
    form: Form,
    rules: &Rules,
    hands: &mut BTreeMap<(Form, Couple), Vec<HandValue>>,
) -> Result<Vec<Entry>, KeepingError> {
    let mut numbers: HashMap<Couple, UniqueId> = HashMap::new();
    for row in store.registry_rows(registry, form.word()).await? {
        let couple = Couple::new(row.couple.source_type, row.couple.source_id);
        numbers.insert(couple, row.unique_id);
    }
    let mut entries = Vec::new();
    for collected in store.collected(form.word(), None).await? {
        let couple = Couple::new(collected.source_type.as_str(), collected.source_id.as_str());
        let auto = automatic(&collected, form, &couple, rules)?;
        let values = hands.remove(&(form, couple.clone())).unwrap_or_default();
        let mut entry = entry(form, &couple, Some(auto), &values, numbers.get(&couple).copied())?;
        entry.place = entries.len();
        entries.push(entry);
    }
    let only_by_hand: Vec<Couple> =
        hands.keys().filter(|(of, _)| *of == form).map(|(_, couple)| couple.clone()).collect();
    for couple in only_by_hand {
        let values = hands.remove(&(form, couple.clone())).unwrap_or_default();
        entries.push(entry(form, &couple, None, &values, numbers.get(&couple).copied())?);
    }
    // A stable sort, so that rows without a number keep the order of their lists.
    entries.sort_by_key(|entry| entry.unique_id.map_or(i64::MAX, UniqueId::get));
    Ok(entries)
}

/// Lays the values by hand over the automatic row.
fn entry(
    form: Form,
    couple: &Couple,
    auto: Option<Row>,
    values: &[HandValue],
    unique_id: Option<UniqueId>,
) -> Result<Entry, KeepingError> {
    let mut row = auto.clone().unwrap_or_else(|| Row::new(form, couple.clone()));
    let mut excluded = None;
    for value in values {
        let text: Option<String> = serde_json::from_str(&value.value).map_err(|error| {
            KeepingError::Damaged(format!("{} of {couple} by hand: {error}", value.field))
        })?;
        if value.field == EXCLUDED {
            excluded = text.map(Into::into);
        } else if form.position(&value.field).is_some() {
            row.set(&value.field, text, By::Hand(value.author.as_str().into()));
        }
    }
    Ok(Entry { row, auto, unique_id, excluded, series: None, place: usize::MAX, merged: false })
}
