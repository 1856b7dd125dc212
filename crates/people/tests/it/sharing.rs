//! One erased while another one takes the same content up.

use assets::objects::Depth;
use people::desk;
use testkit::people::people;
use tokio::sync::Notify;

use crate::{
    scene::{Scene, at, reading},
    shelf::{self, Shelf},
};

crate::on_both_engines! { nobody_loses_what_another_one_had }

/// Takes a content up as a download does: the intent, once more after the content went where it is on its way out; the
/// object, looked at; the row.
async fn take_up(scene: &Scene, shelf: &Shelf, person: &str, body: &[u8], erased: &Notify) {
    let mut row = shelf::asset(person, &format!("medium-of-{person}"));
    let tx = scene.store.begin().await.expect("a transaction");
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut row)).await.expect("a row"), 1);
    tx.commit().await.expect("it is kept");
    loop {
        let tx = scene.store.begin().await.expect("a transaction");
        if tx.save_asset_journal(&shelf::line(&row, body, "intent")).await.expect("an answer") {
            tx.commit().await.expect("it is kept");
            break;
        }
        tx.rollback().await.expect("nothing is kept");
        erased.notified().await;
        desk::finish(&shelf.places(scene), None, at(2)).await.expect("it is done");
        erased.notify_one();
    }
    shelf.send(scene, &row, body).await;
    let content = shelf::content(body);
    shelf.objects.verify(&content.key(), &content, Depth::Whole).await.expect("it is there");
    shelf.settle(scene, &mut row, body).await;
}

async fn nobody_loses_what_another_one_had(scene: Scene) {
    let (sheet, shelf) = (&people(19)[..24], Shelf::open());
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    for (round, two) in sheet.chunks(2).take(6).enumerate() {
        let (goes, stays) = (two[0].row_id.to_string(), two[1].row_id.to_string());
        let body = format!("film number {round}");
        let medium = format!("medium-of-{goes}-alone");
        shelf.keep(&scene, &goes, &medium, body.as_bytes()).await;
        let key = goes.parse().expect("a sound key");
        let erased = Notify::new();
        let erasing = async {
            // Each round begins the two a little further apart.
            for _ in 0..round * 3 {
                tokio::task::yield_now().await;
            }
            desk::erase(&scene.store, &key, at(2)).await.expect("erased");
            desk::finish(&shelf.places(&scene), Some(&key), at(2)).await.expect("it is done");
            erased.notify_one();
        };
        tokio::join!(erasing, take_up(&scene, &shelf, &stays, body.as_bytes(), &erased));
        let done = desk::finish(&shelf.places(&scene), None, at(3)).await.expect("it is done");
        assert!(done.left.is_empty() && done.objects.is_empty(), "round {round}: {done:?}");
        let content = shelf::content(body.as_bytes());
        shelf.objects.verify(&content.key(), &content, Depth::Whole).await.expect("it is there still");
        assert!(!shelf.says(&medium), "round {round}: nothing tells of who was erased");
        assert!(scene.store.erasures(None).await.expect("a list").is_empty(), "round {round}");
    }
}
