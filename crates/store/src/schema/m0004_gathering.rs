//! The journal of gathering: which source was asked what about a work, and what came of it.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0004_gathering"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `subject` is the id that was asked about, empty where a search found none; `reason` says why nothing came.
    // `whole` is 0 where a list has more pages than were asked for.
    "CREATE TABLE gathering (work INTEGER NOT NULL, source TEXT NOT NULL, endpoint TEXT NOT NULL, \
     subject TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, pages INTEGER NOT NULL, \
     whole INTEGER NOT NULL, asked_at INTEGER NOT NULL, fresh_until INTEGER NOT NULL, \
     PRIMARY KEY (work, source, endpoint)) WITHOUT ROWID",
];
