//! Pictures: what they look like, and which works' addresses led to them or failed to.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0008_pictures"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `hash` is the SHA-256 of the file as it came; `descriptor` is measured by `version` of the measuring.
    "CREATE TABLE pictures (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, width INTEGER NOT NULL, \
     height INTEGER NOT NULL, bytes INTEGER NOT NULL, version INTEGER NOT NULL, descriptor BLOB NOT NULL, \
     kept_at INTEGER NOT NULL)",
    // Either `picture` says what was found there, or `code` and `reason` why nothing was. `mark` grows with every
    // write, so that a reader can go on from where it was. `work` is the one whose address it was: where that was
    // merged away since, its redirect tells what it is now.
    "CREATE TABLE picture_addresses (work INTEGER NOT NULL, url TEXT NOT NULL, \
     picture INTEGER REFERENCES pictures (id), code TEXT NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL, \
     tried_at INTEGER NOT NULL, next_try_at INTEGER, mark INTEGER NOT NULL, PRIMARY KEY (work, url)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX picture_addresses_mark ON picture_addresses (mark)",
    "CREATE INDEX picture_addresses_url ON picture_addresses (url)",
    "CREATE INDEX picture_addresses_picture ON picture_addresses (picture)",
];
