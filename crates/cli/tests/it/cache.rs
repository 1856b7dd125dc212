//! What is kept of sources' answers: shown, timed, cleared.

use serde_json::Value;

use crate::{
    emaki::Emaki,
    source::{failure, jikan},
};

/// What `cache list` prints, keys and all, which other tests' output leaves out.
fn listed(emaki: &Emaki, arguments: &[&str]) -> Vec<Value> {
    let output = emaki.command(&[&["--json", "cache", "list"], arguments].concat()).output();
    serde_json::from_slice(&output.expect("the binary starts").stdout).expect("JSON")
}

fn entries(emaki: &Emaki) -> Value {
    emaki.json(&["cache", "stats"])["entries"].clone()
}

#[test]
fn answers_are_listed_timed_and_cleared() {
    let (replay, emaki) = jikan();
    assert_eq!(entries(&emaki), 0);
    for id in ["1", "2", "3"] {
        emaki.json(&["source", "ask", "jikan", "anime_full", &format!("id={id}")]);
    }
    emaki.json(&["source", "search", "jikan", "moon"]);
    let stats = emaki.json(&["cache", "stats"]);
    assert_eq!((&stats["engine"], &stats["entries"]), (&"SQLite".into(), &4.into()), "{stats}");
    assert_eq!(
        (&stats["sources"][0]["source"], &stats["sources"][0]["entries"]),
        (&"jikan".into(), &4.into())
    );
    assert!(stats["bytes"].as_u64() < stats["bytes_plain"].as_u64(), "bodies are packed: {stats}");

    let all = listed(&emaki, &[]);
    assert_eq!(all.len(), 4);
    assert_eq!(all[0]["endpoint"], "anime_search", "the newest comes first");
    assert_eq!(listed(&emaki, &["--source", "kitsu"]).len(), 0);
    assert_eq!(listed(&emaki, &["--limit", "2"]).len(), 2);
    let second = format!("{}/anime/2/full", replay.url());
    let one = listed(&emaki, &["--url", &second]);
    let key = one[0]["key"].as_str().expect("a key");
    assert_eq!((one.len(), key.len()), (1, 64));

    for answer in [second.as_str(), key] {
        let told = emaki.json(&["cache", "ttl", answer]);
        let left = told[0]["ttl_s"].as_u64();
        assert!((86_000..=86_400).contains(&left.unwrap_or_default()), "a work is kept for a day: {told}");
    }
    assert!(emaki.run(&["cache", "ttl", &second]).stdout.contains("23 h"), "for people");
    assert_eq!(
        failure(&emaki.run(&["--json", "cache", "ttl", "http://h.example/"]))["error_code"],
        "not_found"
    );

    assert_eq!(emaki.json(&["cache", "clear", "--key", key])["cleared"], 1);
    assert_eq!(emaki.json(&["cache", "clear", "--older-than", "1h"])["cleared"], 0);
    assert_eq!(emaki.json(&["cache", "clear", "--source", "kitsu"])["cleared"], 0);
    assert_eq!(entries(&emaki), 3);
    assert_eq!(emaki.json(&["cache", "clear", "--source", "jikan"])["cleared"], 3);
    assert_eq!(entries(&emaki), 0);
    replay.forget();
    emaki.json(&["source", "ask", "jikan", "anime_full", "id=1"]);
    assert_eq!(replay.total(), 1, "what was cleared is asked for again");
    assert_eq!(emaki.json(&["cache", "clear", "--older-than", "0s"])["cleared"], 1);
}

#[test]
fn what_cannot_be_cleared_is_told() {
    let emaki = Emaki::new();
    let wrong = emaki.run(&["--json", "cache", "clear", "--key", "abc"]);
    assert_eq!(failure(&wrong)["error_code"], "invalid_parameter", "{wrong}");
    assert_eq!(emaki.run(&["cache", "clear", "--older-than", "a while"]).code, Some(2));
    let off = Emaki::new().with("EMAKI_HTTP__CACHE", "false");
    assert_eq!(failure(&off.run(&["--json", "cache", "list"]))["error_code"], "not_configured");
}

#[test]
fn a_broken_engine_is_a_warning_to_the_doctor() {
    let emaki = Emaki::new().with("EMAKI_CACHE_URL", "redis://:hunter2@127.0.0.1:9");
    let ran = emaki.run(&["--json", "doctor"]);
    assert_eq!(ran.code, Some(0), "a warning is no failure: {ran}");
    let findings: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let cache = findings.as_array().into_iter().flatten().find(|finding| finding["check"] == "cache");
    assert_eq!(cache.map(|cache| &cache["state"]), Some(&"warning".into()), "{ran}");
    assert!(!ran.to_string().contains("hunter2"), "{ran}");
    assert_eq!(failure(&emaki.run(&["--json", "cache", "stats"]))["error_code"], "busy");
}
