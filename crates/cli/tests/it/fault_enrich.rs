//! `kill -9` in the middle of enriching: run again, what was journaled is not asked for a second time, and the
//! record is that of an undisturbed run.
//!
//! `EMAKI_FAULT_ROUNDS` sets how many times (5 when not set), `EMAKI_FAULT_SEED` the moments. The moments are lines
//! of the log at its finest, where each statement and each request has one.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::Value;
use testkit::{
    lanterns::{TITLE, nine},
    replay::Replay,
};

use crate::{
    emaki::Emaki,
    enrich::installed,
    fault::{next, number},
};

/// All that has an interface; pages differ only in their pace.
const RUN: [&str; 5] = ["enrich", "--title", TITLE, "--agent", "mine"];

/// Starts the command and kills it when its log has so many lines; whether it was still running.
fn kill(emaki: &Emaki, lines: u64) -> bool {
    let mut command = emaki.command(&[&["-vvv", "--log-format", "json"], &RUN[..]].concat());
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("the binary starts");
    let log = BufReader::new(child.stderr.take().expect("a pipe"));
    let seen = log.lines().take(usize::try_from(lines).expect("a small number")).count() as u64;
    let _ = child.kill();
    let status = child.wait().expect("the binary ends");
    seen == lines && status.code().is_none()
}

/// What is known in the end: the record, who said what, and how each source stands. When something was asked is
/// a matter of the clock.
fn state(emaki: &Emaki) -> Value {
    let mut answer = emaki.json(&["enrich", "--title", TITLE, "--offline"]);
    answer["quality"] = Value::Null;
    answer["record"]["enrichment_metadata"] = Value::Null;
    for claim in answer["provenance"].as_array_mut().into_iter().flatten() {
        claim["at"] = Value::Null;
    }
    for source in answer["sources"].as_array_mut().into_iter().flatten() {
        source["asked_at"] = Value::Null;
    }
    answer
}

/// The requests so far, each with how often it was made.
fn requests(replay: &Replay) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for request in replay.requests() {
        *seen.entry(format!("{} {} {}", request.method, request.target(), request.text())).or_insert(0) += 1;
    }
    seen
}

/// The questions whose answers are journaled.
fn journaled(emaki: &Emaki) -> Vec<(String, String)> {
    let lines = emaki.export();
    let lines = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let done = lines.filter(|line| line["kind"] == "gathered" && line["state"] == "done");
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    done.map(|line| (text(&line, "source"), text(&line, "endpoint"))).collect()
}

#[test]
fn enriching_survives_kill_9_at_any_moment() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 5), number("EMAKI_FAULT_SEED", 20_210_404));
    let (lines, expected, once) = {
        let replay = nine();
        let emaki = installed(&replay);
        let ran = emaki.run(&[&["-vvv", "--log-format", "json"], &RUN[..]].concat());
        assert_eq!(ran.code, Some(0), "{ran}");
        (ran.stderr.lines().count() as u64, state(&emaki), requests(&replay))
    };
    assert!(lines > 40, "it tells of its steps: {lines} lines");
    assert!(once.values().all(|count| *count == 1), "an undisturbed run asks once: {once:#?}");

    let (mut moments, mut killed) = (seed, 0);
    for round in 0..rounds {
        let replay = nine();
        let emaki = installed(&replay);
        for _ in 0..=next(&mut moments) % 2 {
            killed += u64::from(kill(&emaki, 1 + next(&mut moments) % lines));
            let before = requests(&replay);
            let done = journaled(&emaki);
            replay.forget();
            let ran = emaki.run(&RUN);
            assert_eq!(ran.code, Some(0), "round {round} of seed {seed}: {ran}");
            // What came before the kill is journaled or in the cache. A request whose answer was on the wire is
            // neither, and may be made again; at most one for each source is.
            let again: Vec<String> =
                requests(&replay).into_keys().filter(|key| before.contains_key(key)).collect();
            let sources: std::collections::BTreeSet<&str> =
                again.iter().filter_map(|key| key.split('/').nth(1)).collect();
            assert!(again.len() <= sources.len(), "round {round} of seed {seed}: {again:#?}");
            for (source, endpoint) in &done {
                let repeated = again.iter().any(|key| is_about(key, source, endpoint));
                assert!(!repeated, "round {round} of seed {seed}: {source} {endpoint} again: {again:#?}");
            }
        }
        assert!(state(&emaki) == expected, "round {round} of seed {seed}: {:#}", state(&emaki));
        assert_eq!(emaki.run(&["db", "verify"]).code, Some(0), "round {round} of seed {seed}");
    }
    assert!(killed > 0, "seed {seed} killed nothing");
}

/// Whether a request is the one to an endpoint.
fn is_about(key: &str, source: &str, endpoint: &str) -> bool {
    let Some(rest) = key.split_once(&format!("/{source}")).map(|(_, rest)| rest) else { return false };
    match endpoint {
        "anime_full" => rest.contains("/full"),
        "anime_characters" | "characters" => rest.contains("characters"),
        "anime_episodes" | "episodes" => rest.contains("/episodes"),
        "airing" => rest.contains("airingSchedule("),
        "media" => rest.contains("description(asHtml"),
        "search" => rest.starts_with("/anime?"),
        "anime" => {
            !rest.contains("/episodes") && !rest.contains("characters") && !rest.starts_with("/anime?")
        }
        _ => false,
    }
}
