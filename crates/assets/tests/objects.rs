//! One contract for every place of objects: a folder, S3 and Google Cloud Storage.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use assets::{
    hex,
    objects::{
        Content, Depth, FILES, LONGEST_LINK, MANIFESTS, Manifest, Note, ObjectError, ObjectSettings, Objects,
        Owned, Provider,
    },
};
use futures::{StreamExt as _, TryStreamExt as _};
use model::Instant;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use testkit::bucket::Bucket;

/// A file of a test, and what it is made of.
struct Made {
    path: PathBuf,
    content: Content,
}

fn made(folder: &TempDir, name: &str, bytes: usize) -> Made {
    let body: Vec<u8> = (0..bytes).map(|place| (place.wrapping_mul(31) >> 3) as u8).collect();
    let path = folder.path().join(name);
    let mut file = std::fs::File::create(&path).expect("room on the disk");
    file.write_all(&body).expect("room on the disk");
    let content = Content {
        sha256: hex(&Sha256::digest(&body)),
        bytes: bytes as u64,
        extension: "mp4".to_owned(),
        content_type: "video/mp4".to_owned(),
    };
    Made { path, content }
}

fn note() -> Note {
    Note { row: "151#2".to_owned(), origin: "https://example.org/watch?v=abc".to_owned() }
}

fn s3_options(endpoint: &str) -> Vec<(String, String)> {
    let pairs = [
        ("AWS_ENDPOINT", endpoint),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

fn gcs_options(endpoint: &str) -> Vec<(String, String)> {
    let pairs = [("GOOGLE_BASE_URL", endpoint), ("GOOGLE_BEARER_TOKEN", "testing")];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

fn s3(bucket: &Bucket) -> Objects {
    let settings =
        ObjectSettings { storage_class: Some("STANDARD_IA".to_owned()), ..ObjectSettings::default() };
    Objects::open("s3://shelf/archive", s3_options(&bucket.server().url()), settings).expect("a place")
}

fn gcs(bucket: &Bucket) -> Objects {
    let options = gcs_options(&bucket.server().url());
    Objects::open("gs://shelf/archive", options, ObjectSettings::default()).expect("a place")
}

/// What every place must do.
async fn contract(objects: &Objects) {
    let files = tempfile::tempdir().expect("a folder for the test");
    let (small, large) = (made(&files, "small", 70_000), made(&files, "large", (12 << 20) + 7));
    for file in [&small, &large] {
        let stored = objects.put(&file.path, &file.content, &note()).await.expect("it is taken");
        assert!(stored.is_new);
        assert_eq!(objects.key_in(&stored.address), Some(stored.key.as_str()));
        objects.verify(&stored.key, &file.content, Depth::Whole).await.expect("it arrived whole");
        let again = objects.put(&file.path, &file.content, &Note::default()).await.expect("it is taken");
        assert!(!again.is_new, "equal contents are kept once");
        assert_eq!(again.address, stored.address);
    }
    let key = large.content.key();
    if objects.provider() != Provider::Folder {
        let told = objects.metadata(&key).await.expect("it is there");
        let value =
            |name: &str| told.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("emaki-row"), Some("151#2"), "{told:?}");
        assert_eq!(value("emaki-origin"), Some("https://example.org/watch?v=abc"));
        assert_eq!(value("emaki-sha256"), Some(large.content.sha256.as_str()));
        assert_eq!(value("content-type"), Some("video/mp4"));
    }
    // Whoever is named there is replaced by who else has it; with nobody else to name nothing is written.
    let other = Note { row: "9".to_owned(), origin: "https://example.org/other".to_owned() };
    let keeps_notes = objects.provider() != Provider::Folder;
    assert!(
        !objects.note_anew(&key, &[other.clone(), note()]).await.expect("an answer"),
        "it is said already"
    );
    assert_eq!(objects.note_anew(&key, &[other]).await.expect("an answer"), keeps_notes);
    objects.verify(&key, &large.content, Depth::Whole).await.expect("the content stays");
    if keeps_notes {
        let told = objects.metadata(&key).await.expect("it is there");
        assert!(told.contains(&("emaki-row".to_owned(), "9".to_owned())), "{told:?}");
        assert!(
            !told.iter().any(|(_, value)| value.contains("151#2") || value.contains("watch?v=abc")),
            "{told:?}"
        );
    }
    let rest = objects.stream(&key, large.content.bytes - 5).await.expect("it is there");
    let rest: Vec<Vec<u8>> = rest.try_collect().await.expect("it can be read");
    assert_eq!(rest.concat().len(), 5);

    // What is not the content is never seen.
    let wrong = Content { sha256: "cd".repeat(32), ..large.content.clone() };
    let error = objects.put(&large.path, &wrong, &note()).await.expect_err("it is another content");
    assert!(matches!(error, ObjectError::Damaged { .. }), "{error}");
    assert_eq!(objects.head(&wrong.key()).await.expect("an answer"), None);

    // What was changed there is found.
    let changed = vec![0; small.content.bytes as usize];
    objects.write(&small.content.key(), changed, "video/mp4").await.expect("it is taken");
    objects.verify(&small.content.key(), &small.content, Depth::Length).await.expect("the length is right");
    let error =
        objects.verify(&small.content.key(), &small.content, Depth::Whole).await.expect_err("it differs");
    assert!(matches!(error, ObjectError::Damaged { .. }), "{error}");

    objects.put_over(&small.path, &small.content, &note()).await.expect("what is damaged is replaced");
    objects.verify(&small.content.key(), &small.content, Depth::Whole).await.expect("it is right again");

    manifests(objects, &large.content).await;
    let mut listed: Vec<String> =
        objects.list(FILES).map_ok(|seen| seen.key).try_collect().await.expect("a listing");
    listed.sort();
    let mut expected = [small.content.key(), large.content.key()];
    expected.sort();
    assert_eq!(listed, expected);

    objects.delete(&key).await.expect("it goes");
    objects.delete(&key).await.expect("what is gone is no failure");
    let error = objects.verify(&key, &large.content, Depth::Length).await.expect_err("it is gone");
    assert!(matches!(error, ObjectError::Missing { .. }), "{error}");
}

async fn manifests(objects: &Objects, content: &Content) {
    let owned = |asset: &str| Owned {
        asset: asset.to_owned(),
        row: "7".to_owned(),
        origin: "https://example.org/x".to_owned(),
    };
    // Two write theirs beside one object, at once: neither can lose the other's.
    let manifest = |asset: &str| Manifest {
        content: content.clone(),
        key: content.key(),
        written_at: Instant::EPOCH,
        file: owned(asset),
    };
    let (a, b) = (manifest("a"), manifest("b"));
    let (first, second) = tokio::join!(objects.write_manifest(&a), objects.write_manifest(&b));
    first.and(second).expect("they are taken");
    for page in [a, b] {
        let asset = page.file.asset.clone();
        assert_eq!(objects.manifest(&content.key(), &asset).await.expect("an answer"), Some(page));
        let place = Manifest::key_of(&content.key(), &asset);
        let text = objects.read(&place).await.expect("an answer").expect("a page");
        assert!(String::from_utf8_lossy(&text).contains("\"row\": \"7\""));
        objects.delete(&place).await.expect("it goes");
    }
    assert_eq!(objects.list(MANIFESTS).count().await, 0);
}

#[tokio::test]
async fn a_folder_keeps_the_contract() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let address = url::Url::from_file_path(folder.path().join("made/on open")).expect("a folder");
    let objects = Objects::open(address.as_str(), [], ObjectSettings::default()).expect("a place");
    contract(&objects).await;
    let error = objects.link("files/x", Duration::from_mins(1), Instant::EPOCH).await.expect_err("no links");
    assert!(matches!(error, ObjectError::NoLinks));
}

#[tokio::test]
async fn s3_keeps_the_contract() {
    let bucket = Bucket::start("shelf");
    contract(&s3(&bucket)).await;
    assert!(bucket.keys().iter().all(|key| key.starts_with("archive/")), "{:?}", bucket.keys());
    assert_eq!(bucket.open_uploads(), 0, "broken uploads are given up");
}

#[tokio::test]
async fn google_cloud_storage_keeps_the_contract() {
    let bucket = Bucket::start("shelf");
    contract(&gcs(&bucket)).await;
    assert_eq!(bucket.open_uploads(), 0, "broken uploads are given up");
}

/// Somebody else's S3, which stops with this value.
struct Moto {
    process: Child,
    endpoint: String,
}

impl Moto {
    /// Starts it on a port of its own choosing, which it tells.
    fn start(program: &str) -> Self {
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", "0"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("moto starts");
        let told = BufReader::new(process.stderr.take().expect("a pipe"));
        let mut lines = told.lines().map_while(Result::ok);
        let line =
            lines.find(|line| line.contains("Running on http://127.0.0.1:")).expect("moto tells its port");
        let port = line.rsplit(':').next().expect("a port").trim().to_owned();
        // Whoever stops reading would let it wait.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, endpoint: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_foreign_s3_keeps_the_contract() {
    let Some(program) = testkit::environment::needed("EMAKI_TEST_MOTO", 1) else { return };
    let moto = Moto::start(&program);
    let made =
        reqwest::Client::new().put(format!("{}/shelf", moto.endpoint)).send().await.expect("moto answers");
    assert!(made.status().is_success(), "{made:?}");
    let options = s3_options(&moto.endpoint);
    let objects = Objects::open("s3://shelf/archive", options, ObjectSettings::default()).expect("a place");
    contract(&objects).await;
    a_link_opens(&objects).await;
}

#[tokio::test]
async fn a_link_opens_one_object_for_a_while() {
    let bucket = Bucket::start("shelf");
    a_link_opens(&s3(&bucket)).await;
}

async fn a_link_opens(objects: &Objects) {
    objects.write("files/plain.txt", b"a lamp".to_vec(), "text/plain").await.expect("it is taken");
    let now = Instant::from_micros(1_000_000);
    let link = objects.link("files/plain.txt", Duration::from_hours(24 * 365), now).await.expect("a link");
    assert_eq!(link.expires_at.as_micros(), 1_000_000 + LONGEST_LINK.as_micros() as i64);
    assert!(link.url.contains("X-Amz-Expires=604800"), "{}", link.url);
    let text = reqwest::get(&link.url).await.expect("an answer").text().await.expect("a body");
    assert_eq!(text, "a lamp");
}

#[tokio::test]
async fn storage_classes_are_asked_for() {
    let bucket = Bucket::start("shelf");
    let files = tempfile::tempdir().expect("a folder for the test");
    let file = made(&files, "small", 10);
    let stored = s3(&bucket).put(&file.path, &file.content, &note()).await.expect("it is taken");
    let kept = bucket.object(&format!("archive/{}", stored.key)).expect("it is there");
    assert!(kept.headers.contains(&("x-amz-storage-class".to_owned(), "STANDARD_IA".to_owned())), "{kept:?}");
}

#[tokio::test]
async fn a_server_that_stumbles_gets_it_all_the_same() {
    let bucket = Bucket::start("shelf");
    let files = tempfile::tempdir().expect("a folder for the test");
    let file = made(&files, "large", 11 << 20);
    let objects = s3(&bucket);
    bucket.server().fault_next(2, testkit::replay::Answer::failing(503));
    let stored = objects.put(&file.path, &file.content, &note()).await.expect("it is taken in the end");
    objects.verify(&stored.key, &file.content, Depth::Whole).await.expect("it arrived whole");
    let error = objects.head("files/\u{1}").await.expect_err("no key");
    assert!(matches!(error, ObjectError::Address { .. }), "{error}");
}

#[tokio::test]
async fn a_refusal_is_told_as_one() {
    let bucket = Bucket::start("other");
    bucket
        .server()
        .fault(testkit::replay::Answer::xml("<Error><Code>AccessDenied</Code></Error>").with_status(403));
    let error = s3(&bucket).head("files/x").await.expect_err("refused");
    assert!(matches!(error, ObjectError::Refused { .. }), "{error}");
    assert!(!error.is_transient());
}
