//! The CSV file follows every change of people and their files: many writers at once, the switch, and the way back.

use std::path::Path;

use people::{
    PersonKey,
    desk::{self, PeopleError},
    layouts::column,
    ledger::{self, Phase, Twin},
};
use store::{AssetFilter, AssetRow, Store};
use testkit::people::{Invented, people};

use crate::scene::{Scene, at, reading};

crate::on_both_engines! {
    the_file_follows_all_writers,
    what_was_known_before_is_said_from_the_first_step_on,
    a_file_of_others_stops_every_change,
}

/// People whose links lead to files, and some without a link.
fn sheet(seed: u64) -> Vec<Invented> {
    let (direct, none): (Vec<_>, Vec<_>) = people(seed)
        .into_iter()
        .filter(|one| one.link.as_ref().is_none_or(|link| !link.contains("/document/")))
        .partition(|one| one.link.is_some());
    direct.into_iter().chain(none.into_iter().take(12)).collect()
}

/// A store with these people, their file set up and both written.
async fn both(scene: &Scene, sheet: &[Invented]) -> std::path::PathBuf {
    let path = scene.csv(sheet);
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    ledger::set_up(&scene.store, &path, at(2)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(3)).await.expect("a step");
    path
}

/// All assets that have a file of their own.
async fn assets(store: &Store) -> Vec<AssetRow> {
    let mut rows = store.assets(&AssetFilter::default(), 1_000).await.expect("a list");
    rows.retain(|row| row.legacy_uuid.is_none() && row.kind != "drive_folder");
    rows
}

/// What a session writes when it tried an asset: every third one is gone.
async fn tried(store: &Store, row: &AssetRow, turn: usize) {
    let mut row = row.clone();
    if turn.is_multiple_of(3) {
        row.status = "failed".into();
        row.failure_category = Some("gone".to_owned());
        row.failure_permanent = true;
        row.failure_message = Some("removed\nby its owner".to_owned());
        row.attempts = 1;
    } else {
        row.status = "uploaded".into();
        row.filename = Some(format!("{}, the film.mp4", row.media_id));
        row.storage_key = Some(format!("files/{}.mp4", row.id));
        row.bytes = Some(1_000 + turn as u64);
    }
    row.updated_at = at(100 + turn as i64);
    let twin = Twin::open(store, at(100)).await.expect("the file is as it was written");
    let tx = store.begin().await.expect("a transaction");
    let saved = tx.save_assets(std::slice::from_mut(&mut row)).await.expect("the row is saved");
    assert_eq!(saved, 1, "nobody else wrote it");
    twin.commit(tx, &[&row.person]).await.expect("both are written");
}

async fn same_on_both_sides(store: &Store, path: &Path) {
    let found = ledger::verify(store).await.expect("a comparison");
    assert!(found.is_equal() && found.same_bytes, "{found:?}");
    let file = std::fs::read(path).expect("the file");
    let export = ledger::export(store).await.expect("an export");
    assert!(file == export, "the file is what the tables of people and files say");
}

async fn the_file_follows_all_writers(scene: Scene) {
    let sheet = sheet(12);
    let path = both(&scene, &sheet).await;
    desk::extract(&scene.store, at(4)).await.expect("links");
    same_on_both_sides(&scene.store, &path).await;
    let mut rows = assets(&scene.store).await;
    assert!(rows.len() > 20, "{}", rows.len());
    let kept_back = rows.split_off(rows.len() - 2);

    // Four sessions, somebody who takes an edited sheet in, and the old pipeline's own writer, all at once.
    let mut edited = sheet.clone();
    edited[0].email.insert_str(0, "new.");
    edited[1].kind.push_str(" ?");
    let mut writers = Vec::new();
    for part in rows.chunks(rows.len().div_ceil(4)) {
        let (store, part) = (scene.store.clone(), part.to_vec());
        writers.push(tokio::spawn(async move {
            for (turn, row) in part.iter().enumerate() {
                tried(&store, row, turn).await;
            }
        }));
    }
    let store = scene.store.clone();
    writers.push(tokio::spawn(async move {
        desk::import(&store, reading(&edited), "the sheet", false, at(50)).await.expect("an edited sheet");
    }));
    let (store, others) = (scene.store.clone(), sheet[sheet.len() - 5..].to_vec());
    writers.push(tokio::spawn(async move {
        for one in others {
            let key: PersonKey = one.row_id.to_string().parse().expect("a sound key");
            let words = [("download_errors", "seen by hand")];
            ledger::update(&store, &key, &words, at(60)).await.expect("a write");
        }
    }));
    for writer in writers {
        writer.await.expect("a writer ends well");
    }
    same_on_both_sides(&scene.store, &path).await;
    let filter = AssetFilter { failure_category: Some("gone".to_owned()), ..AssetFilter::default() };
    let gone = scene.store.assets(&filter, 100).await.expect("a list");
    assert!(gone.len() > 4, "{}", gone.len());
    for row in gone {
        let key: PersonKey = row.person.parse().expect("a sound key");
        let cells = ledger::read(&scene.store, &key).await.expect("cells").expect("a line");
        let cell = |name: &str| cells[column(name).expect("a column")].as_str();
        assert!(cell("download_errors").contains("gone: removed by its owner"), "{cells:?}");
        assert!(cell("last_download_attempt").starts_with("2025-06-15T"), "{cells:?}");
    }

    // The switch: what is read changes, and nothing that it says.
    ledger::step(&scene.store, Phase::Database, at(200)).await.expect("a step");
    tried(&scene.store, &kept_back[0], 1).await;
    same_on_both_sides(&scene.store, &path).await;
    ledger::step(&scene.store, Phase::Retired, at(201)).await.expect("a step");
    let retired = std::fs::read(&path).expect("the file");
    tried(&scene.store, &kept_back[1], 1).await;
    assert!(std::fs::read(&path).expect("the file") == retired, "a retired file is not written");
    let export = ledger::export(&scene.store).await.expect("an export");
    assert!(export != retired);

    // And back: the file has all that was written since, and every cell of it is listed.
    let back = ledger::roll_back(&scene.store, at(202)).await.expect("back");
    assert!(!back.byte_for_byte && back.differences.len() > rows.len() / 2, "{:?}", back.differences);
    assert!(std::fs::read(&path).expect("the file") == export);
    assert!(ledger::verify(&scene.store).await.expect("a comparison").is_equal());
}

async fn what_was_known_before_is_said_from_the_first_step_on(scene: Scene) {
    let sheet = sheet(13);
    let path = scene.csv(&sheet);
    let original = std::fs::read(&path).expect("the file");
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    ledger::set_up(&scene.store, &path, at(2)).await.expect("it is set up");
    // Found and tried while only the file counts: the file is left alone.
    desk::extract(&scene.store, at(3)).await.expect("links");
    for (turn, row) in assets(&scene.store).await.iter().take(6).enumerate() {
        tried(&scene.store, row, turn).await;
    }
    assert!(std::fs::read(&path).expect("the file") == original);
    ledger::step(&scene.store, Phase::Dual, at(4)).await.expect("a step");
    assert!(std::fs::read(&path).expect("the file") != original);
    same_on_both_sides(&scene.store, &path).await;
    // Somebody new gets a line of their own.
    let mut longer = sheet.clone();
    longer.push(Invented { row_id: 900, name: "Nova Lantern".to_owned(), link: None, ..sheet[0].clone() });
    desk::import(&scene.store, reading(&longer), "the sheet", false, at(5)).await.expect("a longer sheet");
    same_on_both_sides(&scene.store, &path).await;
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.lines().last().is_some_and(|line| line.starts_with("900,Nova Lantern,")), "{text}");
}

async fn a_file_of_others_stops_every_change(scene: Scene) {
    let sheet = sheet(14);
    let path = both(&scene, &sheet).await;
    let ours = std::fs::read(&path).expect("the file");
    let theirs = String::from_utf8(ours.clone()).expect("text").replacen(",yes,", ",no,", 1);
    std::fs::write(&path, &theirs).expect("the file");
    let mut edited = sheet.clone();
    edited[2].email.insert_str(0, "new.");
    let refused = desk::import(&scene.store, reading(&edited), "the sheet", false, at(9)).await;
    assert!(matches!(refused, Err(PeopleError::Differs(1))), "{refused:?}");
    let key = sheet[2].row_id.to_string();
    let row = scene.store.person_row(&key).await.expect("a look").expect("it is there");
    assert_eq!(row.email.as_deref(), Some(sheet[2].email.as_str()), "nothing was written");
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), theirs, "theirs is not written over");
    // The export is the file as it was written last, and takes theirs back. What a kill left beside the file before its
    // step was committed goes with the next one.
    let export = ledger::export(&scene.store).await.expect("an export");
    assert!(export == ours);
    std::fs::write(&path, &export).expect("the file");
    let left = path.with_file_name("output.csv.0123456789abcdef.new");
    std::fs::write(&left, "half a fi").expect("room");
    desk::import(&scene.store, reading(&edited), "the sheet", false, at(10)).await.expect("an edited sheet");
    assert!(!left.exists());
    same_on_both_sides(&scene.store, &path).await;
}
