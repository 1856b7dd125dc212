//! What is taken in, and that nothing moves.

use keeping::{
    KeepingError,
    forms::Form,
    rules::{Profile, Rules},
};
use migrate::legacy_db::{Wrote, rehearse};

use crate::scene::Scene;

const BACKUPS: &str = "SELECT relname::text FROM pg_class WHERE relname LIKE '%backup_migration' ORDER BY 1";

#[tokio::test]
async fn every_id_is_kept_and_a_second_run_finds_nothing_new() {
    let Some(mut scene) = Scene::new().await else { return };
    let before = scene.ask("SELECT md5(string_agg(t::text, '|' ORDER BY waifu_id)) FROM waifus t").await;
    let report = scene.migrate().await;
    assert_eq!((report.series.rows, report.series.highest, report.series.by_legacy), (3, 5, 3));
    assert_eq!((report.waifus.rows, report.waifus.highest, report.waifus.by_legacy), (4, 9, 4));
    assert_eq!(
        report.wrote,
        Wrote { series_numbers: 3, character_numbers: 4, rows: 7, hand_values: 0, stats: 1 }
    );
    assert!(report.validation.is_whole());
    assert_eq!((report.validation.series.next, report.validation.characters.next), (6, 10));
    assert_eq!(report.target_unchanged, Some(true));
    assert_eq!(
        scene.numbers(Form::Character).await,
        ["1=legacy:1", "2=legacy:2", "3=legacy:3", "9=legacy:9"]
    );
    assert_eq!(scene.ask(BACKUPS).await, "series_backup_migration\nwaifus_backup_migration");
    assert_eq!(
        scene
            .ask("SELECT md5(string_agg(t::text, '|' ORDER BY waifu_id)) FROM waifus_backup_migration t")
            .await,
        before
    );
    let sums =
        std::fs::read_to_string(scene.folder().join("migrations/legacy-db-1/SHA256SUMS")).expect("dumped");
    for dump in &report.dumps {
        assert!(sums.contains(&dump.sha256) && dump.path.is_file());
    }
    let dumped = std::fs::read_to_string(&report.dumps[1].path).expect("dumped");
    assert!(dumped.starts_with("waifu_id,name,series_id,") && dumped.contains("Kana Mori"));

    let again = scene.migrate().await;
    assert_eq!((again.run, again.wrote), (None, Wrote::default()));
    assert!(again.validation.is_whole());
    // The next new character comes after the highest id, and 4 is not given out.
    let couple = store::Couple { source_type: "mal".into(), source_id: "77".into(), name: String::new() };
    let next =
        scene.store.assign("main", "character", &[couple], model::Instant::EPOCH).await.expect("a number");
    assert_eq!(next[0].get(), 10);
}

#[tokio::test]
async fn what_comes_out_again_is_what_went_in() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.migrate().await;
    let report = scene.publish(Profile::Default, true).await;
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let changes: Vec<String> = report.changes.iter().map(ToString::to_string).collect();
    // Only what the old pipeline broke is mended.
    assert_eq!(
        changes,
        [
            "UPDATE series SET -- Paper Harbor (Manga)\n  english_name = NULL -- 'nan' -> NULL\nWHERE series_id = 2;"
        ]
    );
    scene.publish(Profile::Default, false).await;
    assert_eq!(scene.ask("SELECT birthday::text FROM waifus WHERE waifu_id = 1").await, "1999-05-31");
    assert_eq!(scene.migrate().await.run, None);
}

#[tokio::test]
async fn a_row_that_we_know_keeps_its_source_and_gets_the_games_values_by_hand() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.migrate().await;
    scene
        .sql(
            "UPDATE waifus SET rarity = 3, about = 'By hand in the game' WHERE waifu_id = 3; \
             UPDATE waifus SET series_id = 1, series = 'Moonlit Depot' WHERE waifu_id = 9; \
             UPDATE series SET score = 8.1 WHERE series_id = 1",
        )
        .await;
    let report = scene.migrate().await;
    assert_eq!(report.wrote, Wrote { hand_values: 4, ..Wrote::default() });
    let hands = scene.store.hand_values("main").await.expect("a store");
    let told: Vec<String> = hands
        .iter()
        .map(|one| format!("{}:{} {}={}", one.source_type, one.source_id, one.field, one.value))
        .collect();
    assert_eq!(
        told,
        [
            "legacy:3 about=\"By hand in the game\"",
            "legacy:3 rarity=\"3\"",
            "legacy:9 series=\"Moonlit Depot\"",
            "legacy:1 score=\"8.1\""
        ]
    );
    assert_eq!(scene.migrate().await.run, None);
    let changed = scene.publish(Profile::Default, true).await;
    assert_eq!((changed.waifus.updated, changed.series.updated), (0, 1));
}

#[tokio::test]
async fn a_rehearsal_leaves_nothing_behind() {
    let Some(mut scene) = Scene::new().await else { return };
    let before = scene.whole().await;
    let report = rehearse(&scene.store, &scene.request(), &Rules::default()).await.expect("rehearsed");
    assert!(report.rehearsed && report.validation.is_whole());
    assert_eq!(report.wrote.rows, 7);
    assert_eq!(scene.whole().await, before);
    assert!(scene.numbers(Form::Character).await.is_empty());
    assert!(scene.store.runs(9).await.expect("a store").is_empty());
    let left = std::fs::read_dir(scene.folder().join("migrations")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn orphans_are_told_and_ids_that_are_none_stop_everything() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("UPDATE waifus SET series_id = NULL WHERE waifu_id = 2; UPDATE waifus SET series = 'Old Name' WHERE waifu_id = 3").await;
    let codes: Vec<&str> = scene.migrate().await.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["orphan", "series_name"]);

    let Some(mut scene) = Scene::new().await else { return };
    scene
        .sql(
            "ALTER TABLE user_waifus DROP CONSTRAINT user_waifus_waifu_id_fkey; \
             ALTER TABLE conversations DROP CONSTRAINT conversations_waifu_id_fkey; \
             ALTER TABLE waifus DROP CONSTRAINT waifus_pkey; UPDATE waifus SET waifu_id = 1 WHERE waifu_id = 2; \
             INSERT INTO waifus (waifu_id, name, series, genre, rarity) VALUES (0, 'Zero', 'x', 'Anime', 1)",
        )
        .await;
    let before = scene.whole().await;
    let error = scene.try_migrate().await.expect_err("stopped");
    let KeepingError::Conflict { places, .. } = error else { panic!("{error}") };
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(
        places[0].contains("an id counts from 1") && places[1].contains("the id stands twice"),
        "{places:?}"
    );
    assert_eq!(scene.whole().await, before);
    assert!(scene.store.runs(9).await.expect("a store").is_empty());
}

#[tokio::test]
async fn stats_that_cannot_be_read_are_told_and_kept_as_they_are() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql(r#"UPDATE waifus SET stats = '{"hp": 900}' WHERE waifu_id = 1"#).await;
    let report = scene.migrate().await;
    assert_eq!((report.wrote.stats, report.findings[0].code), (0, "stats"));
    let rows = scene.store.collected("character", Some("legacy")).await.expect("a store");
    assert!(rows[0].body.contains(r#""stats":"{\"hp\": 900}""#), "{}", rows[0].body);
}
