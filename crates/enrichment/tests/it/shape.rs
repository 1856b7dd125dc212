//! The published shape of enriched datasets: everything in it can be held and written again.
//!
//! The fixtures are small files of both generations, with every form that is found in the 28 entries of
//! the real one, and invented titles.

use std::collections::BTreeSet;

use enrichment::{
    MEASURED,
    shape::{Change, Entry, Made, entry, read},
};
use model::ExternalId;
use serde_json::{Value, json};

use crate::{cases, notation};

const FIRST: &str = include_str!("../fixtures/enriched_first.json");
const SECOND: &str = include_str!("../fixtures/enriched_second.json");

fn data(file: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(file).expect("JSON");
    file["data"].as_array().expect("a list").clone()
}

/// Every value that says something, with its pointer. Null and empty containers say nothing.
fn leaves(value: &Value, at: &str, into: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(value, &format!("{at}/{key}"), into)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| leaves(value, &format!("{at}/{place}"), into));
        }
        Value::Null => {}
        said => into.push((at.to_owned(), said.clone())),
    }
}

/// What of a found entry is neither in the written one nor told as changed.
fn lost(found: &Value, written: &Value, changes: &[Change]) -> Vec<String> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    leaves(found, "", &mut before);
    leaves(written, "", &mut after);
    let told = |place: &str| {
        changes.iter().any(|change| place == change.from || place.starts_with(&format!("{}/", change.from)))
    };
    before.retain(|(place, value)| !told(place) && !after.contains(&(place.clone(), value.clone())));
    before.into_iter().map(|(place, value)| format!("{place}: {value}")).collect()
}

/// Reads, writes, and holds that nothing is lost and that what is written is read without a change.
fn round(found: &Value) -> (Entry, Vec<Change>) {
    let (read_once, changes) = read(found).unwrap_or_else(|error| panic!("{error}: {found}"));
    let written = serde_json::to_value(&read_once).expect("plain JSON");
    assert_eq!(lost(found, &written, &changes), Vec::<String>::new(), "{}", read_once.title);
    for change in changes.iter().filter_map(|change| change.to.as_ref().map(|to| (to, &change.now))) {
        // What was changed twice (renamed, then read anew) stands in its last form.
        let later = changes.iter().any(|other| {
            let inside = |one: &str, of: &str| one == of || one.starts_with(&format!("{of}/"));
            inside(&other.from, change.0) || inside(change.0, &other.from)
        });
        let stands = written.pointer(change.0) == Some(change.1);
        assert!(stands || later || change.0.contains("staff_data"), "{} is told and not there", change.0);
    }
    let (again, more) = read(&written).expect("what was written");
    assert_eq!(again, read_once);
    assert_eq!(more, [], "{} is written as it is read", read_once.title);
    (read_once, changes)
}

#[test]
fn entries_of_both_generations_are_held_without_loss() {
    for entry in data(FIRST).iter().chain(&data(SECOND)) {
        round(entry);
    }
}

#[test]
fn the_second_generation_needs_no_change() {
    for found in data(SECOND) {
        assert_eq!(round(&found).1, [], "{}", found["title"]);
    }
}

#[test]
fn what_drifted_is_told() {
    let told = |at: usize| {
        let changes = round(&data(FIRST)[at]).1;
        let line = |change: &Change| {
            let to = change.to.as_deref().unwrap_or("nothing");
            format!("{} {} -> {to} {}", change.from, change.was, change.now)
        };
        changes.iter().map(line).collect::<BTreeSet<String>>()
    };
    let first = told(0);
    for expected in [
        "/anime_season/season \"SPRING\" -> /season \"SPRING\"",
        "/animeSeason {\"season\":\"SPRING\",\"year\":2014} -> /anime_season {\"season\":\"SPRING\",\"year\":2014}",
        "/duration {\"unit\":\"SECONDS\",\"value\":300} -> /duration 300",
        "/score/arithmeticMean 6.52 -> /score/arithmetic_mean 6.52",
        "/themes/1 \"Night\" -> /themes/1 {\"name\":\"Night\"}",
        "/statistics/mal/popularity 8123 -> /statistics/mal/popularity_rank 8123",
        "/statistics/mal/favorites 0 -> nothing null",
        "/statistics/kitsu/averageRating \"62.15\" -> /statistics/kitsu/score 6.215",
        "/statistics/animeplanet/ratingValue 3.204 -> /statistics/animeplanet/score 6.408",
        "/statistics/anilist/averageScore 61 -> /statistics/anilist/score 6.1",
        "/statistics/anilist/popularity 900 -> /statistics/anilist/members 900",
        "/statistics/anidb/value 5.5 -> /statistics/anidb/score 5.5",
        "/premiere_dates/original \"0001-01-01T00:00:00Z\" -> nothing null",
        "/staff_data/production_staff/directors/0/staff_ids/anidb 501 -> /staff_data/production_staff/directors/0/staff_ids/anidb \"501\"",
        "/external_links/wikipedia \"https://wiki.invalid/lantern\" -> /external_links/1 {\"name\":\"wikipedia\",\"url\":\"https://wiki.invalid/lantern\"}",
    ] {
        assert!(first.contains(expected), "{expected}\nis not among\n{first:#?}");
    }
    let second = told(1);
    for expected in [
        "/type \"Movie\" -> /type \"MOVIE\"",
        "/status \"Finished\" -> /status \"FINISHED\"",
        "/related_anime/1/relation_type \"Parent story\" -> /related_anime/1/relation_type \"PARENT STORY\"",
        "/trailers/0/youtube_url \"https://www.youtube.com/watch?v=nightrail01\" -> /trailers/0/url \"https://www.youtube.com/watch?v=nightrail01\"",
        "/statistics/mal/score 0 -> nothing null",
    ] {
        assert!(second.contains(expected), "{expected}\nis not among\n{second:#?}");
    }
    assert!(told(2).contains("/status \"Finished Airing\" -> /status \"FINISHED\""));
    assert!(told(2).contains("/id 900003 -> /id \"900003\""));
}

#[test]
fn two_values_under_two_names_are_both_kept() {
    let (tunnel, _) = round(&data(FIRST)[3]);
    assert_eq!((tunnel.season.as_deref(), tunnel.year), (Some("FALL"), Some(2026)));
    assert_eq!(tunnel.other.get("animeSeason"), Some(&json!({"season": "WINTER", "year": 2027})));
    let companies = tunnel.staff_data.map(|staff| staff.studios.len());
    assert_eq!(companies, Some(2), "one company, once");
}

#[test]
fn twenty_eight_entries_with_fields_as_often_as_in_the_real_file() {
    // How many of the 28 have each field; a record made of all fields loses those that are rarer.
    const PRESENCE: [(&str, usize); 30] = [
        ("synopsis", 27),
        ("synonyms", 27),
        ("source_material", 27),
        ("duration", 27),
        ("tags", 26),
        ("rating", 26),
        ("title_japanese", 26),
        ("aired_dates", 26),
        ("anime_season", 26),
        ("genres", 25),
        ("themes", 25),
        ("score", 25),
        ("nsfw", 24),
        ("staff_data", 21),
        ("external_links", 20),
        ("month", 16),
        ("related_anime", 14),
        ("characters", 13),
        ("delay_information", 13),
        ("trailers", 10),
        ("premiere_dates", 10),
        ("title_english", 9),
        ("relations", 7),
        ("demographics", 4),
        ("background", 4),
        ("content_warnings", 3),
        ("ending_themes", 1),
        ("streaming_info", 1),
        ("broadcast", 1),
        ("broadcast_schedule", 1),
    ];
    let mut full = json!({});
    for entry in data(FIRST) {
        for (name, value) in entry.as_object().expect("an object") {
            if name != "animeSeason" && name != "relatedAnime" && full.get(name).is_none_or(Value::is_null) {
                full[name] = value.clone();
            }
        }
    }
    full["title_english"] = json!("Lantern");
    full["background"] = json!("Shown at night.");
    for number in 0..28 {
        let mut one = full.clone();
        one["title"] = json!(format!("Lantern {number}"));
        for (name, times) in PRESENCE {
            assert!(full.get(name).is_some_and(|value| !value.is_null()), "{name}");
            if number >= times {
                one.as_object_mut().expect("an object").remove(name);
            }
        }
        round(&one);
    }
}

#[test]
fn what_is_no_entry_is_refused_with_its_place() {
    assert!(read(&json!([])).is_err());
    let wrong = read(&json!({"title": "Lantern", "genres": {"a": 1}})).expect_err("genres are a list");
    assert_eq!(wrong.to_string(), "the entry `Lantern` has a field in a form that is not known");
}

#[test]
fn a_golden_record_of_every_field_becomes_an_entry() {
    let records: Vec<model::Record> =
        cases::all().iter().flat_map(|case| notation::records(&case.said)).collect();
    let work = notation::merge(&MEASURED, &records);
    let made =
        Made { at: Some("2026-07-02T10:00:00Z".into()), source: Some("multi-source".into()), error: None };
    let entry = entry(&work, &made, |_: &ExternalId| None::<u32>);
    let written = serde_json::to_value(&entry).expect("plain JSON");
    for name in [
        "id",
        "title",
        "title_english",
        "title_japanese",
        "type",
        "status",
        "episodes",
        "year",
        "season",
        "month",
        "duration",
        "source_material",
        "rating",
        "nsfw",
        "background",
        "synopsis",
        "genres",
        "demographics",
        "tags",
        "synonyms",
        "content_warnings",
        "sources",
        "streaming_licenses",
        "themes",
        "characters",
        "episode_details",
        "opening_themes",
        "ending_themes",
        "trailers",
        "related_anime",
        "streaming_info",
        "aired_dates",
        "broadcast",
        "broadcast_schedule",
        "premiere_dates",
        "delay_information",
        "external_links",
        "images",
        "score",
        "statistics",
        "staff_data",
        "enrichment_metadata",
    ] {
        assert!(written.get(name).is_some_and(|value| !value.is_null()), "{name} is not filled");
    }
    assert_eq!(round(&written).1, [], "an entry of ours needs no change");
    assert_eq!(entry.id.as_deref().map(str::len), Some(36));
}
