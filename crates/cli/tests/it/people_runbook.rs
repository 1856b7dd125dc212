//! The runbook of people, followed: the commands of `docs/people.md` in their order, against a small Google and a
//! bucket of loopback. Each ends with 0.

use testkit::{
    bucket::Bucket,
    people::{Invented, legacy_csv, people},
};

use crate::{
    emaki::{Emaki, Ran},
    google::{Google, film},
};

const RUNBOOK: &str = include_str!("../../../../docs/people.md");
/// What stands in the runbook for what is somebody's own.
const SHEET: &str = "https://docs.google.com/spreadsheets/d/e/…/pubhtml";
const STORAGE: &str = "s3://bucket/folder";
const VIDEO: &str = "dep0tLampA1";
const ASSET: &str = "00000000-0000-8000-8000-000000000151";

/// The lines of all fences of the shell.
fn lines() -> Vec<&'static str> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in RUNBOOK.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside && !line.trim().is_empty() => lines.push(line),
            _ => {}
        }
    }
    lines
}

/// A dozen people, one of them with the id 151: two documents, a file, a folder, two videos, and some without a link.
fn dozen() -> Vec<Invented> {
    let mut room = [("/document/", 2), ("/file/", 1), ("/folders/", 1), ("watch?v=", 2)];
    let mut bare = 5;
    let mut chosen = Vec::new();
    for one in people(31) {
        let room = match &one.link {
            Some(link) => room.iter_mut().find(|(part, _)| link.contains(part)).map(|(_, left)| left),
            None => Some(&mut bare),
        };
        let Some(room) = room.filter(|left| **left > 0 && one.row_id != 151) else { continue };
        *room -= 1;
        chosen.push(one);
    }
    // Whoever is erased in the end has a video that nobody else has.
    let link = Some("https://www.youtube.com/watch?v=0nlyth3irs1".to_owned());
    let email = "somebody.151@example.org".to_owned();
    chosen.push(Invented { row_id: 151, name: "Nova Lantern".to_owned(), email, link, ..chosen[0].clone() });
    chosen
}

#[test]
fn the_runbook_can_be_followed() {
    let sheet = dozen();
    assert_eq!(sheet.len(), 12);
    let (google, bucket) = (Google::of(sheet.clone()), Bucket::start("shelf"));
    let emaki = google
        .settings(Emaki::new())
        .with("AWS_ENDPOINT", &bucket.server().url())
        .with("AWS_REGION", "us-east-1")
        .with("AWS_ACCESS_KEY_ID", "testing")
        .with("AWS_SECRET_ACCESS_KEY", "testing");
    let tool = google.tool(&emaki.path(""));
    let mut emaki = emaki.with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &tool.display().to_string());
    emaki.write("output.csv", legacy_csv(&sheet));
    let wanted = google.wanted();
    let (owner, _, video) =
        wanted.iter().find(|(_, kind, id)| *kind == "youtube_video" && !id.starts_with('-')).expect("videos");
    let is_followed = |line: &&str| !line.starts_with("curl ") && !line.starts_with("emaki serve");
    let mut asset: Option<String> = None;
    let mut done: Vec<(&str, Ran)> = Vec::new();
    for line in lines().into_iter().filter(is_followed) {
        let own = line
            .replace(SHEET, &google.sheet())
            .replace(STORAGE, "s3://shelf/people")
            .replace(VIDEO, video)
            .replace(ASSET, asset.as_deref().unwrap_or(ASSET));
        assert!(!own.contains('…') || own.contains('#'), "the runbook leaves something open: {line}");
        if let Some(set) = own.strip_prefix("export ") {
            let set = set.split_whitespace().next().unwrap_or_default();
            let (name, value) = set.split_once('=').unwrap_or_else(|| panic!("{line}"));
            emaki = emaki.with(name, value);
            continue;
        }
        if own.contains("export --map") {
            // From here on the ids of files are known.
            let lines = emaki.json(&["people", "map", "--person", "151", "--here"]);
            asset = lines[0]["asset"].as_str().map(str::to_owned);
        }
        if own.contains("--bucket") {
            // What the old pipeline left there.
            for uuid in ["uuid-2", "uuid-7"] {
                bucket.put(&format!("people/files/{uuid}.mp4"), &film(uuid, 3_000));
            }
        }
        let ran = emaki.run_script(&own);
        assert_eq!(ran.code, Some(0), "{line}\n{ran}");
        done.push((line, ran));
    }
    let said = |begin: &str| {
        let found =
            done.iter().find(|(line, _)| line.starts_with(begin)).unwrap_or_else(|| panic!("{begin}"));
        format!("{}{}", found.1.stdout, found.1.stderr)
    };
    let whose = said("emaki people map dep0tLampA1");
    assert!(whose.split_whitespace().any(|word| word == owner), "{owner}: {whose}");
    let theirs = said("emaki people map --person 151");
    assert!(theirs.contains("Nova Lantern") && theirs.contains("0nlyth3irs1"), "{theirs}");
    // Everything that was to come came, but for whom was erased.
    let lines = emaki.json(&["people", "map", "--here"]);
    let lines = lines.as_array().expect("a list");
    for (person, kind, media) in &wanted {
        let is_it = |line: &&serde_json::Value| {
            line["person"] == person.as_str() && line["kind"] == *kind && line["media_id"] == media.as_str()
        };
        assert_eq!(
            lines.iter().filter(is_it).count(),
            usize::from(person != "151"),
            "{person} {kind} {media}"
        );
    }
    let text = std::fs::read_to_string(emaki.path("output.csv")).expect("the file");
    assert!(!text.contains("Nova Lantern") && !text.contains("somebody.151@"), "{text}");
    assert!(
        std::fs::read_dir(emaki.path("browse")).expect("the tree").count() >= 6,
        "a folder for each person"
    );
}
