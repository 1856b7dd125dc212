//! `emaki model` in the terminal, on the tiny random models of the `embedding` crate.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use testkit::replay::{Answer, Replay};

use crate::emaki::Emaki;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../embedding/fixtures").join(name)
}

/// Eight works to embed.
fn furnished() -> Emaki {
    let emaki = Emaki::new();
    let mut lines = String::new();
    for (number, word) in
        ["moon", "girl", "thief", "baker", "robot", "ghost", "knight", "singer"].iter().enumerate()
    {
        let record = serde_json::json!({
            "source": "manual", "kind": "work", "external_id": format!("mal:{}", number + 1), "medium": "ANIME",
            "format": "TV", "title": format!("The {word} of the depot"), "year": 2001, "tags": ["drama", word],
        });
        writeln!(lines, "{record}").expect("a text takes all");
    }
    emaki.write("works.jsonl", lines);
    emaki.write(
        "judged.jsonl",
        "{\"id\":\"1\",\"query\":\"moon\",\"kind\":\"plot\",\"relevant\":{\"1\":3}}\n",
    );
    assert_eq!(emaki.run(&["--quiet", "import", "works.jsonl"]).code, Some(0));
    emaki
}

/// The arguments of a small table.
fn distill<'a>(teacher: &'a str, name: &'a str) -> Vec<&'a str> {
    let figures = ["--dimensions", "8", "--pieces", "300", "--phrases", "40", "--epochs", "3"];
    let mut arguments =
        vec!["--json", "model", "distill", teacher, "--name", name, "--held-out", "judged.jsonl"];
    arguments.extend(figures);
    arguments
}

#[test]
fn a_table_made_twice_is_the_same_bytes_and_answers() {
    let emaki = furnished();
    let teacher = fixture("tiny-bert").display().to_string();
    let make = |more: &[&str]| {
        let run = emaki.run(&[&distill(&teacher, "one")[..], more].concat());
        assert_eq!(run.code, Some(0), "{run}");
        let files = ["table.bin", "README.md", "card.json"].map(|name| {
            std::fs::read(emaki.path("data/models/one").join(name)).expect("a file of the table")
        });
        (serde_json::from_str::<serde_json::Value>(&run.stdout).expect("JSON"), files)
    };
    let (told, files) = make(&[]);
    let (_, again) = make(&["--force"]);
    assert!(files == again, "the table and its card are the same, byte for byte");
    assert_eq!((&told["works"], &told["held_out"]), (&7.into(), &1.into()));
    let again = emaki.run(&distill(&teacher, "one"));
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("--force"), "{again}");

    let emaki = emaki.with("EMAKI_MODEL__TEXT", "one");
    let doctor = emaki.run(&["doctor"]);
    assert!(doctor.stdout.contains("0 of 0 works"), "{doctor}");
    let embedded = emaki.run(&["--json", "model", "embed"]);
    let embedded: serde_json::Value = serde_json::from_str(&embedded.stdout).expect("JSON");
    assert_eq!((&embedded["works"]["embedded"], &embedded["works"]["is_whole"]), (&8.into(), &true.into()));
    let judged = emaki.run(&["--json", "model", "eval", "judged.jsonl"]);
    let judged: serde_json::Value = serde_json::from_str(&judged.stdout).expect("JSON");
    assert!(judged["model"].as_str().is_some_and(|id| id.starts_with("one@")), "{judged}");
    assert_eq!(judged["kinds"][0]["questions"], 1);
    let found = emaki.run(&["search", "moon"]);
    assert!(found.stdout.contains("The moon of the depot"), "{found}");
}

#[test]
fn models_are_listed_pulled_and_refused() {
    let replay = Replay::start_blocking();
    replay.on("GET", "/**", Answer::status(404));
    for name in
        ["config.json", "tokenizer.json", "modules.json", "1_Pooling/config.json", "model.safetensors"]
    {
        let file = std::fs::read(fixture("tiny-bert").join(name)).expect("a fixture");
        let answer = Answer::bytes("application/octet-stream", file);
        replay.on("GET", &format!("/ann/tiny/resolve/main/{name}"), answer);
    }
    let emaki = furnished().with("EMAKI_MODEL__BASE_URL", &replay.url());
    let listed = emaki.run(&["model", "list"]);
    assert!(listed.stdout.contains("builtin\ttable\ttexts\t192\t"), "{listed}");
    assert!(listed.stdout.contains("Apache-2.0") && listed.stderr.contains("emaki model pull"), "{listed}");
    let pulled = emaki.run(&["model", "pull", "ann/tiny"]);
    assert_eq!(pulled.code, Some(0), "{pulled}");
    assert!(pulled.stdout.contains("model.safetensors") && pulled.stdout.contains("not checked"), "{pulled}");
    assert!(pulled.stderr.contains("`text = \"tiny\"` under [model]"), "{pulled}");
    let listed = emaki.run(&["model", "list"]);
    assert!(listed.stdout.contains("tiny\tbert"), "{listed}");
    let none = emaki.run(&["model", "pull", "ann/none"]);
    assert_eq!(none.code, Some(1), "{none}");
    assert!(none.stderr.contains("is the model's name right"), "{none}");
    let nothing = emaki.run(&["model", "embed"]);
    assert!(nothing.code == Some(0) && nothing.stderr.contains("nothing to do"), "{nothing}");
    let worker = emaki.with("EMAKI_MODEL__TEXT", "tiny");
    assert_eq!(worker.run(&["--quiet", "model", "embed", "--queue"]).code, Some(0));
    assert_eq!(worker.run(&["--quiet", "worker", "--drain"]).code, Some(0));
    let doctor = worker.run(&["doctor"]);
    assert!(doctor.stdout.contains("tiny@"), "{doctor}");
}

#[test]
fn a_damaged_folder_is_told_with_what_to_do() {
    let emaki = furnished();
    std::fs::create_dir(emaki.path("models-broken")).expect("a folder");
    emaki.write("models-broken/config.json", "{\"model_type\":\"bert\"}");
    let emaki = emaki.with("EMAKI_MODEL__TEXT", "models-broken");
    let doctor = emaki.run(&["doctor"]);
    assert!(doctor.stdout.contains("the built-in table answers in its place"), "{doctor}");
    assert_eq!(emaki.run(&["--quiet", "search", "moon"]).code, Some(0));
    let strict = emaki.with("EMAKI_MODEL__FALLBACK", "false");
    let refused = strict.run(&["search", "moon"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("fallback = true"), "{refused}");
}
