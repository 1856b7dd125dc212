//! `emaki source list`: every source, what it answers, and what it lacks.

use serde_json::Value;

use super::failure;
use crate::emaki::{Emaki, snapshot};

fn named<'a>(sources: &'a Value, name: &str) -> &'a Value {
    let found = sources.as_array().into_iter().flatten().find(|source| source["source"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {sources}"))
}

#[test]
fn every_source_is_there_with_what_it_answers() {
    let sources = Emaki::new().json(&["source", "list"]);
    let folders = std::fs::read_dir("../sources/src/providers").expect("the providers' folders");
    let folders = folders.flatten().filter(|entry| entry.path().join("settings.toml").is_file());
    let folders: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(folders.len() >= 17, "{folders:?}");
    for folder in folders {
        let source = named(&sources, &folder);
        assert!(!source["endpoints"].as_array().expect("a list").is_empty(), "{source}");
        let is_off = source["enabled"] == false;
        assert_eq!(is_off, source["kind"] == "pages", "pages are off until enabled: {source}");
        assert!(source["robots"].is_null(), "nothing was fetched yet: {source}");
    }
    let jikan = named(&sources, "jikan");
    assert_eq!((&jikan["configured"], &jikan["missing"]), (&true.into(), &Value::Array(Vec::new())));
    let work =
        jikan["endpoints"].as_array().into_iter().flatten().find(|endpoint| endpoint["name"] == "anime_full");
    let keys: Vec<&String> = work.and_then(Value::as_object).expect("an endpoint").keys().collect();
    assert_eq!(keys, ["about", "gives", "kept_s", "name", "parameters", "path", "proof"]);
}

#[test]
fn what_is_missing_is_named() {
    let sources = Emaki::new().json(&["source", "list"]);
    let mal = named(&sources, "mal");
    assert_eq!(
        (&mal["configured"], &mal["missing"][0]["setting"]),
        (&false.into(), &"client_id".into()),
        "{mal}"
    );
    let anilist = named(&sources, "anilist");
    assert_eq!(anilist["configured"], true, "only one endpoint lacks something: {anilist}");
    assert_eq!(anilist["missing"][0]["only"][0], "viewer", "{anilist}");

    // Digits alone are an id as well.
    let set = Emaki::new().with("EMAKI_SOURCES__MAL__CLIENT_ID", "0123456789");
    let mal = set.json(&["source", "list", "mal"]);
    assert_eq!((&mal[0]["configured"], &mal[0]["missing"]), (&true.into(), &Value::Array(Vec::new())));
}

#[test]
fn the_table_and_one_source_of_it() {
    let emaki = Emaki::new();
    let table = emaki.run(&["source", "list"]);
    assert!(
        table.stdout.starts_with("source\tkind\tstate\tanswers\tsearches\tpace\trobots.txt\n"),
        "{table}"
    );
    for line in ["\nmal\tapi\tneeds client_id\t", "\nlivechart\tpages\toff\t"] {
        assert!(table.stdout.contains(line), "{table}");
    }
    snapshot!("source_list_mangadex", emaki.run(&["source", "list", "mangadex"]));
    let jikan = emaki.run(&["source", "list", "jikan"]);
    for word in ["60/min, 3/s", "anime_full", "captured", "score_min"] {
        assert!(jikan.stdout.contains(word), "{word}: {jikan}");
    }
    assert_eq!(failure(&emaki.run(&["--json", "source", "list", "jikann"]))["error_code"], "not_found");
}
