//! Edits by hand of golden records: who set which field to what, and whether that was taken back.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0006_edits"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `target` is the thing as it was when it was edited: where that was merged away since, its redirect tells
    // what it is now, so that merging and taking a merge back never touch an edit. `taken_back_at` 0 means it
    // still counts.
    "CREATE TABLE edits (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, target INTEGER NOT NULL, field TEXT NOT NULL, \
     value TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL, \
     taken_back_at INTEGER NOT NULL, taken_back_by TEXT NOT NULL)",
    "CREATE INDEX edits_target ON edits (kind, target)",
];
