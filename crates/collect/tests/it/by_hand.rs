//! Games by tables that people write.

use collect::Options;

use crate::scene::{Scene, told};

const SERIES: &str = "source_id,name,creator,genres,synopsis\nferry,Lantern Fleet,Lantern Works,Fantasy|Drama,\"Ships,\nand lamps.\"\n";

#[tokio::test]
async fn two_tables_make_a_game() {
    let scene = Scene::new().await;
    scene.write("lantern_series.csv", SERIES);
    scene.write(
        "lantern_characters.csv",
        "source_id,name,series,rarity\n007,Wren,Lantern Fleet,3\n,Odile,lantern fleet,\n",
    );
    let report = scene.run("lantern").await;
    insta::assert_snapshot!(told(&report) + &scene.rows().await);
    assert_eq!(scene.replay.total(), 0, "nobody is asked");

    // A row that is no longer in the table stays; one that says something else changes.
    scene.write("lantern_characters.csv", "source_id,name,series,rarity\n007,Wren,Lantern Fleet,2\n");
    let report = scene.run("lantern").await;
    let tally = report.sources[0].characters;
    assert_eq!((tally.before, tally.after, tally.changed, tally.unchanged), (2, 2, 1, 0));
    let gone: Vec<_> = report.sources[0].gone.iter().map(|gone| (gone.kind, gone.name.as_str())).collect();
    assert_eq!(gone, [("character", "Odile")], "it is named");
}

#[tokio::test]
async fn a_fault_leaves_everything_as_it_was() {
    let scene = Scene::new().await;
    scene.write("lantern_series.csv", SERIES);
    scene.write("lantern_characters.csv", "name,series,rarity\nWren,Lantern Fleet,3\n");
    scene.run("lantern").await;
    let before = scene.rows().await;
    scene.write("lantern_characters.csv", "name,series,rarity\nOdile,Lantern Fleet,3\nMira,Nowhere,x\n");
    let report = scene.run("lantern").await;
    assert_eq!(scene.rows().await, before);
    assert!(report.is_nothing());
    assert!(told(&report).contains("lantern_characters.csv, row 3, column rarity, `x`"), "{}", told(&report));
    assert!(report.sources[0].gone.is_empty(), "nothing was read of the table");
    scene.write("lantern_characters.csv", "name,series,rarity\nWren,Lantern Fleet,3\n");
    assert!(!scene.run("lantern").await.sources[0].resumed, "a refused table is no run that broke off");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let scene = Scene::new().await;
    let missing = scene.missing("lantern");
    assert!(missing.iter().any(|what| what.contains("lantern_series.csv")), "{missing:?}");
    let report = scene.collect(&["lantern"], Options::default()).await;
    assert!(report.sources[0].stopped.is_some());
}
