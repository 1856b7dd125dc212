//! `emaki production`: pictures asked for and made on a terminal, grids, versions of presets.

use serde_json::{Value, json};

use crate::emaki::Emaki;

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} of {value}"))
}

#[test]
fn a_grid_is_made_and_shown() {
    let emaki = Emaki::new();
    let project = emaki.json(&["production", "project", "create", "Lanterns"]);
    let project = text(&project, "id");
    let asked = emaki.json(&[
        "production",
        "generate",
        "a {lamp|candle}",
        "--project",
        project,
        "--width",
        "64",
        "--height",
        "64",
        "--matrix",
        "steps=5,10",
        "--matrix",
        "sampler=euler,heun",
    ]);
    let batch = text(&asked, "batch_id");
    let waiting = emaki.run(&["production", "grid", batch]);
    assert_eq!(waiting.code, Some(0), "{waiting}");
    assert_eq!(waiting.stdout.lines().next(), Some("combination\tjobs\tfiles"), "{waiting}");
    assert_eq!(waiting.stdout.matches("1 queued").count(), 4, "{waiting}");
    assert_eq!(emaki.json(&["worker", "--drain"])["done"], 4);
    let made = emaki.run(&["production", "grid", batch]);
    let first = made.stdout.lines().nth(1).expect("a combination");
    assert!(first.starts_with("sampler=euler steps=5\t1 completed\tprojects/"), "{made}");
    let grid = emaki.json(&["production", "grid", batch]);
    assert_eq!(
        (&grid["counts"], grid["cells"].as_array().map(Vec::len)),
        (&json!({ "completed": 4 }), Some(4))
    );
    let job = text(&grid["cells"][3]["jobs"][0], "job_id");
    let again = emaki.json(&["production", "reproduce", job]);
    let again = emaki.run(&["production", "grid", text(&again, "batch_id")]);
    assert!(again.stdout.contains("sampler=heun steps=10\t1 queued"), "{again}");
    let odd = emaki.run(&["--json", "production", "grid", "7"]);
    assert!(odd.code != Some(0) && odd.stderr.contains("UUID"), "{odd}");
    let nobody = emaki.run(&["--json", "production", "grid", "00000000-0000-7000-8000-000000000000"]);
    assert!(nobody.code == Some(1) && nobody.stderr.contains("not_found"), "{nobody}");
}

#[test]
fn every_version_of_a_preset_is_told() {
    let emaki = Emaki::new();
    for words in ["lamp light", "lamp light, dusk"] {
        let file = emaki.write("style.json", json!({ "positive": words }).to_string());
        emaki.json(&["production", "preset", "save", "lamps", file.to_str().expect("plain")]);
    }
    emaki.json(&["production", "preset", "delete", "lamps"]);
    let versions = emaki.json(&["production", "preset", "versions", "lamps"]);
    let told: Vec<_> = versions.as_array().expect("a list").iter().map(|one| &one["version"]).collect();
    assert_eq!(told, [2, 1]);
    assert_eq!((&versions[1]["positive"], &versions[0]["author"]), (&json!("lamp light"), &json!("cli")));
    assert!(versions[0]["removed_at"].is_string() && versions[0]["built_in"] == false, "{versions}");
    let built_in = emaki.json(&["production", "preset", "versions", "manga"]);
    assert_eq!((built_in.as_array().map(Vec::len), &built_in[0]["built_in"]), (Some(1), &json!(true)));
    let table = emaki.run(&["production", "preset", "versions", "lamps"]);
    assert!(table.stdout.lines().nth(1).is_some_and(|line| line.starts_with("2\t")), "{table}");
    let nothing = emaki.run(&["--json", "production", "preset", "versions", "mango"]);
    assert!(
        nothing.code == Some(1) && nothing.stderr.contains("manga"),
        "it names those there are: {nothing}"
    );
}

#[test]
fn a_bible_goes_on_with_the_version_that_is_named() {
    let emaki = Emaki::new();
    let project = emaki.json(&["production", "project", "create", "Lanterns"]);
    let project = text(&project, "id");
    let made = emaki.json(&[
        "production",
        "character",
        "create",
        "--project",
        project,
        "--name",
        "Mirei",
        "--appearance",
        "silver hair",
    ]);
    let id = text(&made, "id");
    let change = |fields: Value, more: &[&str]| {
        let file = emaki.write("change.json", fields.to_string());
        let arguments = ["--json", "production", "character", "update", id, file.to_str().expect("plain")];
        emaki.run(&[&arguments[..], more].concat())
    };
    let second = change(json!({ "personality": "patient" }), &["--expected", "1"]);
    assert_eq!(second.code, Some(0), "{second}");
    let third = change(json!({ "backstory": "a depot" }), &["--base", "1", "--expected", "2"]);
    let third: Value = serde_json::from_str(&third.stdout).expect("JSON");
    assert_eq!(
        (&third["version"], &third["personality"], &third["backstory"]),
        (&json!(3), &json!(""), &json!("a depot"))
    );
    let late = change(json!({ "backstory": "a pier" }), &["--base", "1", "--expected", "2"]);
    assert!(late.code == Some(1) && late.stderr.contains("conflict"), "{late}");
}

#[test]
fn what_people_read_has_no_line_without_words() {
    let emaki = Emaki::new();
    let project = emaki.run(&["production", "project", "create", "Lanterns"]);
    let first = project.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with("id\t") && project.stdout.contains("name\tLanterns\n"), "{project}");
    let asked =
        emaki.json(&["production", "generate", "a lamp", "--width", "64", "--height", "64", "--steps", "1"]);
    let id = text(&asked, "job_id").to_owned();
    assert_eq!(emaki.json(&["worker", "--drain"])["done"], 1);
    let done = emaki.json(&["production", "jobs", "show", &id]);
    assert_eq!((&done["status"], &done["message"]), (&json!("completed"), &json!("completed")), "{done}");
    for ask in [&["production", "jobs", "show", &id][..], &["jobs", "show", &id], &["jobs", "events", &id]] {
        let shown = emaki.run(ask);
        assert!(shown.stdout.lines().all(|line| !line.trim().is_empty()), "{shown}");
    }
    let events = emaki.json(&["jobs", "events", &id]);
    let last = events.as_array().and_then(|events| events.last()).expect("events");
    assert_eq!((&last["event"], &last["message"]), (&json!("done"), &json!("done")), "{events}");
}

#[test]
fn a_value_that_is_no_good_is_named_by_its_option() {
    let emaki = Emaki::new();
    for (option, ask) in [
        ("--project", &["production", "generate", "a lamp", "--project", "nope"][..]),
        ("--character", &["production", "generate", "a lamp", "--character", "nope"]),
        ("--width", &["production", "generate", "a lamp", "--width", "100"]),
        ("--key", &["production", "generate", "a lamp", "--key", ""]),
        ("--project", &["production", "jobs", "list", "--project", "nope"]),
        ("--project", &["production", "take", "list", "--project", "nope"]),
        ("--character", &["production", "take", "list", "--character", "nope"]),
        ("--project", &["production", "character", "list", "--project", "nope"]),
        ("--project", &["production", "character", "create", "--project", "nope", "--name", "Mirei"]),
        ("--project", &["production", "webhook", "list", "--project", "nope"]),
    ] {
        let ran = emaki.run(ask);
        assert_eq!(ran.code, Some(2), "{ran}");
        assert!(ran.stderr.contains(option) && !ran.stderr.contains("_id"), "{ran}");
        let ran = emaki.run(&[&["--json"], ask].concat());
        let envelope: Value = serde_json::from_str(&ran.stderr).expect("JSON");
        assert_eq!(envelope["details"]["parameter"], option.trim_start_matches('-'), "{ran}");
    }
}
