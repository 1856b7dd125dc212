//! Files that somebody moves, takes away or damages by hand.

use app::testing::TestApp;
use serde_json::{Value, json};

use super::studio;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_moved_by_hand_is_not_put_back_behind_its_makers_back() {
    let studio = studio().await;
    let app = &studio.test.app;
    studio.ask(json!({"prompt": "a lamp"})).await;
    studio.work().await;
    let [take] = studio.takes().await.try_into().expect("one take");
    let at = |file: &str| studio.folder().join(file);
    std::fs::rename(at(&take.file), at("lamp.png")).expect("it is there");
    // The book is written anew, and a worker begins and ends.
    app.update_project(&studio.project.id, &json!({"description": "more"}), "ben").await.expect("fine");
    studio.work().await;
    assert!(!at(&take.file).exists());
    let found = app.fsck(true).await.expect("a folder");
    assert_eq!(found.moved, [(take.file.clone(), "lamp.png".to_owned())]);
    // A sidecar that is gone is written again.
    std::fs::remove_file(at("lamp.json")).expect("it was written beside it");
    assert_eq!(app.fsck(false).await.expect("a folder").restored, ["lamp.json"]);
    app.fsck(true).await.expect("a folder");
    assert!(at("lamp.json").is_file());
    assert!(app.fsck(false).await.expect("a folder").is_sound());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn books_that_are_gone_or_damaged_are_written_again() {
    let studio = studio().await;
    let app = &studio.test.app;
    app.save_style_preset("lamps", json!({"positive": "lamp light"}), "ben").await.expect("a sound preset");
    let book = studio.folder().join("projects").join(&studio.project.id).join("metadata.json");
    let presets = studio.folder().join("presets.json");
    let before = std::fs::read(&book).expect("it is written");
    assert!(app.fsck(false).await.expect("a folder").is_sound());
    for damage in [None, Some("{\"format\""), Some("{\"format\": \"none\", \"revision\": 99999}")] {
        for file in [&book, &presets] {
            match damage {
                None => std::fs::remove_file(file).expect("it is there"),
                Some(text) => std::fs::write(file, text).expect("room on the disk"),
            }
        }
        let looked = app.fsck(false).await.expect("a folder");
        assert_eq!((looked.books, looked.is_sound()), (2, false), "{damage:?}");
        assert_eq!(app.fsck(true).await.expect("a folder").books, 2);
        assert_eq!(app.fsck(false).await.expect("a folder").books, 0, "{damage:?}");
        let after: Value = serde_json::from_slice(&std::fs::read(&book).expect("it is back")).expect("JSON");
        let before: Value = serde_json::from_slice(&before).expect("JSON");
        assert_eq!(after["project"], before["project"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_whose_book_is_gone_comes_back_as_its_pictures_tell() {
    let studio = studio().await;
    studio.ask(json!({"prompt": "a lamp", "character_id": studio.mirei.id, "count": 2})).await;
    studio.work().await;
    let takes = studio.takes().await;
    let folder = studio.folder();
    let book = folder.join("projects").join(&studio.project.id).join("metadata.json");
    std::fs::remove_file(&book).expect("it is there");
    let fresh = TestApp::with(move |config| config.production.folder = Some(folder)).await;
    let report = fresh.app.rebuild_productions("ben").await.expect("a folder");
    assert_eq!((report.projects, report.characters, report.takes), (1, 1, 2), "{report:?}");
    assert!(report.unreadable[0].contains("metadata.json is gone"), "{report:?}");
    let project = fresh.app.project(&studio.project.id).await.expect("it is back");
    assert_eq!((project.project.name, project.file_count), (format!("recovered {}", project.id), 2));
    let mirei = fresh.app.production_character(&studio.mirei.id).await.expect("she is back");
    assert_eq!(
        (&mirei.bible.name, &mirei.bible.appearance),
        (&studio.mirei.bible.name, &studio.mirei.bible.appearance)
    );
    for take in &takes {
        assert_eq!(fresh.app.take(&take.id).await.expect("it is back").hash, take.hash);
    }
    assert!(book.is_file(), "it is written again");
    let again = fresh.app.rebuild_productions("ben").await.expect("a folder");
    assert_eq!((again.projects, again.unreadable.len()), (0, 0), "{again:?}");
}
