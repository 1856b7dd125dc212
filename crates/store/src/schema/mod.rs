//! The tables: one list of migrations for both engines, applied in order under the write lock.
//!
//! One migration, one file. A released migration never changes again; a new one is appended to the list.

mod dialect;
mod m0001_catalog;
mod m0002_keeping;
mod m0003_jobs;
mod m0004_gathering;
mod m0005_linking;
mod m0006_edits;
mod m0007_asking;
mod m0008_pictures;
mod m0009_updates;
mod m0010_production;
mod m0011_people;

pub(crate) use dialect::for_postgres;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::{Engine, StoreError, error::doing, sql, transaction};

/// The list, oldest first.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_catalog::Migration),
            Box::new(m0002_keeping::Migration),
            Box::new(m0003_jobs::Migration),
            Box::new(m0004_gathering::Migration),
            Box::new(m0005_linking::Migration),
            Box::new(m0006_edits::Migration),
            Box::new(m0007_asking::Migration),
            Box::new(m0008_pictures::Migration),
            Box::new(m0009_updates::Migration),
            Box::new(m0010_production::Migration),
            Box::new(m0011_people::Migration),
        ]
    }
}

/// How many migrations this program knows.
pub fn known_version() -> u32 {
    Migrator::migrations().len() as u32
}

/// Brings the database to the newest schema; refuses one that a newer program wrote. Returns whether
/// anything was applied.
///
/// Safe when several processes open one database at once: the second waits for the write lock and then
/// finds nothing left to do.
pub(crate) async fn upgrade(engine: Engine, db: &DatabaseConnection) -> Result<bool, StoreError> {
    if applied(engine, db).await? == known_version() {
        return Ok(false);
    }
    let tx = transaction::begin_locked(engine, db).await?;
    if applied(engine, &tx).await? == known_version() {
        return Ok(false);
    }
    Migrator::up(&tx, None).await.map_err(doing("upgrading the schema"))?;
    tx.commit().await.map_err(doing("upgrading the schema"))?;
    Ok(true)
}

/// How many of our migrations are in; a name that is not on our list comes from a newer program.
async fn applied<C: ConnectionTrait>(engine: Engine, db: &C) -> Result<u32, StoreError> {
    let what = "reading the schema's version";
    // The only question that the two engines answer in different tables.
    let exists = match engine {
        Engine::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
        Engine::Postgres => {
            "SELECT 1 FROM information_schema.tables \
             WHERE table_name = 'seaql_migrations' AND table_schema = current_schema()"
        }
    };
    if sql::query_one(db, what, exists, []).await?.is_none() {
        return Ok(0);
    }
    let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    let mut count = 0;
    for row in sql::query(db, what, "SELECT version FROM seaql_migrations ORDER BY version", []).await? {
        let version = sql::Cells(&row).text(0)?;
        if !known.contains(&version) {
            return Err(StoreError::NewerSchema { found: version, known: known_version() });
        }
        count += 1;
    }
    Ok(count)
}
