//! How long it takes from the store to the files. No promise is tested here: the figures are printed, and
//! mean something in a release build.
//!
//! `cargo test -p publish --release --test it -- --ignored --nocapture measure`

use std::time::Instant;

use keeping::{CharacterFacts, Said, SeriesFacts, numbers, rules::Rules};
use publish::{
    check::Acceptance,
    files::{self, FilesRequest, Stage},
};
use store::{Collected, Store};

use crate::scene::at;

const SERIES: usize = 3_000;
const CHARACTERS: usize = 50_000;
/// About as long as the texts of the real sheets.
const SENTENCE: &str =
    "She keeps a quiet garden behind the depot, reads by lamplight, and never forgets a name. ";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measure, for a release build"]
async fn fifty_thousand_characters() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
    let store = Store::open(&url).await.expect("a new store");
    fill(&store).await;
    let rules = Rules::default();
    // What filling took is not to count; only Linux can forget it.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let begun = Instant::now();
    numbers::identify(&store, "main", &rules, at(1)).await.expect("numbers are given");
    eprintln!("identify {:.2} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let keeping = keeping::load(&store, "main", &rules).await.expect("rows are read");
    eprintln!("load {:.2} s", begun.elapsed().as_secs_f64());
    drop(keeping);
    let request = FilesRequest {
        registry: "main".into(),
        stages: vec![Stage::Final],
        out: folder.path().join("out"),
        recrawled: vec!["ss".into()],
        acceptance: Acceptance::Warnings,
        dry_run: false,
        differences: false,
        keep: 3,
        author: "ann".into(),
        at: at(3),
    };
    for what in ["first", "unchanged"] {
        let begun = Instant::now();
        let report = files::publish(&store, &request, &rules).await.expect("it is published");
        let bytes: u64 = report.files.iter().map(|file| file.bytes).sum();
        eprintln!("publish, {what}: {:.2} s, {bytes} bytes", begun.elapsed().as_secs_f64());
    }
    eprintln!("at most {} MB were in memory", peak_kb().unwrap_or_default() / 1000);
}

/// The most memory that the process had at once; only Linux tells.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

async fn fill(store: &Store) {
    let body = |said: Said| serde_json::to_string(&said).expect("JSON");
    let row = |kind: &str, id: usize, parent: Option<usize>, said: Said| Collected {
        source_type: "mal".into(),
        kind: kind.into(),
        source_id: id.to_string(),
        parent: parent.map(|parent| ("mal".to_owned(), parent.to_string())).unwrap_or_default(),
        position: id as i64,
        body: body(said),
        run: 1,
        at: at(1),
    };
    let series = (0..SERIES).map(|id| {
        let facts = SeriesFacts {
            name: format!("Lantern Line {id}"),
            media_type: "anime".into(),
            creators: vec![("studio".into(), vec!["Studio Lantern".into()])],
            image: Some(format!("https://img.example.org/s/{id}.jpg")),
            genres: vec!["Drama".into(), "Mystery".into()],
            synopsis: Some(SENTENCE.repeat(9)),
            favorites: Some(id as i64),
            members: Some(id as i64 * 70),
            score: Some(7.25),
            ..SeriesFacts::default()
        };
        row("series", id, None, Said::Series(Box::new(facts)))
    });
    let characters = (0..CHARACTERS).map(|id| {
        let facts = CharacterFacts {
            name: format!("Mira Sato {id}"),
            series: format!("Lantern Line {}", id % SERIES),
            media_type: "anime".into(),
            image: Some(format!("https://img.example.org/c/{id}.jpg")),
            about: (id % 5 > 0).then(|| SENTENCE.repeat(3 + id % 9)),
            favorites: Some(id as i64 % 4000),
            ..CharacterFacts::default()
        };
        row("character", id, Some(id % SERIES), Said::Character(Box::new(facts)))
    });
    let rows: Vec<Collected> = series.chain(characters).collect();
    for rows in rows.chunks(5_000) {
        let tx = store.begin().await.expect("a transaction");
        tx.save_collected(rows).await.expect("the rows are stored");
        tx.commit().await.expect("it is committed");
    }
}
