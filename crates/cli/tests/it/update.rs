//! `emaki update`: a new release found, weighed, applied, undone.

use serde_json::json;

use crate::emaki::Emaki;

fn entry(title: &str, mal: u32) -> String {
    json!({
        "sources": [format!("https://myanimelist.net/anime/{mal}")], "title": title, "type": "TV", "episodes": 12,
        "status": "FINISHED", "animeSeason": {"season": "SPRING", "year": 2031},
        "picture": "https://pictures.example/p.jpg", "thumbnail": "https://pictures.example/t.jpg", "synonyms": [],
        "studios": [], "producers": [], "relatedAnime": [], "tags": ["trains"]
    })
    .to_string()
}

fn release(date: &str, count: u32) -> String {
    let head =
        json!({"license": {"name": "invented"}, "repository": "https://a.example", "lastUpdate": date});
    let entries: Vec<String> = (1..=count).map(|number| entry(&format!("Depot {number}"), number)).collect();
    format!("{head}\n{}\n", entries.join("\n"))
}

/// What tells the same of every run: no folders, no times, no sizes of files.
fn plain(emaki: &Emaki, text: &str) -> String {
    let text = text.replace(&emaki.path("").display().to_string(), "[folder]/");
    let lines = text.lines().map(|line| {
        let words = line.split(' ').map(|word| {
            let is_time = word.len() >= 16 && word.as_bytes().get(4) == Some(&b'-') && word.contains(':');
            let is_day = word.len() == 10
                && word.matches('-').count() == 2
                && word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let is_hour = word.len() == 5 && word.as_bytes().get(2) == Some(&b':');
            if is_time || is_day || is_hour { "[time]".to_owned() } else { word.to_owned() }
        });
        words.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_release_is_found_weighed_applied_and_undone() {
    let emaki = Emaki::new();
    let (first, mirror) = (emaki.write("first.jsonl", release("2031-01", 20)), emaki.path("mirror.jsonl"));
    emaki.write(
        "emaki.toml",
        format!(
            "[updates.datasets.offline-db]\nformat = \"offline-db\"\naddresses = [{:?}]\n",
            mirror.display().to_string()
        ),
    );
    let mut told = Vec::new();
    let mut step = |arguments: &[&str]| {
        let ran = emaki.run(arguments);
        told.push(format!(
            "$ emaki {}\n{}{}= {}\n",
            arguments.join(" "),
            plain(&emaki, &ran.stdout) + "\n",
            plain(&emaki, &ran.stderr) + "\n",
            ran.code.unwrap_or(-1)
        ));
    };
    assert_eq!(emaki.run(&["import", &first.display().to_string()]).code, Some(0));
    step(&["update", "run"]);
    emaki.write("mirror.jsonl", release("2031-02", 21));
    step(&["update", "check"]);
    step(&["update", "run", "--by", "ann"]);
    step(&["update", "run"]);
    emaki.write("mirror.jsonl", release("2031-03", 10));
    step(&["update", "run"]);
    step(&["update", "show", "2"]);
    step(&["update", "safety"]);
    step(&["update", "refuse", "2", "--by", "ann"]);
    step(&["update", "approve", "2"]);
    step(&["update", "undo", "1", "--by", "ben"]);
    step(&["update", "undo", "1"]);
    step(&["update", "list"]);
    step(&["update", "status"]);
    step(&["update", "schedule", "--off"]);
    step(&["update", "check", "nothing"]);
    step(&["update", "show", "0"]);
    insta::assert_snapshot!(told.concat());
    assert_eq!(emaki.json(&["update", "list"])[1]["state"], "undone");
    assert_eq!(emaki.json(&["update", "show", "1"])["report"]["undone"]["retired"], 1);
    assert_eq!(emaki.run(&["db", "verify"]).code, Some(0));
}

#[test]
fn addresses_that_do_not_answer_are_told_with_their_cause() {
    let emaki = Emaki::new();
    let (first, mirror) = (emaki.write("first.jsonl", release("2031-01", 3)), emaki.path("mirror.jsonl"));
    // Port 9 of this machine, where nobody listens.
    let gone = "http://127.0.0.1:9/release.jsonl";
    let dataset = |addresses: &[String]| {
        emaki.write(
            "emaki.toml",
            format!("[updates.datasets.offline-db]\nformat = \"offline-db\"\naddresses = {addresses:?}\n"),
        );
    };
    assert_eq!(emaki.run(&["import", &first.display().to_string()]).code, Some(0));
    dataset(&[gone.to_owned(), emaki.path("nowhere.jsonl").display().to_string()]);
    let none = emaki.run(&["update", "check"]);
    assert_eq!(none.code, Some(1), "{none}");
    assert!(none.stdout.to_lowercase().contains("refused") && none.stdout.contains("No such file"), "{none}");
    assert!(none.stderr.contains("no address answers"), "{none}");
    assert_eq!(emaki.run(&["--json", "update", "check"]).code, Some(1));

    std::fs::write(mirror, release("2031-01", 3)).expect("the folder is ours");
    dataset(&[gone.to_owned(), emaki.path("mirror.jsonl").display().to_string()]);
    assert_eq!(emaki.run(&["update", "check"]).code, Some(3), "one of two answers");
}
