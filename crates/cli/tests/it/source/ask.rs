//! `emaki source ask`, `check` and `search`: against a server that stands in for the source.

use testkit::replay::Answer;

use super::{WORK, failure, jikan};
use crate::emaki::Emaki;

const NOT_FOUND: &str = include_str!("../../../../sources/fixtures/jikan/not-found.json");
const ASK: [&str; 5] = ["source", "ask", "jikan", "anime_full", "id=9001"];

#[test]
fn what_is_kept_is_not_asked_for_again() {
    let (replay, emaki) = jikan();
    let first = emaki.json(&ASK);
    assert_eq!((&first["external_id"], &first["episodes"]), (&"mal:9001".into(), &12.into()), "{first}");
    assert_eq!(emaki.json(&ASK), first);
    assert_eq!(replay.count("/anime/9001/full"), 1, "the second answer was kept, across processes");

    replay.on("GET", "/anime/9001/full", Answer::json(WORK.replace("\"episodes\":12", "\"episodes\":13")));
    assert_eq!(emaki.json(&[&ASK[..], &["--refresh"]].concat())["episodes"], 13);
    assert_eq!(replay.count("/anime/9001/full"), 2);

    drop(replay);
    assert_eq!(emaki.json(&[&ASK[..], &["--from-cache"]].concat())["episodes"], 13);
    let other = emaki.run(&["--json", "source", "ask", "jikan", "anime_full", "id=2", "--from-cache"]);
    assert_eq!(failure(&other)["error_code"], "not_found", "{other}");
}

#[test]
fn who_is_asked_tells_whose_program_it_is() {
    let (replay, emaki) = jikan();
    let emaki = emaki.with("EMAKI_HTTP__CONTACT", "https://depot.example/about");
    emaki.json(&ASK);
    let asked = &replay.requests()[0];
    let agent = asked.header("user-agent").unwrap_or_default();
    assert!(agent.starts_with("emaki/") && agent.ends_with("(+https://depot.example/about)"), "{agent}");
    assert!(asked.header("x-correlation-id").is_some());
}

#[test]
fn a_cache_that_is_broken_or_turned_off_stops_nothing() {
    for (name, value) in [
        ("EMAKI_CACHE_URL", "redis://127.0.0.1:9"),
        ("ENABLE_HTTP_CACHE", "false"),
        ("EMAKI_HTTP__CACHE", "false"),
    ] {
        let (replay, emaki) = jikan();
        let emaki = emaki.with(name, value);
        for count in 1..=2 {
            assert_eq!(emaki.json(&ASK)["external_id"], "mal:9001", "{name}");
            assert_eq!(replay.count("/anime/9001/full"), count, "{name}: each process asks");
        }
        let stats = emaki.run(&["--json", "cache", "stats"]);
        assert!(failure(&stats)["hint"].is_string(), "{stats}");
    }
}

#[test]
fn a_failure_is_told_with_its_code_and_what_to_do() {
    let (replay, emaki) = jikan();
    replay.on("GET", "/anime/404/full", Answer::json(NOT_FOUND).with_status(404));
    replay.on("GET", "/anime/500/full", Answer::failing(400));
    for (arguments, code) in [
        (["jikan", "anime_full", "id=404"], "not_found"),
        (["jikan", "anime_full", "id=500"], "source_unavailable"),
        (["jikan", "anime_full", "number=1"], "invalid_parameter"),
        (["jikan", "anime_fulll", "id=1"], "invalid_parameter"),
        (["jikann", "anime_full", "id=1"], "not_found"),
        (["livechart", "anime", "id=1"], "not_configured"),
        (["mal", "anime", "id=1"], "not_configured"),
    ] {
        let ran = emaki.run(&[&["--json", "source", "ask"], &arguments[..]].concat());
        assert_eq!(failure(&ran)["error_code"], code, "{arguments:?}: {ran}");
    }
    let ran = emaki.run(&["source", "ask", "mal", "anime", "id=1"]);
    assert!(ran.stderr.contains("EMAKI_SOURCES__MAL__CLIENT_ID"), "{ran}");
    assert_eq!(emaki.run(&["source", "ask", "jikan", "anime_full", "9001"]).code, Some(2));
    assert!(replay.unexpected().is_empty(), "{:?}", replay.unexpected());
}

#[test]
fn a_search_tells_what_the_source_cannot_express() {
    let (replay, emaki) = jikan();
    let ran =
        emaki.run(&["--json", "source", "search", "jikan", "moon", "depot", "score_min=7", "episodes_min=3"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let hits: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(hits[0]["external_id"], "mal:9001", "{ran}");
    assert!(ran.stderr.contains("not asked for: episodes_min"), "{ran}");
    let asked = &replay.requests()[0];
    assert_eq!(asked.query_value("q").as_deref(), Some("moon depot"));
    assert_eq!(asked.query_value("min_score").as_deref(), Some("7"));

    let wrong = emaki.run(&["--json", "source", "search", "jikan", "score_min=8", "score_max=7"]);
    let envelope = failure(&wrong);
    assert_eq!(envelope["error_code"], "invalid_parameter");
    let message = envelope["message"].as_str().unwrap_or_default();
    assert!(message.contains("score_min") && message.contains("score_max"), "{message}");
    let wrong = failure(&emaki.run(&["--json", "source", "search", "jikan", "colour=red"]));
    assert_eq!(wrong["error_code"], "invalid_parameter");
    assert_eq!(replay.total(), 1, "what cannot be is not asked");
}

#[test]
fn a_check_asks_one_cheap_question() {
    let (replay, emaki) = jikan();
    let checks = emaki.json(&["source", "check", "jikan", "livechart", "mal", "manual"]);
    let state = |source: &str| {
        let check = checks.as_array().into_iter().flatten().find(|check| check["source"] == source);
        check.unwrap_or_else(|| panic!("no {source} in {checks}"))["ok"].clone()
    };
    assert_eq!(state("jikan"), true);
    for skipped in ["livechart", "mal", "manual"] {
        assert!(state(skipped).is_null(), "{checks}");
    }
    assert_eq!(replay.total(), 1);

    replay.fault(Answer::failing(400));
    let other = Emaki::new().with("EMAKI_SOURCES__JIKAN__BASE_URL", &replay.url());
    let ran = other.run(&["source", "check", "jikan"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.stdout.contains("jikan\tfailed\t"), "{ran}");
    assert_eq!(failure(&other.run(&["--json", "source", "check", "jikann"]))["error_code"], "not_found");
}
