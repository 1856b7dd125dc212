//! Schemas: newer ones are refused, released ones are brought up to date with nothing lost.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use store::{Store, StoreError, known_version};
use testkit::PrivateDatabase;

use crate::scene::{Checked, export, postgres, sqlite};

/// Every schema that a release had, by its number, with something in every table, as SQL for each engine, and what an export of
/// it says. Written by the program that had it and never touched again.
///
/// Schemas 3 and 4 are steps on the way to 5 that no release stopped at.
const RELEASED: &[(u32, &str, &str, &str)] = &[
    (
        1,
        include_str!("../fixtures/schema_1.sqlite.sql"),
        include_str!("../fixtures/schema_1.postgres.sql"),
        include_str!("../fixtures/schema_1.export.jsonl"),
    ),
    (
        2,
        include_str!("../fixtures/schema_2.sqlite.sql"),
        include_str!("../fixtures/schema_2.postgres.sql"),
        include_str!("../fixtures/schema_2.export.jsonl"),
    ),
    (
        5,
        include_str!("../fixtures/schema_5.sqlite.sql"),
        include_str!("../fixtures/schema_5.postgres.sql"),
        include_str!("../fixtures/schema_5.export.jsonl"),
    ),
    (
        6,
        include_str!("../fixtures/schema_6.sqlite.sql"),
        include_str!("../fixtures/schema_6.postgres.sql"),
        include_str!("../fixtures/schema_6.export.jsonl"),
    ),
    (
        7,
        include_str!("../fixtures/schema_7.sqlite.sql"),
        include_str!("../fixtures/schema_7.postgres.sql"),
        include_str!("../fixtures/schema_7.export.jsonl"),
    ),
    (
        8,
        include_str!("../fixtures/schema_8.sqlite.sql"),
        include_str!("../fixtures/schema_8.postgres.sql"),
        include_str!("../fixtures/schema_8.export.jsonl"),
    ),
    (
        9,
        include_str!("../fixtures/schema_9.sqlite.sql"),
        include_str!("../fixtures/schema_9.postgres.sql"),
        include_str!("../fixtures/schema_9.export.jsonl"),
    ),
    (
        10,
        include_str!("../fixtures/schema_10.sqlite.sql"),
        include_str!("../fixtures/schema_10.postgres.sql"),
        include_str!("../fixtures/schema_10.export.jsonl"),
    ),
    (
        11,
        include_str!("../fixtures/schema_11.sqlite.sql"),
        include_str!("../fixtures/schema_11.postgres.sql"),
        include_str!("../fixtures/schema_11.export.jsonl"),
    ),
];

const FUTURE: &str = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";

async fn is_refused(url: &str) {
    let refused = Store::open(url).await.expect_err("a newer schema is not opened");
    assert!(
        matches!(&refused, StoreError::NewerSchema { found, .. } if found == "m9999_future"),
        "{refused}"
    );
    assert!(refused.to_string().contains("newer program"), "{refused}");
}

#[tokio::test]
async fn a_newer_schema_is_refused_in_a_file() -> Checked {
    let (folder, store) = sqlite().await;
    store.close().await?;
    let path = folder.path().join("catalog.sqlite");
    let mut raw = SqliteConnection::connect(&path.display().to_string()).await.expect("the file is there");
    raw.execute(FUTURE).await.expect("the table is there");
    raw.close().await.expect("the connection closes");
    is_refused(&format!("sqlite:{}", path.display())).await;
    Ok(())
}

#[tokio::test]
async fn a_newer_schema_is_refused_on_a_server() -> Checked {
    let Some((database, store)) = postgres().await else { return Ok(()) };
    store.close().await?;
    let mut raw = PgConnection::connect(&database.url()).await.expect("the database is there");
    raw.execute(FUTURE).await.expect("the table is there");
    raw.close().await.expect("the connection closes");
    is_refused(&database.url()).await;
    Ok(())
}

#[test]
fn the_newest_schema_has_its_fixture() {
    let newest = RELEASED.last().map(|(version, ..)| *version);
    assert_eq!(newest, Some(known_version()), "a migration comes with a fixture of its schema");
}

#[tokio::test]
async fn released_schemas_are_upgraded_in_a_file() -> Checked {
    for (_, sql, _, expected) in RELEASED {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("catalog.sqlite");
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let mut raw = SqliteConnection::connect(&url).await.expect("a new file opens");
        raw.execute(AssertSqlSafe(*sql)).await.expect("the fixture is sound");
        raw.close().await.expect("the connection closes");
        let store = Store::open(&format!("sqlite:{}", path.display())).await?;
        assert_eq!(export(&store, false).await?, *expected);
        assert!(store.verify().await?.is_sound());
    }
    Ok(())
}

#[tokio::test]
async fn released_schemas_are_upgraded_on_a_server() -> Checked {
    for (_, _, sql, expected) in RELEASED {
        let Some(database) = PrivateDatabase::create(1).await else { return Ok(()) };
        let mut raw = PgConnection::connect(&database.url()).await.expect("the database is there");
        raw.execute(AssertSqlSafe(*sql)).await.expect("the fixture is sound");
        raw.close().await.expect("the connection closes");
        let store = Store::open(&database.url()).await?;
        assert_eq!(export(&store, false).await?, *expected);
        assert!(store.verify().await?.is_sound());
        store.close().await?;
    }
    Ok(())
}
