//! What of a source's records a route tells.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Instant, Record};
use serde_json::{Map, Value, json};

use super::{Given, fits};

/// The records as they are.
pub(crate) fn whole(_: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    records.iter().map(value_of).collect()
}

/// Of each record the fields that are asked for, with who said it of what.
pub(crate) fn fields(given: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    let Some(wanted) = given.get("fields") else { return records.iter().map(value_of).collect() };
    let wanted: Vec<&str> = wanted.split(',').collect();
    records.iter().map(|record| only(record, &wanted)).collect()
}

/// Characters and who speaks them.
pub(crate) fn characters(_: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    parts(records, "characters")
}

/// Episodes.
pub(crate) fn episodes(_: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    parts(records, "episodes_list")
}

/// Works that belong to it.
pub(crate) fn relations(_: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    parts(records, "relations")
}

/// When it is shown.
pub(crate) fn schedule(_: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    const SHOWN: [&str; 7] =
        ["status", "start_date", "end_date", "broadcast", "airings", "premieres", "delays"];
    records.iter().map(|record| only(record, &SHOWN)).collect()
}

/// What is shown on the day that is asked for: of each work its broadcasts of that day.
pub(crate) fn day(given: &Given, records: &[Record], now: Instant) -> Vec<Value> {
    let (day, zone) = (fits::day_of(given, now), fits::zone_of(given));
    let is_then = |at: Instant| Timestamp::from(at).to_zoned(zone.clone()).date() == day;
    let shown = records.iter().filter_map(|record| {
        let mut record = record.clone();
        record.airings.retain(|airing| is_then(airing.at));
        (!record.airings.is_empty()).then(|| value_of(&record))
    });
    shown.collect()
}

/// The places to watch that a week's timetable names, with how many works each shows.
pub(crate) fn platforms(_: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    let mut works: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records {
        let mut names: Vec<&str> = record.streams.iter().map(|stream| stream.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            *works.entry(name).or_default() += 1;
        }
    }
    works.into_iter().map(|(name, works)| json!({ "name": name, "works": works })).collect()
}

/// Of a file of all titles, the works that have one like that: the whole title first, then what begins so.
pub(crate) fn titled(given: &Given, records: &[Record], _: Instant) -> Vec<Value> {
    let wanted = given.get("q").unwrap_or_default().to_lowercase();
    let rank = |record: &Record| {
        let own = record.title.iter().chain(&record.synonyms).map(|title| title.to_lowercase());
        let all = own.chain(record.titles.iter().map(|title| title.text.to_lowercase()));
        all.filter_map(|title| {
            let fits = [title == wanted, title.starts_with(&wanted), title.contains(&wanted)];
            fits.iter().position(|fits| *fits)
        })
        .min()
    };
    let mut found: Vec<(usize, &Record)> =
        records.iter().filter_map(|record| Some((rank(record)?, record))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, record)| value_of(record)).collect()
}

fn parts(records: &[Record], field: &str) -> Vec<Value> {
    let values = records.iter().map(value_of);
    values.flat_map(|value| value.get(field).and_then(Value::as_array).cloned().unwrap_or_default()).collect()
}

/// Some fields of a record, with who said it of what; what it does not say is not there.
fn only(record: &Record, wanted: &[&str]) -> Value {
    let mut value = value_of(record);
    if let Some(fields) = value.as_object_mut() {
        let stays = |name: &String| {
            ["source", "external_id"].contains(&name.as_str()) || wanted.contains(&name.as_str())
        };
        let kept: Map<String, Value> =
            std::mem::take(fields).into_iter().filter(|(name, _)| stays(name)).collect();
        *fields = kept;
    }
    value
}

fn value_of(record: &Record) -> Value {
    serde_json::to_value(record).unwrap_or_default()
}
