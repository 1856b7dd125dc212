//! `emaki jobs` and `emaki worker`: queued, run, looked at, directed.

use serde_json::{Value, json};
use testkit::lanterns::{NINE, nine};

use crate::{
    emaki::{Emaki, snapshot},
    enrich, fixtures,
};

fn probes(emaki: &Emaki, count: &str) -> Vec<String> {
    let made = emaki.json(&["jobs", "probe", "--count", count]);
    let ids = made.as_array().expect("a list").iter();
    ids.map(|job| job["job_id"].as_str().expect("an id").to_owned()).collect()
}

/// What tells the same of every run: no ids, no times, no workers.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| c.is_whitespace()) {
        let bare = word.trim_end();
        let is_id = bare.len() == 36 && bare.matches('-').count() == 4;
        out += &if is_id { word.replace(bare, "[job]") } else { word.to_owned() };
    }
    out
}

#[test]
fn jobs_are_queued_run_and_told() {
    let emaki = Emaki::new();
    let ids = probes(&emaki, "3");
    assert_eq!(emaki.json(&["jobs", "show", &ids[2]])["queue_position"], 2);
    assert_eq!(emaki.json(&["worker", "--once"])["done"], 1);
    assert_eq!(emaki.json(&["jobs", "show", &ids[0]])["status"], "done", "the oldest goes first");
    let ran = emaki.run(&["worker", "--drain", "--workers", "2"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "2 done\n"), "{ran}");
    assert_eq!(emaki.json(&["worker", "--drain"])["done"], 0);

    let events = emaki.json(&["jobs", "events", &ids[1]]);
    let words: Vec<&Value> = events.as_array().expect("a list").iter().map(|event| &event["event"]).collect();
    assert_eq!(words, ["queued", "started", "progress", "done"]);
    let followed = emaki.run(&["--json", "jobs", "events", &ids[1], "--after", "2", "--follow"]);
    let lines: Vec<Value> =
        followed.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().map(|event| &event["seq"]).collect::<Vec<_>>(), [3, 4]);
    let list = emaki.json(&["jobs", "list", "--status", "done"]);
    assert_eq!(list["jobs"].as_array().map(Vec::len), Some(3));
    let audit = emaki.json(&["audit"]);
    let told = audit.as_array().expect("a list").iter().filter(|line| line["action"] == "job.probe");
    assert_eq!(told.count(), 3);
}

#[test]
fn jobs_are_cancelled_retried_moved_and_paused() {
    let emaki = Emaki::new();
    let ids = probes(&emaki, "2");
    assert_eq!(emaki.json(&["jobs", "priority", &ids[1], "9"])["priority"], 9);
    assert_eq!(emaki.json(&["jobs", "cancel", &ids[0]])["status"], "cancelled");
    let over = emaki.run(&["--json", "jobs", "cancel", &ids[0]]);
    assert_eq!(over.code, Some(1), "{over}");
    assert_eq!(serde_json::from_str::<Value>(&over.stderr).expect("JSON")["error_code"], "conflict");
    assert_eq!(emaki.json(&["jobs", "retry", &ids[0]])["status"], "queued");

    assert_eq!(
        emaki.json(&["jobs", "pause", "probe"]),
        json!({"what": "kind:probe", "paused": true, "changed": true})
    );
    assert_eq!(emaki.json(&["worker", "--once"])["done"], 0, "a pause holds");
    assert_eq!(emaki.json(&["jobs", "resume", "probe"])["changed"], true);
    assert_eq!(emaki.json(&["worker", "--once"])["done"], 1);
    assert_eq!(emaki.json(&["jobs", "show", &ids[1]])["status"], "done", "the urgent one goes first");
    assert_eq!(emaki.run(&["jobs", "pause", "everything"]).code, Some(2));
    assert_eq!(emaki.run(&["worker", "--kinds", "probes", "--once"]).code, Some(2));
    assert_eq!(emaki.run(&["jobs", "show", "17"]).code, Some(2));
    let none = emaki.run(&["--json", "jobs", "show", "00000000-0000-7000-8000-000000000000"]);
    assert_eq!(serde_json::from_str::<Value>(&none.stderr).expect("JSON")["error_code"], "not_found");
}

#[test]
fn what_people_read() {
    let emaki = Emaki::new();
    probes(&emaki, "2");
    emaki.run(&["worker", "--once"]);
    emaki.run(&["jobs", "pause"]);
    let mut list = emaki.run(&["jobs", "list"]);
    list.stdout = plain(&list.stdout);
    snapshot!("the_list_of_jobs", list);
    snapshot!("a_pause_is_told", emaki.run(&["jobs", "pause"]));
    let id = emaki.json(&["jobs", "list", "--status", "done"])["jobs"][0]["job_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let mut events = emaki.run(&["jobs", "events", &id]);
    events.stdout = plain(&events.stdout);
    snapshot!("the_events_of_a_job", events);
}

#[test]
fn a_work_is_enriched_by_a_worker() {
    let emaki = fixtures::imported();
    let first = emaki.json(&["jobs", "enrich", "--title", "Harbor of Paper Lanterns", "--level", "basic"]);
    let work = &emaki.json(&["search", "Harbor of Paper Lanterns"])["results"][0]["id"];
    let again = emaki.json(&["jobs", "enrich", "--id", &work.to_string(), "--level", "basic"]);
    assert_eq!((&first["is_new"], &again["is_new"]), (&json!(true), &json!(false)));
    assert_eq!(first["job_id"], again["job_id"]);
    assert_eq!(emaki.json(&["worker", "--drain"])["done"], 1);
    let done = emaki.json(&["jobs", "show", first["job_id"].as_str().expect("an id")]);
    assert_eq!((&done["status"], &done["result"]["work"]), (&json!("done"), work), "{done}");
    assert_eq!(
        emaki.run(&["jobs", "enrich", "--title", "Moonlit Depot"]).code,
        Some(1),
        "two have that title"
    );
    assert_eq!(emaki.run(&["jobs", "enrich"]).code, Some(2));
}

#[test]
fn ended_jobs_are_pruned() {
    let emaki = Emaki::new().with("EMAKI_JOBS__KEEP", "1");
    probes(&emaki, "4");
    emaki.run(&["worker", "--drain"]);
    assert_eq!(emaki.json(&["db", "prune"])["jobs"], 3);
    assert_eq!(emaki.json(&["jobs", "list"])["jobs"].as_array().map(Vec::len), Some(1));
    assert_eq!(emaki.run(&["db", "verify"]).code, Some(0));
}

#[test]
fn a_worker_asks_nine_sources_and_tells_how_they_fare() {
    let replay = nine();
    let emaki = enrich::installed(&replay);
    let job = emaki.json(&["jobs", "enrich", "--id", "mal:70501", "--level", "comprehensive"]);
    let id = job["job_id"].as_str().expect("an id").to_owned();
    assert_eq!(emaki.json(&["worker", "--drain"])["done"], 1, "{}", emaki.run(&["jobs", "show", &id]));
    let events = emaki.json(&["jobs", "events", &id]);
    let sources = events.as_array().expect("a list").iter().filter(|event| event["event"] == "source");
    let fresh: Vec<&str> = sources
        .filter(|event| event["data"]["state"] == "fresh")
        .filter_map(|event| event["data"]["source"].as_str())
        .collect();
    assert_eq!(fresh.len(), NINE.len(), "{fresh:?}: {events}");

    let figures = emaki.json(&["source", "health"]);
    let figures = figures.as_array().expect("a list");
    for source in NINE {
        let figure = figures.iter().find(|figure| figure["source"] == source);
        let figure = figure.unwrap_or_else(|| panic!("{source} was asked: {figures:?}"));
        assert!(figure["day"]["requests"].as_u64() > Some(0), "{figure}");
        assert_eq!((&figure["success"], &figure["breaker"]), (&json!(1.0), &json!("closed")), "{figure}");
    }
    // Each is told as it is heard, and the count goes up by one.
    let told = events.as_array().expect("a list").iter().filter(|event| event["event"] == "progress");
    let told: Vec<(u64, &str)> = told
        .filter(|event| event["total"] == NINE.len())
        .map(|event| {
            (event["done"].as_u64().unwrap_or_default(), event["message"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(told.iter().map(|(done, _)| *done).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]);
    assert_eq!(told.last().map(|(_, message)| *message), Some("merged"));
    for source in NINE {
        assert!(told.iter().any(|(_, message)| *message == format!("{source} answered")), "{told:?}");
    }
    // The same again is that job, because another would ask nobody; at another level it is another.
    replay.forget();
    let again = emaki.json(&["jobs", "enrich", "--id", "mal:70501", "--level", "comprehensive"]);
    assert_eq!(
        (&again["job_id"], &again["status"], &again["is_new"]),
        (&job["job_id"], &json!("done"), &json!(false))
    );
    let other = emaki.json(&["jobs", "enrich", "--id", "mal:70501", "--level", "detailed"]);
    assert_ne!(other["job_id"], job["job_id"]);
    assert_eq!(emaki.json(&["worker", "--drain"])["done"], 1);
    assert_eq!(replay.total(), 0, "what is known is not asked again");
}

#[test]
fn what_is_asked_for_is_refreshed() {
    let replay = nine();
    let emaki = enrich::installed(&replay);
    assert_eq!(emaki.json(&["jobs", "refresh"])["jobs"], 0, "nobody has asked for anything yet");
    emaki.json(&["work", "mal:70501"]);
    emaki.run(&["jobs", "pause"]);
    assert_eq!(emaki.json(&["jobs", "refresh"])["jobs"], 0, "a pause holds");
    emaki.run(&["jobs", "resume"]);
    let scheduled = emaki.json(&["jobs", "refresh"]);
    assert_eq!(
        scheduled,
        json!({"airing": 0, "asked": 1, "jobs": 2}),
        "by interfaces and facts; it does not air"
    );
    assert_eq!(emaki.json(&["jobs", "refresh"])["jobs"], 0, "what is queued is no longer due");
    assert_eq!(replay.total(), 0, "nobody was asked so far");
    assert_eq!(emaki.json(&["worker", "--drain", "--workers", "1"])["done"], 2);
    assert!(replay.total() > 10, "{}", replay.total());
    let list = emaki.json(&["jobs", "list", "--kind", "refresh"]);
    for job in list["jobs"].as_array().expect("a list") {
        assert_eq!((&job["status"], &job["result"]["work"]), (&json!("done"), &json!(1)), "{job}");
    }
}
