//! Pictures in the terminal: fetched, counted, found.

#[path = "../../../pictures/examples/measure/scenes.rs"]
mod scenes;

use std::fmt::Write as _;

use pictures::thumbnail;
use scenes::scene;
use testkit::replay::{Answer, Replay};

use crate::emaki::{Emaki, snapshot};

/// Three works with posters on a server of the test's own; the third is not there.
fn gallery() -> (Replay, Emaki) {
    let replay = Replay::start_blocking();
    let emaki =
        Emaki::new().with("EMAKI_ALLOW_PRIVATE", "true").with("EMAKI_PICTURES__REQUESTS_PER_SECOND", "1000");
    let mut lines = String::new();
    for number in 1..=3u64 {
        let path = format!("/poster/{number}.jpg");
        let answer = match number {
            3 => Answer::status(404),
            _ => Answer::bytes("image/jpeg", thumbnail(&scene(number), 4096)),
        };
        replay.on("GET", &path, answer);
        let record = serde_json::json!({
            "source": "manual",
            "kind": "work",
            "external_id": format!("mal:{number}"),
            "medium": "ANIME",
            "format": "TV",
            "title": format!("Depot {number}"),
            "year": 2000 + number,
            "images": [{ "url": format!("{}{path}", replay.url()), "kind": "POSTER" }],
        });
        writeln!(lines, "{record}").expect("a text takes all");
    }
    emaki.write("works.jsonl", lines);
    assert_eq!(emaki.run(&["--quiet", "import", "works.jsonl"]).code, Some(0));
    for number in [1, 2, 70_001] {
        emaki.write(&format!("{number}.jpg"), thumbnail(&scene(number), 240));
    }
    (replay, emaki)
}

#[test]
fn pictures_are_fetched_and_found() {
    let (_replay, emaki) = gallery();
    snapshot!("pictures_none_yet", emaki.run(&["search", "--image", "1.jpg"]));
    let fetched = emaki.run(&["pictures", "fetch"]);
    assert_eq!(fetched.code, Some(3), "one of them failed: {fetched}");
    snapshot!("pictures_fetch", fetched);
    snapshot!("pictures_fetch_again", emaki.run(&["pictures", "fetch"]));
    snapshot!("pictures_found", emaki.run(&["search", "--image", "2.jpg"]));
    snapshot!("pictures_not_found", emaki.run(&["search", "--image", "70001.jpg", "--limit", "1"]));
    let status = emaki.run(&["pictures", "status"]);
    assert!(status.stdout.contains("the server answered with status 404"), "{status}");
    let json = emaki.run(&["--json", "search", "--image", "2.jpg"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((&json["is_match"], &json["results"][0]["title"]), (&true.into(), &"Depot 2".into()));
    let similar = emaki.run(&["similar", "mal:1", "--visual"]);
    assert_eq!(similar.code, Some(0), "{similar}");
}

#[test]
fn what_cannot_be_asked_is_told() {
    let (_replay, emaki) = gallery();
    assert_eq!(emaki.run(&["--quiet", "pictures", "fetch"]).code, Some(3));
    emaki.write("drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    snapshot!("pictures_svg", emaki.run(&["search", "--image", "drawing.svg"]));
    snapshot!("pictures_no_file", emaki.run(&["search", "--image", "none.jpg"]));
    snapshot!("pictures_with_filters", emaki.run(&["search", "--image", "1.jpg", "--year_min", "1990"]));
    assert_eq!(emaki.run(&["search", "--weight", "0.5", "words"]).code, Some(2), "a share of no picture");
    let both = emaki.run(&["--json", "search", "depot", "--image", "1.jpg", "--weight", "0.9"]);
    let both: serde_json::Value = serde_json::from_str(&both.stdout).expect("JSON");
    assert_eq!(both["results"][0]["title"], "Depot 1", "{both}");
    let refused = emaki.run(&["search", "--pictures", "a girl with a sword"]);
    assert!(
        refused.code == Some(1) && refused.stderr.contains("no model of pictures is set up"),
        "{refused}"
    );
    snapshot!("pictures_of_none", emaki.run(&["similar", "mal:3", "--visual"]));
}

#[test]
fn a_worker_fetches_what_was_queued() {
    let (_replay, emaki) = gallery();
    let queued = emaki.run(&["pictures", "fetch", "--queue"]);
    assert_eq!(queued.code, Some(0), "{queued}");
    let worked = emaki.run(&["--quiet", "worker", "--drain"]);
    assert_eq!(worked.code, Some(0), "{worked}");
    let status = emaki.run(&["--json", "pictures", "status"]);
    let status: serde_json::Value = serde_json::from_str(&status.stdout).expect("JSON");
    assert_eq!((&status["pictures"], &status["failed"]), (&2.into(), &1.into()));
}
