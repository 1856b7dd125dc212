//! Connections that break, locks, and constraints: the target is as it was.

use std::time::Duration;

use keeping::KeepingError;
use publish::postgres::{Patience, PostgresRequest};
use sqlx::{Connection, PgConnection};

use crate::scene::{Scene, small};

/// A trigger in the target that ends its own connection when a certain row comes by.
const KILLER: &str = "CREATE FUNCTION killer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF NEW.waifu_id = 3 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;";

#[tokio::test]
async fn a_connection_lost_in_the_middle_leaves_the_target_as_it_was() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql(KILLER).await;
    scene.sql("CREATE TRIGGER kill BEFORE INSERT ON waifus FOR EACH ROW EXECUTE FUNCTION killer()").await;
    let before = scene.checksum().await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("lost");
    assert!(matches!(error, KeepingError::Target { .. }), "{error}");
    assert_eq!(scene.checksum().await, before);
    assert!(scene.states().await.is_empty());
}

#[tokio::test]
async fn a_connection_lost_while_committing_is_looked_after() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql(KILLER).await;
    scene
        .sql(
            "CREATE CONSTRAINT TRIGGER kill AFTER INSERT ON waifus DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION killer()",
        )
        .await;
    let before = scene.checksum().await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("lost");
    assert!(matches!(error, KeepingError::Target { .. }), "{error}");
    assert_eq!(scene.checksum().await, before);
    assert_eq!(scene.states().await, ["failed"]);
}

#[tokio::test]
async fn a_publish_that_broke_off_after_the_commit_is_settled_by_the_next() {
    let Some(scene) = Scene::new().await else { return };
    let mut rows = small();
    let id = scene.publish(&rows).await.publish.expect("something changed");
    // As if the process had been killed before it could note the end.
    let tx = scene.store.begin().await.expect("a store");
    let report = scene.store.publishes("main").await.expect("a store").remove(0).report;
    tx.set_publish(id, "begun", &report).await.expect("noted");
    tx.commit().await.expect("noted");
    rows.characters[0].rarity = 2;
    let report = scene.publish(&rows).await;
    assert_eq!(report.settled.len(), 1);
    assert_eq!((report.settled[0].publish, report.settled[0].state), (id, "done"));
    assert_eq!(scene.states().await, ["done", "done"]);
}

#[tokio::test]
async fn a_lock_held_by_another_session_is_waited_for_only_so_long() {
    let Some(mut scene) = Scene::new().await else { return };
    scene.sql("BEGIN; LOCK TABLE waifus IN ROW EXCLUSIVE MODE").await;
    let patience = Patience { lock: Duration::from_millis(50), ..Patience::default() };
    let request = PostgresRequest { patience, ..scene.request() };
    let error = scene.publish_as(&small(), &request).await.expect_err("held");
    assert!(matches!(error, KeepingError::Busy(_)), "{error}");
    scene.sql("ROLLBACK").await;
    scene.publish(&small()).await;
}

#[tokio::test]
async fn two_publishes_take_turns() {
    let Some(scene) = Scene::new().await else { return };
    let (one, mut other) = (small(), small());
    other.characters[0].rarity = 1;
    let (first, second) = tokio::join!(scene.publish(&one), scene.publish(&other));
    // Whoever came second saw the first one's rows.
    assert_eq!(first.waifus.inserted + second.waifus.inserted, 3);
    assert_eq!(first.waifus.updated + second.waifus.updated, 1);
}

#[tokio::test]
async fn a_constraint_nobody_foresaw_takes_everything_back() {
    let Some(mut scene) = Scene::new().await else { return };
    scene
        .sql(
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'not today' USING ERRCODE = 'check_violation'; END $$; \
             CREATE TRIGGER no BEFORE INSERT ON waifus FOR EACH ROW EXECUTE FUNCTION no()",
        )
        .await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("refused");
    assert!(
        matches!(&error, KeepingError::Target { hint, .. } if hint.contains("nothing was changed")),
        "{error}"
    );
    assert_eq!(scene.ask("SELECT count(*)::text FROM series").await, "0");
}

#[tokio::test]
async fn a_trigger_that_swallows_rows_is_noticed() {
    let Some(mut scene) = Scene::new().await else { return };
    scene
        .sql(
            "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; \
             CREATE TRIGGER swallow BEFORE INSERT ON waifus FOR EACH ROW EXECUTE FUNCTION swallow()",
        )
        .await;
    let error = scene.publish_as(&small(), &scene.request()).await.expect_err("noticed");
    assert!(error.to_string().contains("took 0 of 3 rows"), "{error}");
}

#[tokio::test]
async fn a_user_without_rights_is_told_which() {
    let Some(mut scene) = Scene::new().await else { return };
    let user = format!("emaki_reader_{}", std::process::id());
    scene.sql(&format!("DROP ROLE IF EXISTS {user}; CREATE ROLE {user} LOGIN PASSWORD 'hunter2'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")).await;
    let options: sqlx::postgres::PgConnectOptions = scene.database.url().parse().expect("an address");
    let url = format!(
        "postgres://{user}:hunter2@{}:{}/{}",
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap_or_default()
    );
    // A server that asks for no password lets anybody in; both ways the user lacks rights.
    if PgConnection::connect(&url).await.is_ok() {
        let request = PostgresRequest { url, ..scene.request() };
        let error = scene.publish_as(&small(), &request).await.expect_err("refused");
        assert!(
            matches!(&error, KeepingError::Target { hint, .. } if hint.contains("the user needs")),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("hunter2"));
    }
    scene.sql(&format!("DROP OWNED BY {user}; DROP ROLE {user}")).await;
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_without_its_password() {
    let Some(scene) = Scene::new().await else { return };
    let url = "postgres://ann:hunter2@127.0.0.1:1/game".to_owned();
    let request = PostgresRequest { url, ..scene.request() };
    let error = scene.publish_as(&small(), &request).await.expect_err("nobody is there");
    assert_eq!(error.to_string(), "cannot connect to postgres://ann@127.0.0.1:1/game");
    assert!(!format!("{error:?}").contains("hunter2"));
}
