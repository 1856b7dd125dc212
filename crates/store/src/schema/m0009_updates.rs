//! Updates of datasets: what was looked at, proposed, applied and undone, and what each step found before it.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0009_updates"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `body` is what looking at the release found; `report` what applying and undoing it did.
    "CREATE TABLE updates (id INTEGER PRIMARY KEY, dataset TEXT NOT NULL, state TEXT NOT NULL, mode TEXT NOT NULL, \
     address TEXT NOT NULL, edition TEXT NOT NULL, file_hash TEXT NOT NULL, body TEXT NOT NULL, report TEXT NOT NULL, \
     author TEXT NOT NULL, decided_by TEXT NOT NULL, created_at INTEGER NOT NULL, decided_at INTEGER, \
     applied_at INTEGER, undone_at INTEGER)",
    "CREATE INDEX updates_dataset ON updates (dataset, id)",
    // What was there before one batch of an update; the last step is undone first, and goes with it.
    "CREATE TABLE update_steps (update_id INTEGER NOT NULL REFERENCES updates (id), step INTEGER NOT NULL, \
     body BLOB NOT NULL, PRIMARY KEY (update_id, step))",
    // What an address last answered, so that what is unchanged is not sent again.
    "CREATE TABLE update_checks (dataset TEXT NOT NULL, address TEXT NOT NULL, checked_at INTEGER NOT NULL, \
     outcome TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, file_hash TEXT NOT NULL, \
     edition TEXT NOT NULL, PRIMARY KEY (dataset, address)) WITHOUT ROWID",
];
