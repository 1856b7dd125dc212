//! Matching, review, links as tables, who said what, ratings; and docs/linking.md, run.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    emaki::{Emaki, snapshot},
    pipeline::{Step, shell, steps},
};

/// What a source says of a work, in Emaki's own format.
fn said(id: &str, title: &str, native: &str, date: &str, episodes: u32) -> Value {
    let source = id.split(':').next().expect("a namespace");
    json!({
        "source": source, "kind": "work", "external_id": id, "medium": "ANIME", "format": "TV",
        "title": title, "titles": [{"text": native, "language": "ja", "kind": "OFFICIAL"}],
        "year": date[..4].parse::<i16>().expect("a year"), "start_date": date, "episodes": episodes,
        "duration_s": 1440, "studios": ["Lantern Works"],
    })
}

fn scored(mut record: Value, value: f64, scale: f64, votes: u64) -> Value {
    let normalized = value / scale * 10.0;
    record["score"] = json!({"value": value, "scale_max": scale, "normalized": normalized, "votes": votes});
    record
}

/// Three sources on one work, two on another, and two records of which nobody can be sure.
fn records() -> String {
    let depot = |id| said(id, "Moonlit Depot", "月夜の停車場", "2031-04-07", 12);
    let bare = |id: &str, title: &str, synonym: &str| {
        json!({
            "source": id.split(':').next().expect("a namespace"), "kind": "work", "external_id": id,
            "medium": "ANIME", "title": title, "synonyms": [synonym],
        })
    };
    let mut told = scored(depot("anilist:9001"), 82.0, 100.0, 4000);
    told["synopsis"] = json!("A night porter sorts the luggage of people who never arrive.");
    let records = [
        told,
        scored(depot("kitsu:501"), 7.9, 10.0, 900),
        scored(depot("anidb:77"), 6.1, 10.0, 120),
        said("anilist:9002", "Paper Lighthouse", "紙の灯台", "2029-10-02", 24),
        said("kitsu:502", "Paper Lighthouse", "紙の灯台", "2029-10-02", 24),
        bare("anilist:9003", "Glass Orchard", "Garasu no Kajuen"),
        bare("kitsu:503", "Glass Orchards", "The Orchard of Glass"),
    ];
    let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
    lines.join("\n") + "\n"
}

fn imported() -> Emaki {
    let emaki = Emaki::new();
    emaki.write("records.jsonl", records());
    assert_eq!(emaki.run(&["import", "records.jsonl"]).code, Some(0));
    emaki
}

#[test]
fn works_come_together_and_the_rest_waits() {
    let emaki = imported();
    let dry = emaki.json(&["registry", "match", "--dry-run"]);
    assert_eq!((dry["joined"].as_u64(), dry["dry_run"].as_bool()), (Some(3), Some(true)), "{dry}");
    snapshot!("match", emaki.run(&["registry", "match"]));
    let again = emaki.json(&["registry", "match"]);
    assert_eq!((again["joined"].as_u64(), again["queued"]["new"].as_u64()), (Some(0), Some(0)), "{again}");
    let ran = emaki.run(&["registry", "match", "--threshold", "0.2"]);
    assert_eq!(ran.code, Some(2), "{ran}");
    snapshot!("match_threshold", ran);
    let missing = emaki.run(&["registry", "review", "same", "99"]);
    assert_eq!(missing.code, Some(1), "{missing}");
    snapshot!("review_missing", missing);
}

#[test]
fn claims_ratings_and_history_are_told() {
    let emaki = imported();
    assert_eq!(emaki.run(&["registry", "match"]).code, Some(0));
    snapshot!("explain_field", emaki.run(&["registry", "explain", "kitsu:501", "--field", "synopsis"]));
    snapshot!("explain_no_field", emaki.run(&["registry", "explain", "kitsu:501", "--field", "plot"]));
    snapshot!("ratings", emaki.run(&["ratings", "anidb:77"]));
    let history = emaki.json(&["ratings", "anidb:77", "--history"]);
    let fields: Vec<&str> = history["series"]
        .as_array()
        .expect("series")
        .iter()
        .filter_map(|series| series["field"].as_str())
        .collect();
    assert_eq!(fields, ["score", "votes", "score", "votes", "score", "votes"], "{history}");
}

#[test]
fn the_page_on_linking_is_true() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let page = fs::read_to_string(Path::new(root).join("docs/linking.md")).expect("the page");
    let steps = steps(&page);
    assert!(steps.len() > 15, "only {} steps", steps.len());
    let emaki = Emaki::new();
    emaki.write("records.jsonl", records());
    for step in &steps {
        let Step::Command(line) = step else { panic!("{step:?} is no command") };
        let ran = shell(&emaki, line);
        assert_eq!(ran.code, Some(0), "$ {line}\n{ran}");
    }
}
