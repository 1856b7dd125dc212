//! Timetables: a list of broadcasts, gathered by work.

use jiff::Timestamp;
use model::{Airing, AiringKind, Delay, Record, RecordKind};

use super::shared;
use crate::parts::json::Json;

/// More episodes than these at once are no broadcast but a slip.
const AT_ONCE: u64 = 60;

/// The endpoint whose answer a week is: the one form it has, or all.
pub fn named(rows: Json<'_>) -> &'static str {
    let mut forms = rows.list().map(|row| row.at("airType").raw());
    let first = forms.next().flatten();
    match first {
        Some("raw") if forms.all(|form| form == first) => "timetables_raw",
        Some("sub") if forms.all(|form| form == first) => "timetables_sub",
        Some("dub") if forms.all(|form| form == first) => "timetables_dub",
        _ => "timetables",
    }
}

/// A week, one record a work in the order of their first broadcasts.
pub fn week(rows: Json<'_>, endpoint: &str) -> Vec<Record> {
    let mut works: Vec<Record> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for row in rows.list() {
        let Some(mut record) = shared::record_of(row, RecordKind::Airings) else { continue };
        let airings = airings(row, endpoint);
        let streams = shared::streams(row.at("streams"));
        let delays: Vec<Delay> = delay(row, endpoint).into_iter().collect();
        match places.get(&record.external_id) {
            None => {
                shared::titles(row, row, &mut record);
                (record.airings, record.streams, record.delays) = (airings, streams, delays);
                places.insert(record.external_id.clone(), works.len());
                works.push(record);
            }
            Some(at) => {
                let Some(known) = works.get_mut(*at) else { continue };
                add(&mut known.airings, airings);
                add(&mut known.streams, streams);
                add(&mut known.delays, delays);
            }
        }
    }
    works
}

/// Adds what is not there yet. No week has more of one work than this.
fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if list.len() < 500 && !list.contains(&item) {
            list.push(item);
        }
    }
}

fn time(row: Json<'_>, key: &str) -> Option<Timestamp> {
    shared::time(row.at(key))
}

/// The form whose broadcasts a row tells.
fn form(row: Json<'_>, endpoint: &str) -> AiringKind {
    let form = row.at("airType").raw().or_else(|| endpoint.strip_prefix("timetables_"));
    form.map(AiringKind::parse).unwrap_or_default()
}

/// A break; without any date there is none.
fn delay(row: Json<'_>, endpoint: &str) -> Option<Delay> {
    let (from, until) = (time(row, "delayedFrom"), time(row, "delayedUntil"));
    from.or(until)?;
    Some(Delay {
        kind: form(row, endpoint),
        word: row.at("delayedText").text(),
        from: from.map(Into::into),
        until: until.map(Into::into),
        reason: None,
    })
}

/// The broadcasts of a row: one for each episode of those shown at once. One that falls into a break will not
/// be, and is told in words only.
fn airings(row: Json<'_>, endpoint: &str) -> Vec<Airing> {
    let Some(at) = time(row, "episodeDate") else { return Vec::new() };
    let from = time(row, "delayedFrom");
    let until = time(row, "delayedUntil");
    if from.is_some_and(|from| from <= at) && until.is_none_or(|until| at < until) {
        return Vec::new();
    }
    let kind = form(row, endpoint);
    // Times come in the zone that was asked for; only that of UTC can be told from an offset.
    let is_utc = row.at("episodeDate").raw().is_some_and(|text| text.trim().ends_with('Z'));
    let zone = is_utc.then(|| "UTC".to_owned());
    let Some(last) = row.at("episodeNumber").text() else { return Vec::new() };
    let first = row.at("subtractedEpisodeNumber").unsigned().filter(|first| *first > 0);
    let numbers: Vec<String> = match (first, last.parse::<u64>()) {
        (Some(first), Ok(last)) if first < last && last - first < AT_ONCE => {
            (first..=last).map(|n| n.to_string()).collect()
        }
        _ => vec![last],
    };
    numbers
        .into_iter()
        .map(|episode| Airing { episode, at: at.into(), zone: zone.clone(), kind: kind.clone() })
        .collect()
}
