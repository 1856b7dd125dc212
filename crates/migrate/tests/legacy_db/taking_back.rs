//! Taking a migration back, on both sides.

use keeping::{KeepingError, forms::Form, rules::Profile};

use crate::scene::Scene;

#[tokio::test]
async fn both_sides_are_as_they_were() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.file(Form::Series, &[(1, "mal", "38101", "Moonlit Depot")]).await;
    let (theirs, registry) = (scene.whole().await, scene.numbers(Form::Series).await);
    scene.migrate().await;
    let undone = scene.undo().await.expect("taken back");
    assert_eq!((undone.numbers, undone.rows, undone.stats), (6, 7, 1));
    assert_eq!((undone.restored, undone.removed), (0, 0));
    assert_eq!(scene.whole().await, theirs);
    assert_eq!(scene.numbers(Form::Series).await, registry);
    assert!(scene.numbers(Form::Character).await.is_empty());
    assert_eq!(scene.store.next_number("main", "character").await.expect("a store"), 1);
    assert_eq!(scene.store.next_number("main", "series").await.expect("a store"), 2);
    assert!(scene.store.collected("character", None).await.expect("a store").is_empty());
    assert!(scene.store.stats("main").await.expect("a store").is_empty());
    assert!(scene.store.verify().await.expect("looked").is_sound());
    // It can be done again.
    assert!(scene.undo().await.is_err());
    assert_eq!(scene.migrate().await.wrote.rows, 7);
}

#[tokio::test]
async fn what_was_published_since_goes_too() {
    let Some(mut scene) = Scene::new().await else { return };
    let before = scene.whole().await;
    scene.migrate().await;
    scene.publish(Profile::Default, false).await;
    scene
        .sql(
            "UPDATE series SET name = 'x' WHERE series_id = 1; UPDATE series SET name = 'Moonlit Depot' WHERE series_id = 2; \
             INSERT INTO series (series_id, name) VALUES (8, 'New Pier'); \
             INSERT INTO waifus (waifu_id, name, series_id, series, genre, rarity) VALUES (12, 'Nagi', 8, 'New Pier', 'Anime', 1); \
             DELETE FROM waifus WHERE waifu_id = 3",
        )
        .await;
    let undone = scene.undo().await.expect("taken back");
    assert_eq!((undone.restored, undone.removed), (3, 2));
    assert_eq!(scene.whole().await, before);
}

#[tokio::test]
async fn what_players_hold_is_not_taken_from_them() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.migrate().await;
    scene
        .sql(
            "INSERT INTO waifus (waifu_id, name, series_id, series, genre, rarity) VALUES (12, 'Nagi', 1, 'Moonlit Depot', 'Anime', 1); \
             INSERT INTO user_waifus (user_id, waifu_id) VALUES (2, 12)",
        )
        .await;
    let before = scene.whole().await;
    let error = scene.undo().await.expect_err("held");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert_eq!(places, ["waifus 12 is held by 1 row of public.user_waifus"]);
    assert_eq!(scene.whole().await, before);
    assert_eq!(scene.numbers(Form::Character).await.len(), 4);
}

#[tokio::test]
async fn values_by_hand_go_back_to_what_stood_before_unless_somebody_changed_them() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.migrate().await;
    let by_hand = |id: &str, value: &str| store::Edit {
        kind: "character".into(),
        source_type: "legacy".into(),
        source_id: id.into(),
        field: "about".into(),
        value: Some(format!("\"{value}\"")),
        base: "null".into(),
    };
    let tx = scene.store.begin().await.expect("a store");
    tx.curate("main", &[by_hand("2", "ann's")], "ann", "web", model::Instant::EPOCH).await.expect("set");
    tx.commit().await.expect("set");
    scene.sql("UPDATE waifus SET about = 'the game''s' WHERE waifu_id IN (2, 3)").await;
    assert_eq!(scene.migrate().await.wrote.hand_values, 2);
    let tx = scene.store.begin().await.expect("a store");
    tx.curate("main", &[by_hand("3", "ben's")], "ben", "web", model::Instant::EPOCH).await.expect("set");
    tx.commit().await.expect("set");
    scene.undo().await.expect("taken back");
    let hands = scene.store.hand_values("main").await.expect("a store");
    let told: Vec<&str> = hands.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(told, ["\"ann's\"", "\"ben's\""]);
}
