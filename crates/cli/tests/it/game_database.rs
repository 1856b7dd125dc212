//! The game's own database: taken in, published to, and put back.

use testkit::PrivateDatabase;

use crate::emaki::{Emaki, Ran, snapshot};

const SCHEMA: &str = include_str!("../../../publish/fixtures/old_schema.sql");
const ROWS: &str = include_str!("../../../migrate/fixtures/old_rows.sql");
const PLAYERS: &str = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM user_waifus t";

/// A game with rows and players, and an installation that knows its address.
async fn game() -> Option<(PrivateDatabase, Emaki)> {
    let database = PrivateDatabase::create(1).await?;
    database.run(SCHEMA).await;
    database.run(ROWS).await;
    let emaki = Emaki::new().with("EMAKI_PUBLISH_URL", &database.url());
    Some((database, emaki))
}

/// Runs a command, and takes out of what it prints what differs between two databases.
fn run(database: &PrivateDatabase, emaki: &Emaki, arguments: &[&str]) -> Ran {
    let mut ran = emaki.run(arguments);
    let url = database.url();
    let (login, place) = url.split_once('@').expect("an address with a user");
    let (scheme, user) = login.split_once("://").expect("an address with a scheme");
    let user = user.split(':').next().unwrap_or_default();
    let shown = format!("{scheme}://{user}@{place}");
    let password = login.rsplit(':').next().unwrap_or_default();
    for text in [&mut ran.stdout, &mut ran.stderr] {
        assert!(password.starts_with("//") || password.len() < 4 || !text.contains(password), "{text}");
        *text = text.replace(&shown, "[database]");
    }
    ran
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_database_moves_in_and_is_published_to() {
    let Some((database, emaki)) = game().await else { return };
    let players = database.ask(PLAYERS).await;
    let rehearsed = emaki.json(&["migrate", "legacy-db", "--rehearse"]);
    assert_eq!((&rehearsed["rehearsed"], &rehearsed["wrote"]["rows"]), (&true.into(), &7.into()));
    snapshot!("migrate_legacy_db", run(&database, &emaki, &["migrate", "legacy-db"]));
    snapshot!("migrate_legacy_db_again", run(&database, &emaki, &["migrate", "legacy-db"]));

    let warned = run(&database, &emaki, &["publish", "postgres"]);
    assert_eq!(warned.code, Some(1), "{warned}");
    snapshot!("publish_postgres_dry", run(&database, &emaki, &["publish", "postgres", "--dry-run"]));
    snapshot!("publish_postgres", run(&database, &emaki, &["publish", "postgres", "--accept-warnings"]));
    let again = run(&database, &emaki, &["publish", "postgres", "--accept-warnings"]);
    assert_eq!(again.code, Some(0), "{again}");
    assert!(again.stderr.contains("nothing to publish to [database]"), "{again}");
    assert_eq!(database.ask(PLAYERS).await, players);

    snapshot!("publish_postgres_rollback", run(&database, &emaki, &["publish", "rollback"]));
    assert_eq!(database.ask("SELECT english_name FROM series WHERE series_id = 2").await, "nan");
    snapshot!("migrate_legacy_db_rollback", run(&database, &emaki, &["migrate", "legacy-db", "--rollback"]));
    assert_eq!(
        database.ask("SELECT count(*)::text FROM pg_class WHERE relname LIKE '%backup_migration'").await,
        "0"
    );
    assert_eq!(database.ask(PLAYERS).await, players);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_game_cannot_hold_is_listed_and_the_rest_goes_on() {
    let Some((database, emaki)) = game().await else { return };
    assert_eq!(emaki.run(&["migrate", "legacy-db"]).code, Some(0));
    database.run("ALTER TABLE waifus DROP CONSTRAINT waifus_rarity_check; ALTER TABLE waifus ADD CHECK (rarity IN (1, 3)) NOT VALID; UPDATE waifus SET rarity = 1 WHERE waifu_id = 3").await;
    let ran = run(&database, &emaki, &["publish", "postgres", "--accept-warnings"]);
    snapshot!("publish_postgres_refused", ran);
}

#[tokio::test(flavor = "multi_thread")]
async fn places_of_a_refusal_are_read_without_json_too() {
    let Some((database, emaki)) = game().await else { return };
    assert_eq!(emaki.run(&["migrate", "legacy-db"]).code, Some(0));
    assert_eq!(emaki.run(&["publish", "postgres", "--accept-warnings"]).code, Some(0));
    database.run("UPDATE series SET english_name = 'by hand' WHERE series_id = 2").await;
    let ran = run(&database, &emaki, &["publish", "rollback"]);
    assert!(ran.stderr.contains("error: a row of [database] cannot be brought back\n  series 2"), "{ran}");
    database.run("ALTER TABLE waifus DROP COLUMN potency").await;
    let ran = run(&database, &emaki, &["publish", "postgres", "--accept-warnings"]);
    assert!(ran.stderr.contains("\n  public.waifus: "), "{ran}");
    assert!(ran.stderr.contains("ALTER TABLE public.waifus ADD COLUMN potency TEXT;"), "{ran}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_game_said_stands_in_the_envelope() {
    let Some((database, emaki)) = game().await else { return };
    let causes = |arguments: &[&str]| {
        let ran = emaki.run(&[&["--json"], arguments].concat());
        assert_eq!(ran.code, Some(1), "{ran}");
        let envelope: serde_json::Value = serde_json::from_str(&ran.stderr).expect("an envelope");
        assert_eq!(envelope["error_code"], "target_failed", "{envelope}");
        envelope["details"]["causes"].to_string()
    };
    let url = database.url();
    let elsewhere = format!("{}/nodb", url.rsplit_once('/').expect("an address with a database").0);
    let none = causes(&["publish", "postgres", "--accept-warnings", "--url", &elsewhere]);
    assert!(none.contains("nodb") && none.contains("does not exist") && !none.contains(" at line"), "{none}");

    assert_eq!(emaki.run(&["migrate", "legacy-db"]).code, Some(0));
    database.run("CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'boom'; END $$; CREATE TRIGGER t BEFORE UPDATE ON series FOR EACH ROW EXECUTE FUNCTION boom()").await;
    let boom = causes(&["publish", "postgres", "--accept-warnings"]);
    assert!(boom.contains("boom"), "{boom}");
}

#[test]
fn a_database_that_is_not_there_is_told_without_its_password() {
    let emaki = Emaki::new();
    let url = "postgres://ann:hunter2@127.0.0.1:1/game";
    for command in [&["publish", "postgres", "--accept-warnings"][..], &["migrate", "legacy-db"]] {
        let none = emaki.run(&[&["--json"], command].concat());
        assert!(none.stderr.contains("not_configured"), "{none}");
        let ran = emaki.run(&[&["--json"], command, &["--url", url]].concat());
        assert_eq!(ran.code, Some(1), "{ran}");
        assert!(ran.stderr.contains("target_failed") && !ran.stderr.contains("hunter2"), "{ran}");
    }
    let shown = Emaki::new().with("EMAKI_PUBLISH_URL", url).run(&["config", "show"]);
    assert!(!format!("{shown}").contains("hunter2"), "{shown}");
}
