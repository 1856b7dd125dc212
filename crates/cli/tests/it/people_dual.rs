//! The CSV file and the database written as one by several processes at once, on both stores: the switch, and back.

use std::{collections::BTreeSet, process::Stdio};

use serde_json::Value;
use testkit::{
    PrivateDatabase,
    bucket::Bucket,
    people::{Invented, legacy_csv, people},
};

use crate::{
    emaki::Emaki,
    google::{Google, Wanted},
};

/// Documents that are few enough for none of them to be private.
const DOCUMENTS: usize = 4;

/// Everybody whose link leads to files, a few with documents, and some without a link.
fn sheet() -> Vec<Invented> {
    let (mut documents, mut bare) = (0, 0);
    let mut people = people(44);
    people.retain(|one| match &one.link {
        Some(link) if link.contains("/document/") => {
            documents += 1;
            documents <= DOCUMENTS
        }
        Some(_) => true,
        None => {
            bare += 1;
            bare <= 8
        }
    });
    people
}

/// An installation, its Google and its bucket, with both written from the first session on.
struct Scene {
    emaki: Emaki,
    google: Google,
    _bucket: Bucket,
}

impl Scene {
    fn open(emaki: Emaki) -> Self {
        let people = sheet();
        let (google, bucket) = (Google::of(people.clone()), Bucket::start("shelf"));
        let emaki = google
            .settings(emaki)
            .with("EMAKI_STORAGE_URL", "s3://shelf/people")
            .with("AWS_ENDPOINT", &bucket.server().url())
            .with("AWS_REGION", "us-east-1")
            .with("AWS_ACCESS_KEY_ID", "testing")
            .with("AWS_SECRET_ACCESS_KEY", "testing");
        let tool = google.tool(&emaki.path(""));
        let emaki = emaki.with("EMAKI_PEOPLE__DOWNLOADS__YT_DLP", &tool.display().to_string());
        emaki.json(&["people", "import", &google.sheet()]);
        emaki.write("output.csv", legacy_csv(&people));
        emaki.json(&["migrate", "csv", "output.csv", "--setup"]);
        emaki.json(&["migrate", "csv", "--to", "dual"]);
        Self { emaki, google, _bucket: bucket }
    }

    /// The weekly run, until everything is here.
    fn run(&self) {
        let wanted = self.google.wanted();
        for _ in 0..3 {
            let ran = self.emaki.run(&["people", "run", &self.google.sheet()]);
            assert!(matches!(ran.code, Some(0 | 3)), "{ran}");
            if wanted.is_subset(&self.here()) {
                return;
            }
        }
        panic!("not there: {:?}", wanted.difference(&self.here()).collect::<Vec<_>>());
    }

    fn here(&self) -> BTreeSet<Wanted> {
        let lines = self.emaki.json(&["people", "map", "--here"]);
        let kinds = ["youtube_video", "youtube_transcript", "drive_file"];
        let wanted = |line: &Value| {
            let kind = kinds.into_iter().find(|kind| line["kind"] == *kind)?;
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            Some((text("person"), kind, text("media_id")))
        };
        lines.as_array().expect("a list").iter().filter_map(wanted).collect()
    }

    fn file(&self) -> String {
        std::fs::read_to_string(self.emaki.path("output.csv")).expect("the file")
    }

    fn export(&self) -> String {
        self.emaki.json(&["people", "export", "--csv", "export.csv"]);
        std::fs::read_to_string(self.emaki.path("export.csv")).expect("the export")
    }

    /// Every cell of the file is that of the database, and the file is what the tables say.
    fn is_one(&self, moment: &str) {
        let found = self.emaki.json(&["migrate", "csv", "verify"]);
        assert_eq!(found["verified"]["differences"].as_array().map(Vec::len), Some(0), "{moment}: {found}");
        assert_eq!(found["verified"]["same_bytes"], true, "{moment}: {found}");
        assert!(self.file() == self.export(), "{moment}: the file does not say what the tables say");
    }
}

/// Several sessions, the sheet and the documents at once; then the switch and the way back.
fn walk(emaki: Emaki) {
    let scene = Scene::open(emaki);
    let before = scene.file();
    let sheet = scene.google.sheet();
    let commands: [&[&str]; 4] = [
        &["people", "run", &sheet],
        &["people", "extract"],
        &["people", "download", "--only", "drive"],
        &["people", "download", "--only", "youtube"],
    ];
    let running = commands.map(|arguments| {
        let mut command = scene.emaki.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts")
    });
    for process in running {
        let output = process.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}: {said}", output.status);
    }
    scene.is_one("after several at once");
    scene.run();
    scene.is_one("when all is here");
    let text = scene.file();
    assert!(text != before && text.contains("permission: the file is not shared"), "{text}");

    scene.emaki.json(&["migrate", "csv", "--to", "database"]);
    scene.google.edit(|sheet| {
        let bare = sheet.iter().position(|one| one.link.is_none()).expect("some have none");
        sheet[bare].link = Some("https://www.youtube.com/watch?v=switched001".to_owned());
    });
    scene.run();
    scene.is_one("after the switch");
    assert!(scene.file().contains("switched001"));

    scene.emaki.json(&["migrate", "csv", "--to", "retired"]);
    let retired = scene.file();
    scene.google.edit(|sheet| {
        let bare = sheet.iter().position(|one| one.link.is_none()).expect("some have none");
        sheet[bare].link = Some("https://www.youtube.com/watch?v=retired0001".to_owned());
    });
    scene.run();
    assert!(scene.file() == retired, "a retired file is not written");
    let export = scene.export();
    assert!(export.contains("retired0001"));

    let back = scene.emaki.json(&["migrate", "csv", "--rollback"]);
    assert_eq!(back["rolled_back"]["byte_for_byte"], false, "{back}");
    let listed = back["rolled_back"]["differences"].as_array().expect("a list").len();
    assert!(listed > 20, "each cell that was written since is listed: {back}");
    assert!(scene.file() == export, "the file has all that was written since");
}

#[test]
fn both_are_written_by_many_processes_in_a_file() {
    walk(Emaki::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_written_by_many_processes_on_a_server() {
    let Some(database) = PrivateDatabase::create(1).await else { return };
    let emaki = Emaki::on(&database.url());
    tokio::task::block_in_place(|| walk(emaki));
}
