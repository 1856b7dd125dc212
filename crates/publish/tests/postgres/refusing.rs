//! Rows that the target cannot hold are listed, and the others go on.

use keeping::KeepingError;

use crate::scene::{Scene, character, series, small};

#[tokio::test]
async fn rarity_out_of_the_targets_range_is_neither_clamped_nor_dropped() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    rows.characters[0].rarity = 5;
    let report = scene.publish(&rows).await;
    assert_eq!((report.waifus.inserted, report.waifus.refused), (2, 1));
    let told = report.refused[0].to_string();
    assert!(
        told.starts_with("waifus 1 (Kana), column rarity, `5`: breaks the target's waifus_rarity_check"),
        "{told}"
    );
    // What a player sees of it stays as it is.
    rows.characters[0].rarity = 3;
    scene.publish(&rows).await;
    rows.characters[0].rarity = 4;
    scene.publish(&rows).await;
    assert_eq!(scene.ask("SELECT rarity::text FROM waifus WHERE waifu_id = 1").await, "3");
}

#[tokio::test]
async fn texts_too_long_and_missing_values_are_listed_with_their_place() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("ALTER TABLE waifus ALTER COLUMN image_url SET NOT NULL").await;
    let mut rows = small();
    rows.series.push(series(7, &"x".repeat(256), "anime"));
    rows.characters.push(character(8, "Of a series that is refused", &rows.series[2].clone(), 1));
    rows.characters[1].image_url = None;
    rows.characters[2].about = Some("a\0b".into());
    let report = scene.publish(&rows).await;
    let told: Vec<(&str, &str, &str)> =
        report.refused.iter().map(|one| (one.table, one.key.as_str(), one.column.as_str())).collect();
    assert_eq!(
        told,
        [
            ("series", "7", "name"),
            ("waifus", "2", "image_url"),
            ("waifus", "3", "about"),
            ("waifus", "8", "series_id")
        ]
    );
    assert!(report.refused[0].problem.contains("256 letters") && report.refused[0].value.ends_with('…'));
    assert_eq!((report.series.inserted, report.waifus.inserted), (2, 1));
}

#[tokio::test]
async fn missing_and_strange_columns_are_named() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("ALTER TABLE waifus DROP COLUMN potency; ALTER TABLE series ALTER COLUMN score TYPE inet USING NULL").await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("refused");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert_eq!(places.len(), 2);
    assert!(places[0].contains("score has the type inet"), "{places:?}");
    assert!(places[1].contains("ALTER TABLE public.waifus ADD COLUMN potency TEXT;"), "{places:?}");
}

#[tokio::test]
async fn a_column_that_nobody_fills_stops_additions() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("ALTER TABLE series ADD COLUMN region TEXT NOT NULL").await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("refused");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert!(places[0].contains("column region of public.series"), "{places:?}");
    assert_eq!(scene.ask("SELECT count(*)::text FROM series").await, "0");
}

#[tokio::test]
async fn a_database_without_the_tables_is_told_so() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("DROP TABLE waifus CASCADE").await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("refused");
    assert!(error.to_string().contains("has no table `waifus`"), "{error}");
}
