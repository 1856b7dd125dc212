//! The move away from the CSV file: dual write, verify, switch and rollback, with many writers at once.

use people::{
    PersonKey, desk,
    desk::PeopleError,
    layouts::{CsvFile, column},
    ledger::{self, Phase},
};
use testkit::people::people;

use crate::scene::{Scene, at, reading};

crate::on_both_engines! {
    the_file_comes_back_byte_for_byte,
    a_write_leaves_rights_and_nothing_beside_it,
    writers_at_once_lose_nothing,
    a_broken_off_step_is_finished,
    what_somebody_else_wrote_is_found,
}

fn key(text: &str) -> PersonKey {
    text.parse().expect("a sound key")
}

async fn the_file_comes_back_byte_for_byte(scene: Scene) {
    let sheet = people(5);
    let path = scene.csv(&sheet);
    let original = std::fs::read(&path).expect("the file");
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let seen = ledger::look(&scene.store, &path).await.expect("a survey");
    assert_eq!((seen.people, seen.unplaced.len(), seen.pages.len()), (510, 0, 1));
    assert!(ledger::state(&scene.store).await.expect("a state").is_none(), "a look writes nothing");
    let set_up = ledger::set_up(&scene.store, &path, at(2)).await.expect("it is set up");
    assert_eq!((set_up.new_people, set_up.survey.objects), (0, 103));
    assert_eq!(set_up.survey.without_description, ["uuid-other"]);
    for phase in [Phase::Dual, Phase::Database, Phase::Retired] {
        assert!(ledger::verify(&scene.store).await.expect("a comparison").is_equal());
        assert_eq!(ledger::step(&scene.store, phase, at(3)).await.expect("a step").phase, phase);
    }
    assert_eq!(ledger::export(&scene.store).await.expect("an export"), original);
    let back = ledger::roll_back(&scene.store, at(4)).await.expect("back");
    assert!(back.byte_for_byte);
    assert_eq!(std::fs::read(&path).expect("the file"), original);
    // With something written, the file differs in exactly that.
    ledger::step(&scene.store, Phase::Dual, at(5)).await.expect("a step");
    ledger::update(&scene.store, &key("151#2"), &[("youtube_status", "failed")], at(6))
        .await
        .expect("a write");
    let back = ledger::roll_back(&scene.store, at(7)).await.expect("back");
    assert!(!back.byte_for_byte);
    assert_eq!(back.differences.iter().map(|cell| cell.column).collect::<Vec<_>>(), [Some("youtube_status")]);
}

async fn a_write_leaves_rights_and_nothing_beside_it(scene: Scene) {
    let path = scene.csv(&people(8));
    ledger::set_up(&scene.store, &path, at(1)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(2)).await.expect("a step");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("the test's own file");
    }
    ledger::update(&scene.store, &key("151"), &[("youtube_status", "failed")], at(3)).await.expect("a write");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let rights = std::fs::metadata(&path).expect("the file").permissions().mode() & 0o777;
        assert_eq!(rights, 0o600);
    }
    // Twice: the second time the file says what it said before.
    for second in [4, 5] {
        ledger::roll_back(&scene.store, at(second)).await.expect("back");
    }
    let names =
        std::fs::read_dir(&scene.folder).expect("the folder").flatten().map(|entry| entry.file_name());
    let beside: Vec<_> = names.filter(|name| name.to_string_lossy().ends_with(".new")).collect();
    assert!(beside.is_empty(), "{beside:?}");
}

async fn writers_at_once_lose_nothing(scene: Scene) {
    let sheet = people(6);
    let path = scene.csv(&sheet);
    ledger::set_up(&scene.store, &path, at(1)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(2)).await.expect("a step");
    let writers = (0..4).map(|writer| {
        let (store, ids) = (scene.store.clone(), sheet.iter().map(|one| one.row_id).collect::<Vec<_>>());
        tokio::spawn(async move {
            for turn in 0..5 {
                let key = key(&ids[writer * 20 + turn].to_string());
                let words = format!("writer {writer}, turn {turn}");
                ledger::update(&store, &key, &[("download_errors", &words)], at(10)).await.expect("a write");
                // A cell that all of them write.
                ledger::update(&store, &self::key("1"), &[("last_download_attempt", &words)], at(10))
                    .await
                    .expect("a write");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("a writer ends well");
    }
    let found = ledger::verify(&scene.store).await.expect("a comparison");
    assert!(found.is_equal() && found.same_bytes, "{found:?}");
    let file = CsvFile::parse(&std::fs::read(&path).expect("the file")).expect("a sound file");
    let errors = column("download_errors").expect("a column");
    let written = file.records.iter().filter(|record| record[errors].starts_with("writer ")).count();
    assert_eq!(written, 20);
    // The switch changes nothing that is read.
    let first = key(&sheet[0].row_id.to_string());
    let before = ledger::read(&scene.store, &first).await.expect("cells");
    ledger::step(&scene.store, Phase::Database, at(11)).await.expect("a step");
    assert_eq!(ledger::read(&scene.store, &first).await.expect("cells"), before);
    let copies = std::fs::read_dir(scene.folder.path().join("output.csv.backups")).expect("copies").count();
    assert_eq!(copies, 11, "the first one, and the last ten");
}

async fn a_broken_off_step_is_finished(scene: Scene) {
    let sheet = people(7);
    let path = scene.csv(&sheet);
    ledger::set_up(&scene.store, &path, at(1)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(2)).await.expect("a step");
    let before = std::fs::read(&path).expect("the file");
    let someone = key(&sheet[3].row_id.to_string());
    ledger::update(&scene.store, &someone, &[("drive_status", "completed")], at(3)).await.expect("a write");
    let after = std::fs::read(&path).expect("the file");
    // As a kill between the commit and the rename leaves it: the old file, and the word that a new one is to come.
    let state = ledger::state(&scene.store).await.expect("a state").expect("it was set up");
    let mut broken = serde_json::to_value(&state).expect("a state is plain");
    broken["pending"] = serde_json::json!({ "temp": path.with_extension("lost"), "hash": state.file_hash });
    // It is known as it was before.
    broken["file_hash"] = state.original_hash.as_str().into();
    std::fs::write(&path, &before).expect("the file");
    let tx = scene.store.begin().await.expect("a transaction");
    tx.set_csv_state("state", &broken.to_string()).await.expect("a word");
    tx.commit().await.expect("it is kept");
    ledger::update(&scene.store, &someone, &[("drive_status", "completed")], at(4)).await.expect("a write");
    assert_eq!(std::fs::read(&path).expect("the file"), after);
    assert!(ledger::verify(&scene.store).await.expect("a comparison").is_equal());
}

async fn what_somebody_else_wrote_is_found(scene: Scene) {
    let sheet = people(8);
    let path = scene.csv(&sheet);
    ledger::set_up(&scene.store, &path, at(1)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(2)).await.expect("a step");
    let mut file = CsvFile::parse(&std::fs::read(&path).expect("the file")).expect("a sound file");
    file.records[4][column("processed").expect("a column")].push_str(", no");
    std::fs::write(&path, file.render()).expect("the file");
    let someone = key(&sheet[4].row_id.to_string());
    let refused = ledger::update(&scene.store, &someone, &[("processed", "yes")], at(3)).await;
    assert!(matches!(refused, Err(PeopleError::Differs(1))), "{refused:?}");
    let found = ledger::verify(&scene.store).await.expect("a comparison");
    assert_eq!(
        found.differences.iter().map(|cell| (cell.line, cell.column)).collect::<Vec<_>>(),
        [(5, Some("processed"))]
    );
    let step = ledger::step(&scene.store, Phase::Database, at(4)).await;
    assert!(matches!(step, Err(PeopleError::Differs(1))), "{step:?}");
}
