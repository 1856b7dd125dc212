//! Names that the target keeps apart.

use publish::postgres::PostgresRequest;

use crate::scene::{Scene, character, series, small};

const NAMES: &str = "SELECT name FROM series ORDER BY series_id";

#[tokio::test]
async fn the_later_of_two_equal_names_takes_its_suffix_in_both_tables() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    let novel = series(7, "Moonlit Depot", "visual_novel");
    rows.characters.push(character(4, "Mio", &novel, 1));
    rows.series.push(novel);
    let report = scene.publish(&rows).await;
    assert_eq!(report.renamed.len(), 1);
    assert_eq!(scene.ask(NAMES).await, "Moonlit Depot\nPaper Harbor\nMoonlit Depot (VN)");
    assert_eq!(scene.ask("SELECT series FROM waifus WHERE waifu_id = 4").await, "Moonlit Depot (VN)");
    assert_eq!(scene.publish(&rows).await.publish, None);
}

#[tokio::test]
async fn names_may_change_places() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    scene.publish(&rows).await;
    rows.series[0].name = "Paper Harbor".into();
    rows.series[1].name = "Moonlit Depot".into();
    let report = scene.publish(&rows).await;
    assert_eq!(report.series.updated, 2);
    assert_eq!(report.waifus.updated, 3);
    assert_eq!(scene.ask(NAMES).await, "Paper Harbor\nMoonlit Depot");
    scene.rollback(None, false).await.expect("taken back");
    assert_eq!(scene.ask(NAMES).await, "Moonlit Depot\nPaper Harbor");
}

#[tokio::test]
async fn the_constraint_can_be_replaced_by_one_over_name_and_medium() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    rows.series.push(series(7, "Moonlit Depot", "visual_novel"));
    let request = PostgresRequest { alter_target: true, ..scene.request() };
    let report = scene.publish_as(&rows, &request).await.expect("published");
    assert!(report.renamed.is_empty() && report.altered.is_some());
    assert_eq!(scene.ask(NAMES).await, "Moonlit Depot\nPaper Harbor\nMoonlit Depot");
    let unique = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u' AND conrelid = 'series'::regclass";
    assert_eq!(scene.ask(unique).await, "UNIQUE (name, media_type)");
    assert_eq!(scene.publish_as(&rows, &request).await.expect("published").publish, None);
    scene.rollback(None, false).await.expect("taken back");
    assert_eq!(scene.ask(unique).await, "UNIQUE (name)");
    assert_eq!(scene.ask(NAMES).await, "");
}

#[tokio::test]
async fn a_name_that_a_row_of_others_holds_is_theirs() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("INSERT INTO series (series_id, name, media_type) VALUES (900, 'Paper Harbor', 'anime')").await;
    scene.publish(&small()).await;
    assert_eq!(scene.ask(NAMES).await, "Moonlit Depot\nPaper Harbor (Manga)\nPaper Harbor");
}
