//! Studios, producers and licensors: one company, one entry, in the part that those say who know parts.

use std::collections::{BTreeMap, BTreeSet};

use model::{Field, Record};

use crate::{
    pick,
    rules::{How, organizations},
    voices::Voices,
};

/// What companies are to a work.
pub(crate) struct Companies {
    pub studios: Vec<String>,
    pub producers: Vec<String>,
    pub licensors: Vec<String>,
    /// The first page that a source gives for each of them, by its name in the lists.
    pub pages: BTreeMap<String, String>,
}

const PARTS: [Field; 3] = [Field::Studios, Field::Producers, Field::Licensors];

/// The companies a record names in a part.
pub(crate) fn named<'a>(record: &'a Record, part: &Field) -> &'a [String] {
    match part {
        Field::Studios => &record.studios,
        Field::Producers => &record.producers,
        _ => &record.licensors,
    }
}

/// Merges the three lists.
pub(crate) fn merge(voices: &Voices<'_>) -> Companies {
    let [studios, producers, licensors] = PARTS.map(|part| match voices.how(&part) {
        How::Companies(_) => decided(voices, &part),
        _ => pick::union(voices.of(&part).iter().flat_map(|record| named(record, &part))),
    });
    let pages = pages(voices, studios.iter().chain(&producers).chain(&licensors));
    Companies { studios, producers, licensors, pages }
}

fn pages<'a>(voices: &Voices<'_>, names: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    let told = voices.all.iter().flat_map(|record| &record.company_pages);
    let told: Vec<(String, &String)> = told.map(|(name, page)| (organizations::key(name), page)).collect();
    if told.is_empty() {
        return BTreeMap::new();
    }
    let page = |name: &String| {
        let key = organizations::key(name);
        told.iter().find(|(known, _)| *known == key).map(|(_, page)| (name.clone(), (*page).clone()))
    };
    names.filter_map(page).collect()
}

/// One part's companies in the order in which the most trusted name them.
fn decided(voices: &Voices<'_>, part: &Field) -> Vec<String> {
    let order = voices.of(part);
    let (knowing, others): (Vec<&Record>, Vec<&Record>) =
        order.iter().copied().partition(|record| organizations::tells_roles(record.source.as_str()));
    let heard = if knowing.iter().any(|record| !named(record, part).is_empty()) { &knowing } else { &others };
    let all: BTreeSet<String> =
        heard.iter().flat_map(|record| named(record, part)).map(|name| organizations::key(name)).collect();
    // `Studio Depot` of one site is `Depot` of another, where a work has both.
    let keyed = |name: &str| {
        let key = organizations::key(name);
        match organizations::without_studio(&key) {
            Some(bare) if all.contains(bare) => bare.to_owned(),
            _ => key,
        }
    };
    let mut keys: Vec<String> = Vec::new();
    let mut spellings: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
    for name in heard.iter().flat_map(|record| named(record, part)).map(|name| name.trim()) {
        if name.is_empty() {
            continue;
        }
        let key = keyed(name);
        let known = spellings.entry(key.clone()).or_default();
        if known.is_empty() {
            keys.push(key);
        }
        match known.iter_mut().find(|(spelling, _)| *spelling == name) {
            Some((_, times)) => *times += 1,
            None => known.push((name, 1)),
        }
    }
    let here = |key: &String| part_of(&knowing, key).is_none_or(|parts| parts.contains(part));
    let chosen = keys.into_iter().filter(here);
    chosen.filter_map(|key| spellings.get(&key).map(|known| majority(known).to_owned())).collect()
}

/// The parts in which the most trusted source that knows parts names a company; several when it says so.
fn part_of(knowing: &[&Record], key: &str) -> Option<Vec<Field>> {
    knowing.iter().find_map(|record| {
        let names = |part: &Field| named(record, part).iter().any(|name| organizations::key(name) == key);
        let parts: Vec<Field> = PARTS.into_iter().filter(names).collect();
        (!parts.is_empty()).then_some(parts)
    })
}

/// The spelling that most use; of equals the most trusted source's.
fn majority<'a>(known: &[(&'a str, usize)]) -> &'a str {
    let most = known.iter().map(|(_, times)| *times).max().unwrap_or(0);
    known.iter().find(|(_, times)| *times == most).map_or("", |(name, _)| name)
}
