//! People's files through everything that goes wrong: `kill -9`, a disk that is full, connections that drop, a storage
//! that fails. At the end no byte is lost, no object is an orphan, and no half file is visible.
//!
//! `EMAKI_FAULT_ROUNDS` sets how many moments (4 when not set), `EMAKI_FAULT_SEED` which: lines of the log at its
//! finest, places on the disk, and requests. Each round the sheet grows by some people; every second installation
//! writes the old CSV file as well.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use testkit::{
    bucket::Bucket,
    people::{Invented, legacy_csv, people},
    replay::{Answer, Fault},
};

use crate::{
    emaki::Emaki,
    fault::{next, number},
    google::{Google, Wanted},
};

/// By how many people the sheet grows in a round.
const STEP: usize = 12;
/// Rounds of one installation.
const ROUNDS_EACH: u64 = 20;
/// A session of downloads is tried so often after the fault is over.
const TRIES: usize = 3;

/// An installation whose sheet grows.
struct Shop {
    emaki: Emaki,
    google: Google,
    bucket: Bucket,
    all: Vec<Invented>,
    shown: usize,
    /// Whether the CSV file follows.
    dual: bool,
    /// How many lines a run logs that nothing disturbs.
    lines: u64,
}

/// What went wrong, how often.
type Tally = BTreeMap<&'static str, u64>;

impl Shop {
    fn open(seed: u64, dual: bool) -> Self {
        let all = people(seed);
        let (google, bucket) = (Google::of(all.clone()), Bucket::start("shelf"));
        google.edit(Vec::clear);
        let emaki = google
            .settings(Emaki::new())
            .with("EMAKI_STORAGE_URL", "s3://shelf/people")
            .with("AWS_ENDPOINT", &bucket.server().url())
            .with("AWS_REGION", "us-east-1")
            .with("AWS_ACCESS_KEY_ID", "testing")
            .with("AWS_SECRET_ACCESS_KEY", "testing");
        let tool = google.tool(&emaki.path(""));
        let emaki = emaki.with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &tool.display().to_string());
        if dual {
            emaki.write("output.csv", legacy_csv(&[]));
            emaki.json(&["migrate", "csv", "output.csv", "--setup"]);
            emaki.json(&["migrate", "csv", "--to", "dual"]);
        }
        let mut shop = Self { emaki, google, bucket, all, shown: 0, dual, lines: 0 };
        shop.grow();
        let mut run = shop.logged();
        shop.lines = BufReader::new(run.stderr.take().expect("a pipe")).lines().count() as u64;
        assert!(matches!(run.wait().expect("it ends").code(), Some(0 | 3)));
        assert!(shop.lines > 100, "a run tells of its steps: {}", shop.lines);
        shop
    }

    /// Shows some more people in the sheet.
    fn grow(&mut self) {
        self.shown = (self.shown + STEP).min(self.all.len());
        let shown = self.all[..self.shown].to_vec();
        self.google.edit(|sheet| *sheet = shown);
    }

    /// The weekly run, with its log at its finest on a pipe.
    fn logged(&self) -> std::process::Child {
        let sheet = self.google.sheet();
        let arguments = ["-vvv", "--log-format", "json", "people", "run", &sheet, "--resume"];
        let mut command = self.emaki.command(&arguments);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts")
    }

    /// The weekly run, after words for the shell that starts it.
    fn disturbed(&self, before: &str) -> Output {
        let sheet = self.google.sheet();
        let script = format!("{before}\nemaki people run '{sheet}' --resume --retry-failed");
        ended(&mut self.emaki.shell(&script))
    }

    /// Something goes wrong while the sheet, the documents and the files are fetched.
    fn disturb(&self, state: &mut u64, tally: &mut Tally) -> &'static str {
        let what = match draw(state, 4) {
            0 => self.killed(state, tally),
            1 => self.full(state, tally),
            2 => self.dropped(state, tally),
            _ => self.refused(state, tally),
        };
        self.google.replay.heal();
        self.bucket.server().heal();
        what
    }

    fn killed(&self, state: &mut u64, tally: &mut Tally) -> &'static str {
        for _ in 0..2 {
            let mut run = self.logged();
            let lines = usize::try_from(1 + draw(state, self.lines)).expect("a small number");
            let _ = BufReader::new(run.stderr.take().expect("a pipe")).lines().take(lines).count();
            let _ = run.kill();
            let killed = run.wait().expect("it ends").code().is_none();
            *tally.entry("killed").or_default() += u64::from(killed);
        }
        "killed"
    }

    fn full(&self, state: &mut u64, tally: &mut Tally) -> &'static str {
        if draw(state, 3) == 0 {
            // A disk with less room than is to stay free: the session stops before it begins.
            let output =
                self.disturbed(&format!("export EMAKI_PEOPLE__DOWNLOADS__KEEP_FREE_BYTES={}", i64::MAX));
            let told = String::from_utf8_lossy(&output.stderr).contains("stopped early");
            *tally.entry("no room").or_default() += u64::from(told);
            return "no room";
        }
        // No file of the process grows beyond so many blocks of 512 bytes, and writes fail there: 64 KiB to 8 MiB, each
        // size as often.
        let output = self.disturbed(&format!("trap '' XFSZ; ulimit -f {}", 128 << draw(state, 8)));
        *tally.entry("disk full").or_default() += u64::from(output.status.code() != Some(0));
        "disk full"
    }

    fn dropped(&self, state: &mut u64, tally: &mut Tally) -> &'static str {
        let faults = [Fault::DropBefore, Fault::DropMiddle, Fault::Truncate, Answer::failing(500).into()];
        let fault = faults[draw(state, 4) as usize].clone();
        // The sheet, the documents or the files: what comes first of them meets it.
        let sheet = self.google.sheet();
        let steps: [&[&str]; 3] =
            [&["people", "run", &sheet], &["people", "extract"], &["people", "download", "--resume"]];
        let step = draw(state, 3) as usize;
        if step > 0 {
            self.emaki.json(&["people", "import", &sheet]);
        }
        if step > 1 {
            ended(&mut self.emaki.command(steps[1]));
        }
        self.google.replay.fault_next(1 + draw(state, 6) as usize, fault);
        ended(&mut self.emaki.command(steps[step]));
        *tally.entry("dropped").or_default() += 1;
        "dropped"
    }

    fn refused(&self, state: &mut u64, tally: &mut Tally) -> &'static str {
        let faults =
            [Fault::DropBefore, Fault::DropMiddle, Answer::failing(500).into(), Answer::failing(503).into()];
        let fault = faults[draw(state, 4) as usize].clone();
        self.bucket.server().fault_next(1 + draw(state, 24) as usize, fault);
        self.disturbed("");
        *tally.entry("storage failed").or_default() += 1;
        "storage failed"
    }

    /// Every file with its person, as the mapping has it, each held against the bytes of its object.
    fn mapped(&self) -> BTreeSet<Wanted> {
        let lines = self.emaki.json(&["people", "map", "--here", "--plain"]);
        let mut found = BTreeSet::new();
        for line in lines.as_array().expect("a list") {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let Some(url) = line["storage_url"].as_str() else { continue };
            let key = url.strip_prefix("s3://shelf/").unwrap_or_else(|| panic!("{line}"));
            let body = self.bucket.object(key).unwrap_or_else(|| panic!("its object is lost: {line}")).body;
            assert_eq!(line["bytes"].as_u64(), Some(body.len() as u64), "{line}");
            let media = text("media_id");
            let is_its_own =
                body[..body.len().min(200)].windows(media.len()).any(|part| part == media.as_bytes());
            assert!(is_its_own, "another film lies there: {line}");
            let kind = text("kind");
            let kinds = ["youtube_video", "youtube_transcript", "drive_file"];
            let kind = kinds.into_iter().find(|known| *known == kind).unwrap_or_else(|| panic!("{line}"));
            found.insert((text("person"), kind, media));
        }
        found
    }

    /// Once nothing is wrong any more, the next runs bring everything, and leave nothing behind.
    fn check(&self, moment: &str) {
        let wanted = self.google.wanted();
        for _ in 0..TRIES {
            self.disturbed("");
            if self.mapped() == wanted {
                break;
            }
        }
        let found = self.mapped();
        let missing: Vec<_> = wanted.difference(&found).collect();
        assert!(found == wanted, "{moment}: not there: {missing:?}");
        // What a kill between two words left is ended here at the latest; a second look finds nothing.
        let first = self.fsck(moment);
        let first = first["findings"].as_array().expect("a list");
        let open: Vec<&Value> = first.iter().filter(|found| found["kind"] != "manifest").collect();
        assert!(open.is_empty(), "{moment}: {open:?}");
        let check = self.fsck(moment);
        assert_eq!(check["findings"].as_array().map(Vec::len), Some(0), "{moment}: {check}");
        assert_eq!(check["journal"].as_u64(), Some(0), "{moment}: {check}");
        let lines = self.emaki.json(&["people", "map", "--here", "--plain"]);
        let urls = lines.as_array().expect("a list").iter().filter_map(|line| line["storage_url"].as_str());
        let named: BTreeSet<String> =
            urls.filter_map(|url| url.strip_prefix("s3://shelf/")).map(str::to_owned).collect();
        let keys: BTreeSet<String> =
            self.bucket.keys().into_iter().filter(|key| key.starts_with("people/files/")).collect();
        assert_eq!(keys, named, "{moment}: no orphan on either side");
        let staging = std::fs::read_dir(self.emaki.path("data/people/staging")).expect("the folder");
        let left: Vec<_> = staging.flatten().map(|entry| entry.file_name()).collect();
        let visible = left.iter().filter(|name| !name.to_string_lossy().starts_with('.')).count();
        assert_eq!(visible, 0, "{moment}: half files: {left:?}");
        if self.dual {
            self.check_csv(moment);
        }
    }

    fn fsck(&self, moment: &str) -> Value {
        let ran = self.emaki.run(&["--json", "people", "fsck", "--deep"]);
        assert_eq!(ran.code, Some(0), "{moment}: {ran}");
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{moment}: {error}: {ran}"))
    }

    /// The CSV file says what the database says, and nothing half lies beside it.
    fn check_csv(&self, moment: &str) {
        let ran = self.emaki.run(&["migrate", "csv", "verify"]);
        assert_eq!(ran.code, Some(0), "{moment}: {ran}");
        self.emaki.json(&["people", "export", "--csv", "again.csv"]);
        let read = |name: &str| std::fs::read_to_string(self.emaki.path(name)).expect("the file");
        assert!(read("output.csv") == read("again.csv"), "{moment}: the file follows the database");
        let beside = std::fs::read_dir(self.emaki.path("")).expect("the folder").flatten();
        let names = beside.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let half: Vec<String> = names
            .filter(|name| std::path::Path::new(name).extension().is_some_and(|end| end == "new"))
            .collect();
        assert!(half.is_empty(), "{moment}: {half:?}");
    }
}

fn draw(state: &mut u64, below: u64) -> u64 {
    next(state) % below
}

/// Runs a command that may end as it likes, but for a panic.
fn ended(command: &mut Command) -> Output {
    let output = command.output().expect("the binary starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{}: {said}", output.status);
    output
}

#[test]
fn files_of_people_survive_everything() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 4), number("EMAKI_FAULT_SEED", 20_260_731));
    let (mut state, mut tally) = (seed, Tally::new());
    let each = ROUNDS_EACH.min(rounds.div_ceil(2)).max(1);
    let mut round = 0;
    for number in 0..rounds.div_ceil(each) {
        let mut shop = Shop::open(seed.wrapping_add(number), number % 2 == 1);
        shop.check(&format!("installation {number} of seed {seed}"));
        for _ in 0..each.min(rounds - round) {
            shop.grow();
            let what = shop.disturb(&mut state, &mut tally);
            shop.check(&format!("round {round} of seed {seed}, {what}"));
            round += 1;
        }
        assert_eq!(shop.emaki.run(&["db", "verify"]).code, Some(0), "installation {number} of seed {seed}");
    }
    eprintln!("{rounds} rounds: {tally:?}");
    assert!(tally.values().sum::<u64>() > 0, "seed {seed} disturbed nothing");
}
