//! Taking a publish back.

use keeping::KeepingError;

use crate::scene::{Scene, character, small};

#[tokio::test]
async fn a_rollback_brings_back_what_stood_there() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    scene.publish(&rows).await;
    let before = scene.checksum().await;
    rows.characters[0].rarity = 1;
    rows.characters[0].about = None;
    rows.series[1].score = 9.1;
    rows.characters.push(character(9, "Nagi", &rows.series[0].clone(), 1));
    scene.publish(&rows).await;
    let back = scene.rollback(None, false).await.expect("taken back");
    assert_eq!((back.restored, back.removed, back.unchanged), (2, 1, 0));
    assert_eq!(scene.checksum().await, before);
    assert_eq!(scene.states().await, ["rolled_back", "done"]);
    // The one before it can go as well, by number or as the newest.
    let back = scene.rollback(None, false).await.expect("taken back");
    assert_eq!((back.publish, back.removed), (1, 5));
    assert_eq!(scene.ask("SELECT count(*)::text FROM series").await, "0");
}

#[tokio::test]
async fn rows_changed_since_are_refused_unless_forced() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    scene.publish(&rows).await;
    rows.characters[0].rarity = 1;
    rows.characters[1].rarity = 2;
    scene.publish(&rows).await;
    scene.sql("UPDATE waifus SET about = 'By hand' WHERE waifu_id = 1").await;
    let before = scene.checksum().await;
    let error = scene.rollback(None, false).await.expect_err("refused");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert_eq!(places, ["waifus 1 was changed since"]);
    assert_eq!(scene.checksum().await, before);
    let back = scene.rollback(None, true).await.expect("forced");
    assert_eq!(back.restored, 2);
    assert_eq!(scene.ask("SELECT rarity::text FROM waifus ORDER BY waifu_id").await, "3\n1\n2");
    assert_ne!(scene.ask("SELECT about FROM waifus WHERE waifu_id = 1").await, "By hand");
}

#[tokio::test]
async fn what_a_player_got_since_stays_even_when_forced() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.publish(&small()).await;
    scene.sql("INSERT INTO user_waifus (user_id, waifu_id) VALUES (1, 3)").await;
    let error = scene.rollback(None, false).await.expect_err("refused");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert_eq!(
        places,
        ["waifus 3 is held by 1 row of public.user_waifus", "series 2 is held by 1 characters that stay"]
    );
    let back = scene.rollback(None, true).await.expect("forced");
    assert_eq!((back.removed, back.refused.len()), (3, 2));
    assert_eq!(scene.ask("SELECT waifu_id::text FROM waifus").await, "3");
    assert_eq!(scene.ask("SELECT count(*)::text FROM user_waifus").await, "1");
}

#[tokio::test]
async fn another_database_is_not_taken_for_the_one_it_went_to() {
    let Some(scene) = Scene::new().await else { return };
    let Some(other) = Scene::new().await else { return };
    scene.publish(&small()).await;
    let request = publish::RollbackRequest {
        registry: "main".into(),
        id: Some(1),
        url: Some(other.database.url()),
        force: true,
        author: "ann".into(),
        at: model::Instant::EPOCH,
    };
    let error = publish::rollback(&scene.store, &request).await.expect_err("refused");
    assert!(matches!(error, KeepingError::Conflict { .. }), "{error}");
}
