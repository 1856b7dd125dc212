//! Pictures that nobody speaks of are cleared away, and none that somebody does.

use app::{App, CharacterChange, ErrorCode, PictureInput};
use serde_json::json;

use super::{
    Studio, code,
    kept::{ancient, object, pictures_as_png, png},
    studio,
};

/// Where a picture lies that was set aside.
fn aside(studio: &Studio, hash: &str) -> std::path::PathBuf {
    studio.folder().join("leaving").join(&hash[..2]).join(format!("{hash}.png"))
}

/// Keeps a picture of which nobody has spoken for more than a day.
async fn forgotten(studio: &Studio, file: Vec<u8>) -> String {
    let kept = studio.test.app.keep_reference(PictureInput::File(file), "ben").await.expect("a picture");
    ancient(&object(studio, &kept.hash));
    kept.hash
}

fn speaking_of(hash: &str) -> CharacterChange {
    let references = json!([{ "hash": hash, "role": "likeness" }]);
    CharacterChange { bible: json!({ "references": references }), ..CharacterChange::default() }
}

async fn cleared(app: &App) -> u64 {
    app.fsck(true).await.expect("a folder").orphans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_aside_comes_back_when_somebody_speaks_of_it() {
    let studio = studio().await;
    let app = &studio.test.app;
    let hash = forgotten(&studio, png()).await;
    assert_eq!(app.fsck(false).await.expect("a folder").orphans, 1);
    assert!(object(&studio, &hash).is_file(), "it was only looked at");
    assert_eq!(cleared(app).await, 1);
    assert!(!object(&studio, &hash).exists() && aside(&studio, &hash).is_file());
    assert_eq!(app.kept_reference(&hash, false).await.expect("it is found still").0, png());
    app.update_character(&studio.mirei.id, &speaking_of(&hash), "ben").await.expect("it is kept still");
    assert!(object(&studio, &hash).is_file(), "it came back with the first word of it");
    assert_eq!(cleared(app).await, 0);
    assert!(object(&studio, &hash).is_file() && !aside(&studio, &hash).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_clearing_up_loses_nothing() {
    let studio = studio().await;
    let app = &studio.test.app;
    let hash = forgotten(&studio, png()).await;
    app.update_character(&studio.mirei.id, &speaking_of(&hash), "ben").await.expect("it is kept");
    // As it is left by one who was about to clear it away when the bible was written, and was killed then.
    let (from, to) = (object(&studio, &hash), aside(&studio, &hash));
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("room on the disk");
    std::fs::rename(&from, &to).expect("both lie on one disk");
    ancient(&to);
    assert_eq!(app.kept_reference(&hash, false).await.expect("it is found still").0, png());
    assert_eq!(cleared(app).await, 0);
    assert!(from.is_file() && !to.exists(), "it is where it belongs again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_speaks_of_for_another_day_is_gone() {
    let studio = studio().await;
    let app = &studio.test.app;
    let hash = forgotten(&studio, png()).await;
    assert_eq!(cleared(app).await, 1);
    assert_eq!(cleared(app).await, 0);
    assert!(aside(&studio, &hash).is_file(), "a day has not passed");
    ancient(&aside(&studio, &hash));
    assert_eq!(cleared(app).await, 0);
    assert!(!aside(&studio, &hash).exists());
    assert_eq!(code(app.kept_reference(&hash, false).await), ErrorCode::NotFound);
    let told = app.update_character(&studio.mirei.id, &speaking_of(&hash), "ben").await;
    assert_eq!(code(told), ErrorCode::InvalidParameter, "what is gone is not spoken of");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_begins_to_use_a_picture_keeps_it_whoever_clears_up() {
    let studio = studio().await;
    let app = &studio.test.app;
    for shade in 0..12u8 {
        let rows = [shade.wrapping_mul(20), 90, 200].repeat(32 * 32);
        let hash = forgotten(&studio, pictures_as_png(32, 32, &rows)).await;
        let change = speaking_of(&hash);
        let (written, report) =
            tokio::join!(app.update_character(&studio.mirei.id, &change, "ben"), app.fsck(true));
        written.expect("it was kept when it was asked for");
        report.expect("a folder");
        assert!(app.kept_reference(&hash, false).await.is_ok(), "round {shade}");
        cleared(app).await;
        assert!(object(&studio, &hash).is_file(), "round {shade}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_kill_left_half_written_goes_a_day_later() {
    let studio = studio().await;
    let app = &studio.test.app;
    let folder = studio.folder().join("projects").join(&studio.project.id);
    let [old, young, own] = [".a.png.4711-0", ".b.png.4711-1", ".hidden.png"].map(|name| folder.join(name));
    for path in [&old, &young, &own] {
        std::fs::write(path, b"half a picture").expect("room on the disk");
    }
    ancient(&old);
    ancient(&own);
    assert_eq!(app.fsck(false).await.expect("a folder").orphans, 1);
    assert!(old.is_file(), "it was only looked at");
    assert_eq!(cleared(app).await, 1);
    assert!(!old.exists() && young.is_file() && own.is_file(), "the young one may become a picture yet");
}
