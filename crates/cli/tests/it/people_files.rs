//! People's files from rows to a bucket and back: Drive with all its pages, a program that stands in for yt-dlp, damage
//! found and mended, and `kill -9` at random moments.
//!
//! `EMAKI_FAULT_ROUNDS` sets how many runs are killed (6 when not set), `EMAKI_FAULT_SEED` the moments, which are lines
//! of the log at its finest.

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt as _,
    process::Stdio,
};

use serde_json::Value;
use testkit::{
    bucket::Bucket,
    replay::{Answer, Replay},
};

use crate::{
    emaki::Emaki,
    fault::{next, number},
};

const SHEET: &str = "row_id,name,email,type,link\n\
    4,Row Four,four@example.org,FF-Se/Fi-CP/B(S) #4,https://drive.google.com/file/d/1abcdefghijklmnopqrstuvwxyz0123/view\n\
    3,Row Three,three@example.org,FF-Se/Fi-CP/B(S) #1,https://drive.google.com/drive/folders/1ffffffffffffffffffffffffffffffff\n\
    2,Row Two,two@example.org,MM-Ti/Ne-BS/P(C) #2,https://www.youtube.com/watch?v=depotdepot1\n\
    1,Row One,two@example.org,MM-Ti/Ne-BS/P(C) #2,https://www.youtube.com/playlist?list=PLdepotdepotdepot\n";

/// A program that answers as yt-dlp does; one of the videos is private.
const YT_DLP: &str = r#"#!/bin/sh
case "$*" in
*--flat-playlist*) echo '{"_type":"playlist","id":"PLdepotdepotdepot","title":"Depot","entries":[{"_type":"url","id":"bbbbbbbbbbb"},{"_type":"url","id":"ccccccccccc"}]}' ;;
*ccccccccccc*) echo 'ERROR: [youtube] ccccccccccc: Private video. Sign in' >&2; exit 1 ;;
*--dump-single-json*) echo '{"id":"x","title":"One","language":"en","subtitles":{"en":[{"ext":"vtt"}]}}' ;;
*--write-subs*) printf 'WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n' > film.en.vtt ;;
*) printf '\000\000\000\040ftypisom a film of the depot' > film.mp4 ;;
esac
"#;

/// A Drive of loopback: a large file behind its page, and a folder in a folder.
fn drive() -> Replay {
    let replay = Replay::start_blocking();
    let confirm = include_str!("../../../downloads/fixtures/drive/confirm.html");
    let confirm = confirm.replace("https://usercontent.example", &replay.url());
    replay.on("GET", "/uc?id=1abcdefghijklmnopqrstuvwxyz0123", Answer::html(confirm));
    for path in ["/uc", "/download"] {
        replay.serve("GET", path, |request| {
            let id = request.query_value("id").unwrap_or_default();
            let body = [b"\0\0\0\x20ftypisom".as_slice(), &vec![7; 60_000], id.as_bytes()].concat();
            let name = format!("attachment; filename=\"{}.mp4\"", &id[..4]);
            Answer::bytes("video/mp4", body).etag(&id).with_header("content-disposition", name)
        });
    }
    let folder = include_str!("../../../downloads/fixtures/drive/embedded.html");
    replay.on("GET", "/embeddedfolderview?id=1ffffffffffffffffffffffffffffffff", Answer::html(folder));
    let inner =
        "<a href=\"https://drive.google.com/file/d/1dddddddddddddddddddddddddddddddd/view\">inner.mp4</a>";
    replay.on("GET", "/embeddedfolderview?id=1cccccccccccccccccccccccccccccccc", Answer::html(inner));
    replay
}

/// An installation whose Google, yt-dlp and bucket are of loopback, with the sheet taken in.
fn open(drive: &Replay, bucket: &Bucket) -> Emaki {
    let emaki = Emaki::new();
    let program = emaki.write("yt-dlp", YT_DLP);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("the test's own file");
    let emaki = emaki
        .with("PATH", "/usr/bin:/bin")
        .with("EMAKI_PEOPLE__ENABLED", "true")
        .with("EMAKI_ALLOW_PRIVATE", "true")
        .with("EMAKI_PEOPLE__DOWNLOADS__DRIVE_URL", &drive.url())
        .with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &program.display().to_string())
        .with("EMAKI_PEOPLE__DOWNLOADS__KEEP_FREE_BYTES", "0")
        .with("EMAKI_STORAGE_URL", "s3://shelf/people")
        .with("AWS_ENDPOINT", &bucket.server().url())
        .with("AWS_REGION", "us-east-1")
        .with("AWS_ACCESS_KEY_ID", "testing")
        .with("AWS_SECRET_ACCESS_KEY", "testing");
    emaki.write("sheet.csv", SHEET);
    emaki.json(&["people", "import", "sheet.csv"]);
    emaki.json(&["people", "extract", "--offline"]);
    emaki
}

/// Downloads; one video is private, so that a session that comes to it is done partly.
fn download(emaki: &Emaki, code: i32) -> Value {
    let ran = emaki.run(&["--json", "people", "download"]);
    assert_eq!(ran.code, Some(code), "{ran}");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

fn findings(check: &Value) -> usize {
    check["findings"].as_array().expect("a list").len()
}

/// What stands beside the contents, a page for each row that has one.
fn pages(bucket: &Bucket) -> Vec<Value> {
    let keys = bucket.keys().into_iter().filter(|key| key.starts_with("people/manifests/files/"));
    let read = |key: String| serde_json::from_slice(&bucket.object(&key).expect("it is there").body);
    keys.map(|key| read(key).expect("JSON")).collect()
}

/// The keys of the contents in the bucket.
fn contents(bucket: &Bucket) -> Vec<String> {
    bucket.keys().into_iter().filter(|key| key.starts_with("people/files/")).collect()
}

#[test]
fn rows_come_to_files_once_and_damage_is_mended() {
    let (drive, bucket) = (drive(), Bucket::start("shelf"));
    let emaki = open(&drive, &bucket);
    let report = download(&emaki, 3);
    let told = |name: &str| report[name].as_u64();
    assert_eq!(
        (told("files"), told("same"), told("listed"), told("found")),
        (Some(5), Some(2), Some(3), Some(6)) // the transcript of the video that a row names is known before
    );
    assert_eq!(report["failed"], serde_json::json!({"permission": 1}));
    assert_eq!(report["session"]["status"], "partly");
    assert_eq!(contents(&bucket).len(), 5, "equal contents lie there once: {:?}", bucket.keys());
    let kept = bucket.object(&contents(&bucket)[0]).expect("it is there");
    assert!(kept.headers.iter().any(|(name, _)| name == "x-amz-meta-emaki-row"), "{:?}", kept.headers);
    assert_eq!(pages(&bucket).len(), 7, "five contents, and a film and its transcript are two rows'");
    assert_eq!(pages(&bucket).iter().filter(|page| page["row"] == "2").count(), 2);

    // Run twice, nothing is new and nobody is asked.
    drive.forget();
    let again = download(&emaki, 0);
    assert_eq!((again["files"].as_u64(), again["session"]["completed_assets"].as_u64()), (Some(0), Some(0)));
    assert_eq!(drive.total(), 0);
    assert_eq!(findings(&emaki.json(&["people", "fsck", "--deep"])), 0);

    // A byte that was changed and an object that was taken away are found, and fetched anew.
    let film = contents(&bucket).into_iter().find(|key| bucket.object(key).expect("it").body.len() > 60_000);
    let film = film.expect("a film of Drive");
    let whole = bucket.object(&film).expect("it").body;
    bucket.put(&film, &vec![0; whole.len()]);
    assert_eq!(findings(&emaki.json(&["people", "fsck"])), 0, "lengths alone tell nothing");
    let told = emaki.run(&["--json", "people", "fsck", "--deep", "--dry-run"]);
    assert_eq!(told.code, Some(3), "{told}");
    let mended = emaki.json(&["people", "fsck", "--deep"]);
    assert_eq!(mended["findings"][0]["kind"], "damaged", "{mended}");
    assert_eq!(download(&emaki, 0)["files"], 1);
    assert_eq!(bucket.object(&film).expect("it").body, whole);
    assert_eq!(findings(&emaki.json(&["people", "fsck", "--deep"])), 0);
}

#[test]
fn lengths_are_proven_and_pages_of_nobody_go() {
    let (drive, bucket) = (drive(), Bucket::start("shelf"));
    let emaki = open(&drive, &bucket);
    download(&emaki, 3);
    let film = contents(&bucket).into_iter().find(|key| bucket.object(key).expect("it").body.len() > 60_000);
    let film = film.expect("a film of Drive");
    let whole = bucket.object(&film).expect("it").body;
    // Too long by a byte: it is hashed before anything is said of it.
    bucket.put(&film, &[whole.as_slice(), b"x"].concat());
    let told = emaki.run(&["--json", "people", "fsck", "--dry-run"]);
    assert_eq!(told.code, Some(3), "{told}");
    assert!(bucket.object(&film).is_some(), "telling changes nothing");
    let mended = emaki.json(&["people", "fsck"]);
    assert_eq!(mended["findings"][0]["kind"], "damaged", "{mended}");
    assert!(mended["findings"][0]["message"].as_str().is_some_and(|told| told.contains("hash")), "{mended}");
    assert_eq!(bucket.object(&film), None);
    assert_eq!(download(&emaki, 0)["files"], 1);
    assert_eq!(bucket.object(&film).expect("it").body, whole);
    // A page of somebody whom no row knows, as a kill beside an erasure leaves it, and one that says something else.
    let place = film.replacen("people/", "people/manifests/", 1);
    bucket.put(&format!("{place}/0a0a0a0a-0a0a-8a0a-8a0a-0a0a0a0a0a0a.json"), b"{\"row\": \"99\"}");
    let beside = |key: &String| key.starts_with(&format!("{place}/")) && !key.contains("0a0a0a0a");
    let page = bucket.keys().into_iter().find(beside).expect("its page");
    bucket.put(&page, b"{}");
    let check = emaki.json(&["people", "fsck"]);
    assert_eq!(findings(&check), 2, "{check}");
    assert!(pages(&bucket).iter().all(|page| page["row"] != "99" && page["asset"].is_string()));
    assert_eq!(findings(&emaki.json(&["people", "fsck", "--deep"])), 0);
}

#[test]
fn an_erased_row_leaves_nothing_in_the_bucket_and_takes_nothing_from_others() {
    let (drive, bucket) = (drive(), Bucket::start("shelf"));
    let emaki = open(&drive, &bucket);
    download(&emaki, 3);
    let told = |text: &str| {
        bucket.keys().into_iter().any(|key| {
            let kept = bucket.object(&key).expect("it was listed");
            String::from_utf8_lossy(&kept.body).contains(text)
                || kept.headers.iter().any(|(_, value)| value.contains(text))
        })
    };
    assert!(told("v=depotdepot1") && told("/d/1abcdefghijklmnopqrstuvwxyz0123"));
    // The storage refuses: the rows are gone, and what is to be deleted is kept in mind.
    bucket.server().fault(Answer::xml("<Error><Code>AccessDenied</Code></Error>").with_status(403));
    let broken = emaki.run(&["--json", "people", "erase", "--row-id", "4", "--yes"]);
    assert_eq!(broken.code, Some(3), "{broken}");
    bucket.server().heal();
    let check = emaki.json(&["people", "fsck"]);
    assert_eq!((check["erased"].as_u64(), findings(&check)), (Some(2), 0), "{check}");
    assert!(!told("/d/1abcdefghijklmnopqrstuvwxyz0123"));
    assert_eq!(contents(&bucket).len(), 4);
    // What the second row has, the first one has as well: it stays, and nothing beside it tells of the second.
    let erased = emaki.json(&["people", "erase", "--row-id", "2", "--yes"]);
    assert_eq!(erased[0]["shared"].as_array().map(Vec::len), Some(2), "{erased}");
    assert_eq!(erased[0]["pending"].as_array().map(Vec::len), Some(0), "{erased}");
    assert_eq!(contents(&bucket).len(), 4);
    assert!(!told("v=depotdepot1"));
    assert!(pages(&bucket).iter().all(|page| page["row"] != "2" && page["row"] != "4"));
    assert_eq!(findings(&emaki.json(&["people", "fsck", "--deep"])), 0);
    // Nobody of them comes back.
    let again = emaki.json(&["people", "import", "sheet.csv"]);
    let skipped = again["skipped"].as_array().expect("a list");
    assert_eq!(skipped.iter().filter(|row| row["reason"] == "erased").count(), 2, "{again}");
    assert_eq!(emaki.json(&["people", "status"])["people"], 2);
}

#[test]
fn objects_of_erased_people_go_and_are_adopted_by_nobody() {
    let (drive, bucket) = (drive(), Bucket::start("shelf"));
    let emaki = open(&drive, &bucket);
    let sheet = &testkit::people::people(3)[..8];
    for name in ["output.csv", "old.csv"] {
        emaki.write(name, testkit::people::legacy_csv(sheet));
    }
    let film = |number: u8| [b"\0\0\0\x20ftypisom old ".as_slice(), &[number]].concat();
    for at in [2, 7] {
        bucket.put(&format!("people/files/uuid-{at}.mp4"), &film(at));
    }
    emaki.json(&["migrate", "csv", "output.csv", "--setup"]);
    // What the old file says is theirs goes with them, though nobody adopted it so far.
    let erased = emaki.json(&["people", "erase", "--row-id", &sheet[2].row_id.to_string(), "--yes"]);
    assert_eq!(erased[0]["objects"], serde_json::json!(["files/uuid-2.mp4"]), "{erased}");
    assert_eq!(bucket.object("people/files/uuid-2.mp4"), None);
    // It comes back from elsewhere, and an older copy of the file still says whose it was.
    bucket.put("people/files/uuid-2.mp4", &film(2));
    let adopt = ["--json", "migrate", "csv", "--bucket", "s3://shelf/people", "--evidence", "old.csv"];
    let ran = emaki.run(&adopt);
    assert_eq!(ran.code, Some(3), "{ran}");
    let done: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
    assert_eq!(done["of_erased"], serde_json::json!(["files/uuid-2.mp4"]), "{done}");
    assert_eq!(done["adopted"][0][0], "files/uuid-7.mp4", "{done}");
    assert_eq!(done["adopted"].as_array().map(Vec::len), Some(1), "{done}");
    assert_eq!(emaki.json(&["people", "status"])["people"], 4 + 7);
    // The older file itself is not read in with their line in it.
    let refused = emaki.run(&["--json", "migrate", "csv", "old.csv", "--setup"]);
    assert_ne!(refused.code, Some(0), "{refused}");
    assert!(format!("{refused}").contains("line 3"), "{refused}");
}

#[test]
fn a_storage_that_refuses_is_no_loss() {
    let (drive, bucket) = (drive(), Bucket::start("shelf"));
    let emaki = open(&drive, &bucket);
    let denied = Answer::xml("<Error><Code>AccessDenied</Code></Error>").with_status(403);
    bucket.server().fault(denied);
    let report = download(&emaki, 3);
    assert_eq!(report["files"], 0, "{report}");
    assert!(report["failed"]["system"].as_u64() >= Some(2), "{report}");
    assert_eq!(bucket.keys().len(), 0);
    bucket.server().heal();
    drive.forget();
    // The private video is not asked for a second time by itself.
    let report = download(&emaki, 0);
    assert!(
        report["mended"].as_u64() >= Some(2),
        "what was fetched is sent without fetching it again: {report}"
    );
    let report = emaki.run(&["--json", "people", "download", "--retry-failed"]);
    assert_eq!(report.code, Some(3), "one video stays private: {report}");
    assert_eq!(contents(&bucket).len(), 5);
    assert_eq!(findings(&emaki.json(&["people", "fsck", "--deep"])), 0);
}

#[test]
fn files_survive_kill_9_at_random_moments() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 6), number("EMAKI_FAULT_SEED", 20_260_731));
    let drive = drive();
    let start = |emaki: &Emaki| {
        let mut command = emaki.command(&["-vvv", "--log-format", "json", "people", "download"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts")
    };
    let undisturbed = {
        let bucket = Bucket::start("shelf");
        let emaki = open(&drive, &bucket);
        let mut run = start(&emaki);
        let lines = BufReader::new(run.stderr.take().expect("a pipe")).lines().count() as u64;
        assert_eq!(run.wait().expect("it ends").code(), Some(3));
        lines
    };
    let (mut state, mut killed) = (seed, 0);
    for round in 0..rounds {
        let bucket = Bucket::start("shelf");
        let emaki = open(&drive, &bucket);
        for _ in 0..2 {
            let mut run = start(&emaki);
            let lines = usize::try_from(1 + next(&mut state) % undisturbed).expect("a small number");
            let _ = BufReader::new(run.stderr.take().expect("a pipe")).lines().take(lines).count();
            let _ = run.kill();
            killed += u64::from(run.wait().expect("it ends").code().is_none());
        }
        let ran = emaki.run(&["--json", "people", "download", "--resume", "--retry-failed"]);
        let moment = format!("round {round} of seed {seed}: {ran}");
        assert!(matches!(ran.code, Some(0 | 3)), "{moment}");
        let check = emaki.json(&["people", "fsck", "--deep"]);
        let open =
            check["findings"].as_array().expect("a list").iter().filter(|found| found["kind"] != "manifest");
        assert_eq!(open.count(), 0, "{moment}\n{check}");
        assert_eq!(contents(&bucket).len(), 5, "no file is lost and none is there twice: {moment}");
        let status = emaki.json(&["people", "status"]);
        assert_eq!(status["files"]["here"], 10, "{moment}\n{status}");
        let left = std::fs::read_dir(emaki.path("data/people/staging")).expect("the folder").count();
        assert_eq!(left, 0, "nothing half is left: {moment}");
    }
    assert!(killed > 0, "seed {seed} killed nothing");
}
