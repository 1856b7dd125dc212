//! Records in the order of their sources.

use std::cmp::Ordering;

use model::{Record, SourceId};

use super::Order;

/// Datasets made of many sites' answers. They fill gaps, and their numbers are no site's own.
const DATASETS: [&str; 4] = ["offline_database", "synopses", "starter", "ratings"];

/// Whether a source is a dataset made of others.
pub(crate) fn dataset(source: &SourceId) -> bool {
    DATASETS.contains(&source.as_str())
}

/// The site whose users speak through a source: three sources quote MyAnimeList.
pub(crate) fn platform(source: &SourceId) -> &str {
    match source.as_str() {
        "jikan" | "mal_web" => "mal",
        "animecountdown" => "simkl",
        other => other,
    }
}

/// The records whose sources stand in an order, in this order; within a source by external id, then by
/// what they are about, then by content. Nothing depends on the order they came in.
pub(crate) fn sort<'a>(records: impl Iterator<Item = &'a Record>, order: Order) -> Vec<&'a Record> {
    let placed = records.filter_map(|record| Some((place(&record.source, order)?, record)));
    let mut placed: Vec<(usize, &Record)> = placed.collect();
    if placed.len() > 1 {
        placed.sort_by(|(place_a, a), (place_b, b)| place_a.cmp(place_b).then_with(|| compare(a, b)));
    }
    placed.into_iter().map(|(_, record)| record).collect()
}

fn compare(a: &Record, b: &Record) -> Ordering {
    let key = |r: &Record| (r.episodes_list.len(), r.characters.len(), r.staff.len(), r.titles.len());
    (&a.source, &a.external_id, &a.kind, &a.url)
        .cmp(&(&b.source, &b.external_id, &b.kind, &b.url))
        // The page that says more of the thing itself goes first.
        .then_with(|| key(b).3.cmp(&key(a).3).then_with(|| key(a).cmp(&key(b))))
        // Two datasets may quote one source on one thing; only then is the whole text compared.
        .then_with(|| content(a).cmp(&content(b)))
}

fn content(record: &Record) -> String {
    serde_json::to_string(record).expect("a record is plain JSON")
}

/// Where a source stands in an order; `None` when it has no say.
fn place(source: &SourceId, order: Order) -> Option<usize> {
    let named = order.iter().position(|name| *name == source.as_str());
    named.or_else(|| order.iter().position(|name| *name == "*"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{MEASURED, SEED};

    #[test]
    fn the_unnamed_stand_before_the_datasets_or_have_no_say() {
        let at = |name: &'static str| place(&SourceId::known(name), MEASURED.trust);
        assert!(at("mal") < at("some_game") && at("some_game") < at("offline_database"));
        assert!(at("offline_database") < at("starter"));
        let seed = SEED.order(&model::Field::Synopsis);
        assert_eq!(place(&SourceId::known("some_game"), seed), None);
        assert!(place(&SourceId::known("anidb"), seed) < place(&SourceId::known("jikan"), seed));
    }
}
