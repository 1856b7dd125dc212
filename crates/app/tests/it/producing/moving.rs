//! Files that somebody moves, takes away or damages by hand.

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
    for damage in [None, Some("{\"format\"")] {
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
