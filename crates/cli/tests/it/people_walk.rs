//! The whole way: a published sheet of 510 people, their documents, a Drive with all its pages and videos, to S3, and
//! back from each file to its row. Twice is nothing new, and three edited rows are exactly those.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testkit::{
    bucket::Bucket,
    moto::Moto,
    people::{PEOPLE, people},
};

use crate::{
    emaki::Emaki,
    google::{self, Google, Wanted},
};

/// Where the tests' own extractor for yt-dlp lies.
const PLUGINS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../downloads/tests/plugins");

/// The bucket `shelf`: somebody else's S3 where it is installed, our own otherwise.
pub enum Shelf {
    Moto(Moto),
    Own(Bucket),
}

impl Shelf {
    /// Starts it, empty.
    pub fn start() -> Self {
        Moto::start("shelf", 1).map_or_else(|| Self::Own(Bucket::start("shelf")), Self::Moto)
    }

    /// An installation that keeps people's files in it.
    pub fn settings(&self, emaki: Emaki) -> Emaki {
        let url = match self {
            Self::Moto(moto) => moto.url(),
            Self::Own(bucket) => bucket.server().url(),
        };
        emaki
            .with("EMAKI_STORAGE_URL", "s3://shelf/people")
            .with("EMAKI_PEOPLE__DOWNLOADS__STORAGE_CLASS", "STANDARD_IA")
            .with("AWS_ENDPOINT", &url)
            .with("AWS_REGION", "us-east-1")
            .with("AWS_ACCESS_KEY_ID", "testing")
            .with("AWS_SECRET_ACCESS_KEY", "testing")
    }

    /// The keys of all contents.
    pub fn contents(&self) -> BTreeSet<String> {
        let keys = match self {
            Self::Moto(moto) => moto.keys(),
            Self::Own(bucket) => bucket.keys(),
        };
        keys.into_iter().filter(|key| key.starts_with("people/files/")).collect()
    }

    /// The class under which an object lies.
    fn class(&self, key: &str) -> Option<String> {
        match self {
            Self::Moto(moto) => moto.header(key, "x-amz-storage-class"),
            Self::Own(bucket) => {
                let headers = bucket.object(key)?.headers;
                headers.into_iter().find(|(name, _)| name == "x-amz-storage-class").map(|(_, value)| value)
            }
        }
    }

    /// The bytes of an object.
    pub fn object(&self, key: &str) -> Vec<u8> {
        let found = match self {
            Self::Moto(moto) => moto.object(key),
            Self::Own(bucket) => bucket.object(key).map(|kept| kept.body),
        };
        found.unwrap_or_else(|| panic!("`{key}` is not there"))
    }
}

/// Runs a command to an expected end and reads its result.
fn told(emaki: &Emaki, code: i32, arguments: &[&str]) -> Value {
    let ran = emaki.run(&[&["--json"], arguments].concat());
    assert_eq!(ran.code, Some(code), "{ran}");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

/// Every file with its person: by the mapping, which is held against the bytes of each object.
fn mapped(emaki: &Emaki, shelf: &Shelf) -> BTreeMap<Wanted, Value> {
    let lines = told(emaki, 0, &["people", "map", "--here", "--plain"]);
    let mut bodies: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for line in lines.as_array().expect("a list") {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        // Playlists and folders are here once they are listed, and have no file.
        let Some(url) = line["storage_url"].as_str() else { continue };
        let key = url.strip_prefix("s3://shelf/").unwrap_or_else(|| panic!("{line}"));
        let (kind, media) = (text("kind"), text("media_id"));
        let kind = ["youtube_video", "youtube_transcript", "drive_file"]
            .into_iter()
            .find(|known| *known == kind)
            .unwrap_or_else(|| panic!("{line}"));
        let body = bodies.entry(key.to_owned()).or_insert_with(|| shelf.object(key));
        assert_eq!(line["bytes"].as_u64(), Some(body.len() as u64), "{line}");
        let head = &body[..body.len().min(200)];
        let is_its_own = head.windows(media.len()).any(|part| part == media.as_bytes());
        assert!(is_its_own, "another film lies there: {line}");
        found.insert((text("person"), kind, media), line.clone());
    }
    let named: BTreeSet<String> = bodies.into_keys().collect();
    assert_eq!(named, shelf.contents(), "no object without a row, and no row without an object");
    found
}

/// Takes the sheet in and reads the documents.
fn take_in(emaki: &Emaki, google: &Google) {
    let sheet = told(emaki, 0, &["people", "import", &google.sheet()]);
    assert_eq!(sheet["people"].as_u64(), Some(PEOPLE as u64));
    let skipped = sheet["skipped"].as_array().expect("a list");
    assert_eq!(skipped.len(), 29, "each row that is nobody is listed: {skipped:?}");
    // One document is private, and the others are read.
    let read = told(emaki, 3, &["people", "extract"]);
    assert_eq!(read["failed"].as_u64(), Some(google.private_readers() as u64), "{read}");
    assert!(read["read"].as_u64() > Some(200), "{read}");
}

#[test]
fn the_whole_way_there_and_back() {
    let (google, shelf) = (Google::of(people(20)), Shelf::start());
    let emaki = shelf.settings(google.settings(Emaki::new()));
    take_in(&emaki, &google);

    // Somebody's video, transcript and playlist by the real program.
    let emaki = if let Some(real) = testkit::environment::needed("EMAKI_TEST_YT_DLP", 1) {
        let arguments = format!("[\"--plugin-dirs\", \"{PLUGINS}\"]");
        let emaki = emaki
            .with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &real)
            .with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP_ARGUMENTS", &arguments);
        let report = told(&emaki, 0, &["people", "download", "--person", &google.reader(0)]);
        // A video, two of a playlist, and what was said in each.
        let count = |name: &str| report[name].as_u64();
        assert_eq!(
            (count("files"), count("listed"), count("found")),
            (Some(6), Some(1), Some(4)),
            "{report}"
        );
        emaki
    } else {
        emaki
    };
    // All the rest by one that answers as it does.
    let tool = google.tool(&emaki.path(""));
    let emaki = emaki
        .with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &tool.display().to_string())
        .with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP_ARGUMENTS", "[]");
    let report = told(&emaki, 3, &["people", "download"]);
    assert_eq!(
        report["failed"],
        serde_json::json!({"gone": 1, "permission": 2, "quota": 1, "validation": 1}),
        "what comes in a file's place is never a film: {report}"
    );
    let found = mapped(&emaki, &shelf);
    let expected = google.wanted();
    assert_eq!(found.keys().cloned().collect::<BTreeSet<_>>(), expected, "the mapping is exact");
    assert!(expected.len() > 100, "{}", expected.len());
    back_to_the_row(&emaki, &google, &found);
    a_link_opens_a_file(&emaki, &shelf, &found);

    // Twice is nothing new, and nobody is asked for a file.
    google.replay.forget();
    let again = told(&emaki, 0, &["people", "import", &google.sheet()]);
    assert_eq!(again["unchanged"].as_u64(), Some(PEOPLE as u64), "{again}");
    let again = told(&emaki, 0, &["people", "extract"]);
    assert_eq!((again["read"].as_u64(), again["new_assets"].as_u64()), (Some(0), Some(0)), "{again}");
    let again = told(&emaki, 0, &["people", "download"]);
    assert_eq!((again["files"].as_u64(), again["session"]["total_assets"].as_u64()), (Some(0), Some(0)));
    assert_eq!(google.replay.total(), 1, "the sheet alone was asked for");
    assert_eq!(mapped(&emaki, &shelf), found);
    let check = told(&emaki, 0, &["people", "fsck", "--deep"]);
    assert_eq!(check["findings"].as_array().map(Vec::len), Some(0), "{check}");
    three_edits(&emaki, &google, &shelf, &found);
}

/// From files, by their hash-named objects, media and assets, to the one row each; and from rows to their files.
fn back_to_the_row(emaki: &Emaki, google: &Google, found: &BTreeMap<Wanted, Value>) {
    // Some of each kind, spread over all of them.
    for ((person, kind, media), line) in found.iter().step_by(found.len() / 6) {
        let object = line["storage_url"].as_str().and_then(|url| url.strip_prefix("s3://shelf/people/"));
        for file in [object.expect("a key"), line["asset"].as_str().expect("an id"), media] {
            // Ids of videos may begin with a dash.
            let whose = told(emaki, 0, &["people", "map", "--plain", "--", file]);
            let whose = whose.as_array().expect("a list");
            let is_it = |line: &&Value| line["person"] == person.as_str() && line["kind"] == *kind;
            assert_eq!(whose.iter().filter(is_it).count(), 1, "{file} is {person}'s: {whose:?}");
        }
    }
    let reader = google.reader(0);
    let shown = told(emaki, 0, &["people", "show", &reader, "--plain"]);
    let files = shown["assets"].as_array().expect("a list");
    let files = files.iter().filter(|asset| asset["storage_url"].is_string()).count();
    assert_eq!(files, found.keys().filter(|(person, ..)| *person == reader).count(), "{shown}");
    // Both people with the id 151 are told apart.
    let both = told(emaki, 0, &["people", "list", "--row-id", "151", "--plain"]);
    let keys: Vec<_> = both["people"].as_array().expect("a list").iter().map(|one| &one["key"]).collect();
    assert_eq!(keys, ["151", "151#2"]);
}

/// Objects lie under the class that is set, and a link opens one until it ends; it is given again while it lasts.
fn a_link_opens_a_file(emaki: &Emaki, shelf: &Shelf, found: &BTreeMap<Wanted, Value>) {
    let row = found.values().next().expect("there are files");
    let text = |name: &str| row[name].as_str().expect("a text");
    let key = text("storage_url").strip_prefix("s3://shelf/").expect("a key");
    assert_eq!(shelf.class(key).as_deref(), Some("STANDARD_IA"));
    let link = told(emaki, 0, &["people", "link", text("asset")]);
    let url = link["url"].as_str().expect("an address");
    assert!(url.contains("X-Amz-Signature="), "{url}");
    assert!(testkit::moto::get(url) == (200, shelf.object(key)), "it opens the file: {url}");
    assert!(link["expires_at"].is_string(), "{link}");
    assert_eq!(told(emaki, 0, &["people", "link", text("asset")])["url"], link["url"]);
    let none = emaki.run(&["people", "link", "00000000-0000-8000-8000-000000000000"]);
    assert_eq!(none.code, Some(1), "{none}");
}

/// An address, a type and a link change: these rows are told, one file is new, and every other line stays.
fn three_edits(emaki: &Emaki, google: &Google, shelf: &Shelf, before: &BTreeMap<Wanted, Value>) {
    let mut edited = Vec::new();
    google.edit(|sheet| {
        let keys = google::keys(sheet);
        let bare = sheet.iter().position(|one| one.link.is_none()).expect("270 have none");
        let others = (0..sheet.len()).filter(|at| *at != bare && sheet[*at].row_id != 151);
        let [first, second] = others.step_by(150).take(2).collect::<Vec<_>>()[..] else { panic!("510 rows") };
        sheet[first].email.insert_str(0, "new.");
        sheet[second].kind.push_str(" ?");
        sheet[bare].link =
            Some("https://drive.google.com/file/d/1newnewnewnewnewnewnewnewnewnew/view".to_owned());
        edited = vec![
            (keys[first].clone(), "email"),
            (keys[second].clone(), "type"),
            (keys[bare].clone(), "link"),
        ];
    });
    let report = told(emaki, 0, &["people", "import", &google.sheet()]);
    let told_edits: BTreeSet<(String, String)> = report["edited"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| {
            (
                row["key"].as_str().expect("a key").to_owned(),
                row["fields"][0].as_str().expect("one").to_owned(),
            )
        })
        .collect();
    let expected = edited.iter().map(|(key, field)| (key.clone(), (*field).to_owned())).collect();
    assert_eq!(told_edits, expected, "{report}");
    assert_eq!(report["unchanged"].as_u64(), Some(PEOPLE as u64 - 3), "{report}");
    let read = told(emaki, 0, &["people", "extract"]);
    assert_eq!((read["new_assets"].as_u64(), read["gone_assets"].as_u64()), (Some(1), Some(0)), "{read}");
    assert_eq!(told(emaki, 0, &["people", "download"])["files"].as_u64(), Some(1));
    let after = mapped(emaki, shelf);
    let new: Vec<_> = after.keys().filter(|wanted| !before.contains_key(*wanted)).collect();
    assert_eq!(new, [&(edited[2].0.clone(), "drive_file", "1newnewnewnewnewnewnewnewnewnew".to_owned())]);
    let is_edited = |key: &str| edited.iter().any(|(edited, _)| edited == key);
    for (wanted, line) in before {
        assert!(after.contains_key(wanted), "{wanted:?} is lost");
        assert!(is_edited(&wanted.0) || after[wanted] == *line, "{wanted:?} changed: {line}");
    }
}

/// A program that answers as yt-dlp does in its bad moments, each told by the video.
const STUMBLING: &str = r#"#!/bin/sh
case "$*" in
*aaaaaaaaaaa*) echo 'ERROR: [youtube] aaaaaaaaaaa: Private video. Sign in if you have been granted access' >&2; exit 1 ;;
*bbbbbbbbbbb*) echo 'ERROR: [youtube] bbbbbbbbbbb: This video has been removed by the uploader' >&2; exit 1 ;;
*ccccccccccc*) echo half > film.mp4.part; kill -9 $$ ;;
*) echo 'ERROR: [youtube] ddddddddddd: HTTP Error 429: Too Many Requests' >&2; exit 1 ;;
esac
"#;

#[test]
fn videos_that_are_not_to_be_had_are_told_apart() {
    let google = Google::of(Vec::new());
    let emaki = google.settings(Emaki::new());
    let tool = google::program(&emaki.path(""), STUMBLING);
    let emaki = emaki.with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &tool.display().to_string());
    let rows = [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")].map(|(id, letter)| {
        format!(
            "{id},Row {id},{letter}@example.org,FF-Se/Fi-CP/B(S) #4,https://youtu.be/{}\n",
            letter.repeat(11)
        )
    });
    emaki.write("sheet.csv", format!("row_id,name,email,type,link\n{}", rows.concat()));
    told(&emaki, 0, &["people", "import", "sheet.csv"]);
    told(&emaki, 0, &["people", "extract", "--offline"]);
    for (key, category) in [("1", "permission"), ("2", "gone"), ("3", "system")] {
        let report = told(&emaki, 3, &["people", "download", "--person", key]);
        assert_eq!(
            report["failed"],
            serde_json::json!({category: 2}),
            "a video and its transcript: {report}"
        );
    }
    // A host that wants a rest gets it: what is asked next is left.
    let limited = emaki.with("EMAKI_PEOPLE__DOWNLOADS__AT_ONCE", "1");
    let report = told(&limited, 3, &["people", "download", "--person", "4"]);
    assert_eq!(report["failed"], serde_json::json!({"rate_limit": 1}), "{report}");
    assert_eq!(report["left"].as_u64(), Some(1), "{report}");
    let status = told(&limited, 0, &["people", "status"]);
    assert_eq!(status["files"]["here"].as_u64(), Some(0), "{status}");
    assert_eq!(status["files"]["lost"].as_u64(), Some(4), "private and removed ones are given up: {status}");
    // No half file is visible, and what a killed program left waits for its next try in a hidden folder.
    let staging = std::fs::read_dir(limited.path("data/people/staging")).expect("the folder").flatten();
    let names: Vec<String> = staging.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| name.starts_with('.')), "{names:?}");
}
