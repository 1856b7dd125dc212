//! `emaki source parse`: recorded answers in normal form, with no network.

use std::io::Write as _;

use serde_json::Value;

use super::{WORK, failure};
use crate::emaki::{Emaki, snapshot};

fn fixture(name: &str) -> String {
    format!("{}/../sources/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn an_answer_about_one_thing_is_one_record_and_a_list_is_a_list() {
    let emaki = Emaki::new();
    for (source, file) in [
        ("jikan", "jikan/anime-full.json"),
        ("mal", "mal/anime.json"),
        ("kitsu", "kitsu/anime.json"),
        ("anidb", "anidb/anime.xml"),
        ("livechart", "livechart/anime.html"),
        ("anisearch", "anisearch/anime.html"),
        ("anime_planet", "anime_planet/anime.html"),
    ] {
        let record = emaki.json(&["source", "parse", source, &fixture(file)]);
        assert_eq!(record["source"], source, "{file}");
        assert!(record["title"].is_string() && record["external_id"].is_string(), "{file}: {record}");
    }
    for (source, file) in
        [("jikan", "jikan/search.json"), ("vndb", "vndb/search.json"), ("manual", "manual/works.csv")]
    {
        let records = emaki.json(&["source", "parse", source, &fixture(file)]);
        assert!(records.as_array().is_some_and(|records| !records.is_empty()), "{file}: {records}");
    }
}

#[test]
fn an_answer_that_is_an_error_ends_with_its_code() {
    let emaki = Emaki::new();
    let limited = emaki.write(
        "limited.json",
        r#"{"status":429,"type":"RateLimitException","message":"You are being rate-limited."}"#,
    );
    let banned = emaki.write("banned.xml", r#"<error code="500">banned</error>"#);
    let damaged = emaki.write("damaged.json", &WORK[..WORK.len() / 2]);
    let path = |path: &std::path::Path| path.display().to_string();
    for (source, file, code) in [
        ("jikan", fixture("jikan/not-found.json"), "not_found"),
        ("jikan", path(&limited), "rate_limited"),
        ("jikan", path(&damaged), "damaged"),
        ("anidb", path(&banned), "banned"),
        ("anidb", fixture("anidb/removed.html"), "removed"),
        ("anidb", fixture("anidb/robot.html"), "blocked"),
        ("anisearch", fixture("anisearch/blocked.html"), "blocked"),
        ("anime_planet", fixture("anime_planet/not-found.html"), "not_found"),
    ] {
        let envelope = failure(&emaki.run(&["--json", "source", "parse", source, &file]));
        assert_eq!(envelope["error_code"], code, "{source} {file}: {envelope}");
        assert_eq!(envelope["details"]["source"], source, "{envelope}");
    }
    snapshot!(
        "source_parse_not_found",
        emaki.run(&["source", "parse", "jikan", &fixture("jikan/not-found.json")])
    );
}

#[test]
fn standard_input_and_packed_files() {
    let emaki = Emaki::new();
    let plain = emaki.json(&["source", "parse", "jikan", &fixture("jikan/anime-full.json")]);
    let ran = emaki.run_with(&["--json", "source", "parse", "jikan", "-"], WORK);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).expect("JSON"), plain);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(WORK.as_bytes()).expect("a Vec takes all bytes");
    emaki.write("answer.json.gz", packed.finish().expect("a Vec takes all bytes"));
    assert_eq!(emaki.json(&["source", "parse", "jikan", "answer.json.gz"]), plain);
}

#[test]
fn what_is_not_known_is_told_with_what_is() {
    let emaki = Emaki::new();
    let file = fixture("jikan/anime-full.json");
    let envelope = failure(&emaki.run(&["--json", "source", "parse", "jikann", &file]));
    assert_eq!(envelope["error_code"], "not_found", "{envelope}");
    assert!(
        envelope["hint"].as_str().is_some_and(|hint| hint.contains("jikan") && hint.contains("vndb")),
        "{envelope}"
    );
    let envelope =
        failure(&emaki.run(&["--json", "source", "parse", "jikan", &file, "--endpoint", "animes"]));
    assert_eq!(
        (&envelope["error_code"], &envelope["details"]["parameter"]),
        (&"invalid_parameter".into(), &"endpoint".into())
    );
    assert!(envelope["message"].as_str().is_some_and(|message| message.contains("anime_full")), "{envelope}");
    let envelope = failure(&emaki.run(&["--json", "source", "parse", "jikan", &file, "--id", "nothing"]));
    assert_eq!(envelope["error_code"], "invalid_parameter", "{envelope}");
    let envelope = failure(&emaki.run(&["--json", "source", "parse", "jikan", "missing.json"]));
    assert_eq!(envelope["error_code"], "invalid_input", "{envelope}");
    let ran = emaki.run(&["source", "parse", "jikan", &file, "--as-of", "tomorrow"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran}");
    assert!(!emaki.path("data").exists(), "nothing is kept");
}

#[test]
fn the_moment_decides_a_status_that_is_read_from_dates() {
    let emaki = Emaki::new();
    let status = |as_of: &str| {
        let file = fixture("anidb/anime.xml");
        emaki.json(&["source", "parse", "anidb", &file, "--as-of", as_of])["status"].clone()
    };
    assert_eq!(status("2013-01-01"), "UPCOMING");
    assert_eq!(status("2013-05-15T12:00:00Z"), "ONGOING");
    assert_eq!(status("2020-01-01"), "FINISHED");
}

#[test]
fn what_an_answer_is_about_can_be_told() {
    let emaki = Emaki::new();
    let file = fixture("jikan/anime-episodes.json");
    let records = emaki.json(&["source", "parse", "jikan", &file, "--id", "mal:9001"]);
    let record = records.as_array().map_or(&records, |records| &records[0]);
    assert_eq!(record["external_id"], "mal:9001", "{record}");
}
