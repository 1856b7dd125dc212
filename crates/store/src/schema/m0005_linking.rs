//! Pairs of records that may be one thing, and how figures of a thing changed over time.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0005_linking"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `a` is the lower id of the two. `decided_at` 0 means nobody has; `undo` is empty unless two things
    // were made one over this pair.
    "CREATE TABLE match_pairs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, a_namespace TEXT NOT NULL, a_id TEXT NOT NULL, \
     b_namespace TEXT NOT NULL, b_id TEXT NOT NULL, probability REAL NOT NULL, value REAL NOT NULL, weights TEXT NOT NULL, \
     state TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, found_at INTEGER NOT NULL, \
     decided_at INTEGER NOT NULL, undo TEXT NOT NULL, UNIQUE (kind, a_namespace, a_id, b_namespace, b_id))",
    "CREATE INDEX match_pairs_queue ON match_pairs (kind, state, value)",
    "CREATE INDEX match_pairs_b ON match_pairs (b_namespace, b_id)",
    // By the record's key and not by the work, so that a series outlives merges and splits.
    "CREATE TABLE observations (source TEXT NOT NULL, namespace TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, \
     at INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (namespace, id, source, field, at)) WITHOUT ROWID",
];
