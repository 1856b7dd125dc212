//! The list of episodes: one entry for each number, filled up from all sources.

use std::collections::BTreeMap;

use model::{Airing, AiringKind, Episode, EpisodeEntry, Field, Record};

use crate::{lists, rules::platform, text, voices::Voices};

/// Hosts whose pages show the episode itself.
const SERVICES: [(&str, &str); 4] = [
    ("crunchyroll.com", "Crunchyroll"),
    ("hidive.com", "HIDIVE"),
    ("hulu.com", "Hulu"),
    ("netflix.com", "Netflix"),
];

/// A number for ordering: `2` before `10`, `12.5` between 12 and 13, words behind all numbers.
type Place = (u32, bool, u64, String);

/// All episodes in their order.
pub(crate) fn merge(voices: &Voices<'_>) -> Vec<Episode> {
    let order = voices.of(&Field::EpisodeList);
    if order.iter().all(|record| record.episodes_list.is_empty() && record.airings.is_empty()) {
        return Vec::new();
    }
    let mut list: BTreeMap<Place, Episode> = BTreeMap::new();
    for record in order.iter() {
        for entry in &record.episodes_list {
            let number = entry.number.trim();
            if !number.is_empty() {
                fill(slot(&mut list, entry.season, number), entry, record);
            }
        }
    }
    for record in order.iter() {
        for airing in &record.airings {
            add_airing(slot(&mut list, None, airing.episode.trim()), airing, record);
        }
    }
    list.into_values().collect()
}

fn slot<'m>(list: &'m mut BTreeMap<Place, Episode>, season: Option<u32>, number: &str) -> &'m mut Episode {
    list.entry(place(season, number)).or_insert_with(|| Episode {
        entry: EpisodeEntry { number: number.to_owned(), season, ..EpisodeEntry::default() },
        pages: BTreeMap::new(),
        streaming: BTreeMap::new(),
        airings: Vec::new(),
        found_in: Vec::new(),
    })
}

/// A first season is no season: who counts none and who counts one mean the same.
fn place(season: Option<u32>, number: &str) -> Place {
    let season = season.unwrap_or(1).max(1);
    let thousandths = number.parse::<f64>().ok().filter(|n| (0.0..1e9).contains(n));
    match thousandths.map(|number| (number * 1000.0).round() as u64) {
        Some(thousandths) => (season, false, thousandths, String::new()),
        None => (season, true, 0, number.to_owned()),
    }
}

fn fill(episode: &mut Episode, entry: &EpisodeEntry, record: &Record) {
    let known = &mut episode.entry;
    let missing = |known: &Option<String>, said: &Option<String>| known.is_none() && said.is_some();
    if missing(&known.title, &entry.title) {
        known.title.clone_from(&entry.title);
    }
    if missing(&known.title_native, &entry.title_native) {
        known.title_native.clone_from(&entry.title_native);
    }
    if missing(&known.title_romaji, &entry.title_romaji) {
        known.title_romaji.clone_from(&entry.title_romaji);
    }
    if known.synopsis.is_none() {
        let cleaned = entry.synopsis.as_deref().map(text::clean).filter(|text| !text.is_empty());
        known.synopsis = cleaned.map(std::borrow::Cow::into_owned);
    }
    known.season = known.season.or(entry.season);
    known.aired = known.aired.or(entry.aired);
    if known.aired_at.is_none() {
        known.aired_at = entry.aired_at;
        known.zone.clone_from(&entry.zone);
    }
    known.duration_s = known.duration_s.or(entry.duration_s.filter(|seconds| *seconds > 0));
    known.filler |= entry.filler;
    known.recap |= entry.recap;
    known.score = known.score.or(entry.score.filter(crate::pick::voted));
    for still in &entry.thumbnails {
        if !known.thumbnails.contains(still) {
            known.thumbnails.push(still.clone());
        }
    }
    match entry.url.as_ref().map(|url| (url, service(url))) {
        Some((url, Some(service))) => {
            episode.streaming.entry(service.to_owned()).or_insert_with(|| url.clone());
        }
        Some((url, None)) => {
            episode.pages.entry(record.source.clone()).or_insert_with(|| url.clone());
        }
        None => {}
    }
    found(episode, record);
}

fn add_airing(episode: &mut Episode, airing: &Airing, record: &Record) {
    if !episode.airings.iter().any(|(kind, _)| *kind == airing.kind) {
        episode.airings.push((airing.kind.clone(), airing.at));
        episode.airings.sort();
    }
    if airing.kind == AiringKind::Raw && episode.entry.aired_at.is_none() {
        episode.entry.aired_at = Some(airing.at);
        episode.entry.zone.clone_from(&airing.zone);
    }
    found(episode, record);
}

fn found(episode: &mut Episode, record: &Record) {
    let known = |source: &model::SourceId| platform(source) == platform(&record.source);
    if !episode.found_in.iter().any(known) {
        episode.found_in.push(record.source.clone());
    }
}

/// The service that shows episodes on its own pages, by the page's host.
fn service(url: &str) -> Option<&'static str> {
    let stream = model::Stream { url: Some(url.to_owned()), ..model::Stream::default() };
    let host = lists::host_of(&stream);
    SERVICES.iter().find(|(known, _)| *known == host).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_the_order_of_counting() {
        let mut numbers = ["10", "2", "SP1", "12.5", "1", "13", "12"];
        numbers.sort_by_key(|number| place(None, number));
        assert_eq!(numbers, ["1", "2", "10", "12", "12.5", "13", "SP1"]);
        assert_eq!(place(Some(1), "01"), place(None, "1"));
        assert_ne!(place(Some(2), "1"), place(None, "1"));
    }
}
