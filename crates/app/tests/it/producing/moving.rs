//! Pictures that their makers move by hand.

use serde_json::json;

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
