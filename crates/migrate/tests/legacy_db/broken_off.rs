//! A migration that breaks off is either not begun or goes on.

use keeping::{KeepingError, forms::Form};

use crate::scene::Scene;

#[tokio::test]
async fn a_connection_lost_while_backing_up_leaves_nothing_and_the_next_run_goes_on() {
    let Some(mut scene) = Scene::new().await else { return };
    let before = scene.whole().await;
    scene
        .sql(
            "CREATE FUNCTION killer() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN \
             PERFORM pg_terminate_backend(pg_backend_pid()); END $$; \
             CREATE EVENT TRIGGER killer ON ddl_command_end WHEN TAG IN ('COMMENT') EXECUTE FUNCTION killer()",
        )
        .await;
    let error = scene.try_migrate().await.expect_err("lost");
    assert!(matches!(error, KeepingError::Target { .. }), "{error}");
    scene.sql("DROP EVENT TRIGGER killer; DROP FUNCTION killer").await;
    assert_eq!(scene.whole().await, before);
    assert!(scene.numbers(Form::Character).await.is_empty());
    let report = scene.migrate().await;
    assert!(report.resumed && report.validation.is_whole());
    assert_eq!((report.run, report.wrote.rows), (Some(1), 7));
}

#[tokio::test]
async fn one_killed_between_both_commits_goes_on_with_what_the_game_shows_now() {
    let Some(mut scene) = Scene::new().await else { return };
    // What such a run leaves: its line in our books, and the backup tables.
    let details = format!(r#"{{"state":"begun","target":"{}"}}"#, target(&scene));
    let tx = scene.store.begin().await.expect("a store");
    let run = tx.begin_run("migrate legacy-db main", &details, model::Instant::EPOCH).await.expect("begun");
    tx.commit().await.expect("begun");
    for table in ["series", "waifus"] {
        scene
            .sql(&format!(
                "CREATE TABLE {table}_backup_migration AS TABLE {table}; \
                 COMMENT ON TABLE {table}_backup_migration IS '{{\"emaki_run\":{run},\"rows\":1,\"md5\":\"of before\"}}'"
            ))
            .await;
    }
    scene.sql("UPDATE waifus SET rarity = 3 WHERE waifu_id = 2").await;
    let report = scene.migrate().await;
    assert!(report.resumed);
    assert_eq!(scene.ask("SELECT rarity::text FROM waifus_backup_migration WHERE waifu_id = 2").await, "3");
    assert_eq!(report.run, Some(run));
}

#[tokio::test]
async fn a_table_of_that_name_that_is_not_ours_is_left_alone() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("CREATE TABLE waifus_backup_migration (x integer)").await;
    let before = scene.whole().await;
    let error = scene.try_migrate().await.expect_err("in the way");
    assert!(error.to_string().contains("that no migration of ours made"), "{error}");
    assert_eq!(scene.whole().await, before);
}

/// The address as reports show it.
fn target(scene: &Scene) -> String {
    publish::postgres::Address::parse(&scene.database.url()).expect("an address").shown().to_owned()
}
