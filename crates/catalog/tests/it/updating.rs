//! Updates that can be undone: a release weighed before it is applied, applied batch by batch, taken back exactly.

use catalog::{
    ImportOptions, Input,
    registry::{self, Decision},
    updating::{
        Inspection, Known, Looked, Undone, begin_undo, import_update, inspect, look, peek, undo_step,
    },
};
use model::{EntityId, EntityKind, Field, Instant};
use serde_json::json;
use store::{NewUpdate, UpdateRow, UpdateState};
use testkit::replay::{Answer, Replay};

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(
    what_an_update_wrote_is_taken_back_whatever_the_batches,
    what_people_did_since_stays,
    an_update_that_is_broken_off_goes_on_and_is_undone_whole,
    a_release_is_weighed_before_it_is_applied,
);

const FIRST: [(&str, &str); 4] = [
    ("Moonlit Depot", "anidb:1 mal:1"),
    ("Paper Harbor", "anidb:2 mal:2"),
    ("Glass Orchard", "anidb:3 mal:3 anilist:3 kitsu:3"),
    ("Quiet Signal", "mal:4 anilist:4"),
];

/// Works 1 and 2 were merged, 3 was split, 4 lost an address and has a new title, two are new.
const SECOND: [(&str, &str); 6] = [
    ("Moonlit Depot", "anidb:1 mal:1 anidb:2 mal:2 livechart:1"),
    ("Glass Orchard", "anidb:3 mal:3"),
    ("Glass Orchard: After", "anilist:3 kitsu:3"),
    ("Silent Signal", "mal:4"),
    ("Fifth Bell", "mal:5"),
    ("Sixth Bell", "mal:6 anidb:6"),
];

fn release(entries: &[(&str, &str)]) -> String {
    bed::lines(&entries.iter().map(|(title, ids)| entry(title, ids)).collect::<Vec<_>>())
}

fn options(bed: &Bed, second: i64) -> ImportOptions {
    ImportOptions { at: at(second), ..bed.options() }
}

fn at(second: i64) -> Instant {
    Instant::from_micros(1_900_000_000_000_000 + second * 1_000_000)
}

fn by(second: i64) -> Decision {
    Decision { author: "ann".to_owned(), note: "update 1 was undone".to_owned(), at: at(second) }
}

fn number(id: i64) -> EntityId {
    EntityId::new(id).expect("from 1")
}

/// The first release, and the second as an update under way.
async fn begun(bed: &Bed) -> UpdateRow {
    bed.import(&bed.file("n.jsonl", release(&FIRST))).await;
    bed.file("n1.jsonl", release(&SECOND));
    let input = Input::File(bed.path("n1.jsonl"));
    let Looked::New(found) = look(
        &bed.path("n1.jsonl").display().to_string(),
        &Known::default(),
        bed.folder.path(),
        "x",
        &bed.options(),
    )
    .await
    .expect("it is there") else {
        panic!("nothing was known of it");
    };
    let weighed = inspect(&bed.store, &input, &bed.options()).await.expect("sound");
    let new = NewUpdate {
        dataset: "x".to_owned(),
        state: UpdateState::Running,
        mode: "incremental".to_owned(),
        address: "n1.jsonl".to_owned(),
        release: weighed.release.clone(),
        file_hash: found.hash,
        body: serde_json::to_value(weighed).expect("plain values"),
        author: "worker".to_owned(),
    };
    bed.store.new_update(&new, at(10)).await.expect("no other is under way")
}

async fn apply(bed: &Bed, row: &UpdateRow, rows: usize) {
    let input = Input::File(bed.path("n1.jsonl"));
    import_update(&bed.store, &input, &options(bed, 10), row.id, rows, &|_| ()).await.expect("it is applied");
}

fn told(undone: &Undone) -> serde_json::Value {
    serde_json::to_value(undone).expect("plain values")
}

async fn undo(bed: &Bed, row: &UpdateRow) -> Undone {
    let mut undone = begin_undo(&bed.store, row, &[], &by(20), &told).await.expect("nothing was joined");
    while let Some(step) = undo_step(&bed.store, row, &by(20), &told).await.expect("it is undone") {
        undone.add(&step);
    }
    undone
}

/// An export without the numbers that are used up.
async fn export(bed: &Bed) -> Vec<String> {
    let lines = bed.export().await;
    lines.lines().filter(|line| !line.contains(r#""kind":"tombstone""#)).map(str::to_owned).collect()
}

async fn what_an_update_wrote_is_taken_back_whatever_the_batches(engine: Engine) {
    for rows in [1, 2, 100] {
        let Some(bed) = Bed::new(engine).await else { return };
        let row = begun(&bed).await;
        let before = export(&bed).await;
        apply(&bed, &row, rows).await;
        let applied = export(&bed).await;
        assert_ne!(applied, before);
        assert_eq!(bed.meaning("mal:6").await, 6);
        let undone = undo(&bed, &row).await;
        assert_eq!(export(&bed).await, before, "in batches of {rows}");
        assert_eq!(
            (undone.texts, undone.records, undone.retired, undone.left, undone.kept),
            (3, 3, 2, 0, 0),
            "{undone:?}"
        );
        assert!(bed.store.verify().await.expect("a look").is_sound());
        assert_eq!(bed.store.last_update_step(row.id).await.expect("a look"), None);

        // The same release again is applied again; its works get numbers of their own.
        let again = bed.import(&bed.path("n1.jsonl")).await;
        assert_eq!(again.works_new, 2);
        assert_eq!((bed.meaning("mal:5").await, bed.meaning("mal:6").await), (7, 8));
        let gone =
            bed.store.tombstone(&EntityKind::Work, number(6)).await.expect("a look").expect("it is gone");
        assert_eq!(gone.reason, "update 1 of x was undone");
    }
}

async fn what_people_did_since_stays(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let row = begun(&bed).await;
    apply(&bed, &row, 2).await;
    // A work that was there and one that is new are edited; another record is written again; an id is linked by hand.
    let hand = Decision { note: "it is so".to_owned(), ..by(15) };
    let edit = |work: i64, title: &str| {
        let (store, hand, title) = (bed.store.clone(), hand.clone(), json!(title));
        async move {
            registry::edit(&store, number(work), &Field::Title, title, &hand).await.expect("a sound edit")
        }
    };
    edit(4, "The Signal").await;
    edit(5, "Bell Five").await;
    let other = bed::lines(&[entry("Glass Orchard, once more", "anidb:3 mal:3")]);
    bed.import(&bed.file("other.jsonl", other)).await;

    let undone = undo(&bed, &row).await;
    assert_eq!((undone.kept, undone.left), (1, 1), "{undone:?}");
    assert_eq!(
        (undone.kept_examples[0].id, undone.kept_examples[0].why.as_str()),
        (number(5), "edited by hand")
    );
    let title = |id: i64| {
        let store = bed.store.clone();
        async move {
            let id = model::WorkId::new(id).expect("from 1");
            store.work(id).await.expect("a read").map(|work| work.value.title)
        }
    };
    assert_eq!(title(4).await.as_deref(), Some("The Signal"), "over the older text as over the newer one");
    assert_eq!(title(5).await.as_deref(), Some("Bell Five"), "with its record and its ids");
    assert_eq!(bed.meaning("mal:5").await, 5);
    assert_eq!(title(3).await.as_deref(), Some("Glass Orchard, once more"), "somebody wrote it since");
    assert_eq!(bed.meaning("mal:6").await, 0);
    assert!(bed.store.verify().await.expect("a look").is_sound());
    // Taking the edits back shows what lies below.
    registry::take_back(&bed.store, number(4), &Field::Title, true, &hand).await.expect("there is one");
    assert_eq!(title(4).await.as_deref(), Some("Quiet Signal"));
}

async fn an_update_that_is_broken_off_goes_on_and_is_undone_whole(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let row = begun(&bed).await;
    let before = export(&bed).await;
    // The file breaks off in its fourth row; two batches of two are in.
    let whole = release(&SECOND);
    let cut: String =
        whole.lines().take(4).map(|line| format!("{line}\n")).chain(["{\"sources\": [".to_owned()]).collect();
    bed.file("cut.jsonl", cut);
    let input = Input::File(bed.path("cut.jsonl"));
    let broken = import_update(&bed.store, &input, &options(&bed, 10), row.id, 1, &|_| ()).await;
    assert!(broken.is_err());
    assert!(!bed.store.update_steps(row.id).await.expect("a look").is_empty());
    // It goes on with the whole file, and once more, as after a kill before its end was noted.
    apply(&bed, &row, 2).await;
    apply(&bed, &row, 2).await;
    let applied = export(&bed).await;
    // Undoing is broken off as well.
    undo_step(&bed.store, &row, &by(20), &told).await.expect("a step").expect("there is one");
    let half = export(&bed).await;
    assert_ne!(half, applied);
    undo(&bed, &row).await;
    let after = export(&bed).await;
    assert_eq!(after, before);
}

async fn a_release_is_weighed_before_it_is_applied(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let weigh = async |name: &str, entries: &[(&str, &str)]| -> Inspection {
        let path = bed.file(name, release(entries));
        inspect(&bed.store, &Input::File(path), &bed.options()).await.expect("sound")
    };
    let first = weigh("n.jsonl", &FIRST).await;
    assert_eq!((first.entries_before, first.entries, first.new_entries, first.lost), (0, 4, 4, 0));
    assert_eq!(first.release, "2031-01-02");
    bed.import(&bed.path("n.jsonl")).await;
    let same = weigh("n.jsonl", &FIRST).await;
    assert_eq!((same.entries_before, same.new_entries, same.lost, same.moved), (4, 0, 0, 0));

    let second = weigh("n1.jsonl", &SECOND).await;
    assert_eq!((second.entries_before, second.entries, second.new_entries), (4, 6, 3));
    assert_eq!((second.lost, second.moved), (0, 4), "{second:?}");
    let moves: Vec<String> = second
        .moved_examples
        .iter()
        .map(|m| {
            let to = m.to.as_ref().map_or_else(|| "new".to_owned(), ToString::to_string);
            format!("{} {} ({}) to {to}", m.id, m.from, m.from_work)
        })
        .collect();
    assert_eq!(
        moves,
        [
            "anidb:2 anidb:2 (2) to anidb:1",
            "anilist:3 anidb:3 (3) to new",
            "kitsu:3 anidb:3 (3) to new",
            "mal:2 anidb:2 (2) to anidb:1"
        ]
    );

    let short = weigh("short.jsonl", &FIRST[..1]).await;
    assert_eq!((short.lost, short.lost_share), (3, 0.75));
    let lost: Vec<String> =
        short.lost_examples.iter().map(|lost| format!("{} {}", lost.key, lost.work)).collect();
    assert_eq!(lost, ["anidb:2 2", "anidb:3 3", "anilist:4 4"]);
    assert_eq!(bed.export().await.matches("\"kind\":\"work\"").count(), 4, "nothing was written");
}

#[tokio::test]
async fn an_address_is_asked_for_what_is_new_only() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = ImportOptions {
        format: None,
        atomic: false,
        max_download_bytes: 1 << 20,
        scratch: folder.path().to_owned(),
        at: at(0),
    };
    let replay = Replay::start().await;
    let list = replay.on("GET", "/list.jsonl", Answer::text(release(&FIRST)).etag("one"));
    let address = format!("{}/list.jsonl", replay.url());
    let (changed, etag, _) = peek(&address, &Known::default()).await.expect("it answers");
    assert_eq!((changed, etag.as_str()), (Some(true), "\"one\""));
    let Looked::New(first) =
        look(&address, &Known::default(), folder.path(), "x", &options).await.expect("it answers")
    else {
        panic!("nothing was known");
    };
    assert!(first.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("x-")));
    assert_eq!(std::fs::read_to_string(&first.path).expect("it lies there"), release(&FIRST));
    let known = Known { etag: first.etag.clone(), file_hash: first.hash.clone(), ..Known::default() };
    assert_eq!(
        look(&address, &known, folder.path(), "x", &options).await.expect("it answers"),
        Looked::Unchanged
    );
    assert_eq!(peek(&address, &known).await.expect("it answers").0, Some(false));
    assert!(replay.requests().iter().any(|request| request.header("if-none-match") == Some("\"one\"")));

    // Another tag with the same file is nothing new either.
    list.now(Answer::text(release(&FIRST)).etag("two"));
    assert_eq!(peek(&address, &known).await.expect("it answers").0, Some(true));
    assert_eq!(
        look(&address, &known, folder.path(), "x", &options).await.expect("it answers"),
        Looked::Unchanged
    );
    list.now(Answer::text(release(&SECOND)).etag("three"));
    assert!(matches!(look(&address, &known, folder.path(), "x", &options).await, Ok(Looked::New(_))));
    list.now(Answer::failing(503));
    assert!(look(&address, &known, folder.path(), "x", &options).await.is_err());
    let small = ImportOptions { max_download_bytes: 10, ..options };
    list.now(Answer::text(release(&SECOND)));
    assert!(look(&address, &known, folder.path(), "x", &small).await.is_err());
    assert!(look("/no/such/file", &known, folder.path(), "x", &small).await.is_err());
}
