//! Questions: conversations and what was said in them, what askers like, and how often things are asked for.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0007_asking"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `owner` is empty where nobody said who asks.
    "CREATE TABLE conversations (id TEXT PRIMARY KEY, owner TEXT NOT NULL, started_at INTEGER NOT NULL, \
     touched_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX conversations_owner ON conversations (owner, touched_at)",
    "CREATE INDEX conversations_touched ON conversations (touched_at)",
    // `plan` and `shown` are JSON.
    "CREATE TABLE conversation_turns (conversation TEXT NOT NULL REFERENCES conversations (id), turn INTEGER NOT NULL, \
     said TEXT NOT NULL, plan TEXT NOT NULL, shown TEXT NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (conversation, turn)) WITHOUT ROWID",
    // Either `work` or `name` says what it is about; the other is 0 or empty. `work` is the one it was said of:
    // where that was merged away since, its redirect tells what it is now.
    "CREATE TABLE preferences (owner TEXT NOT NULL, kind TEXT NOT NULL, work INTEGER NOT NULL, name TEXT NOT NULL, \
     liked INTEGER NOT NULL, times INTEGER NOT NULL, origin TEXT NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (owner, kind, work, name)) WITHOUT ROWID",
    "CREATE TABLE query_counts (hour INTEGER NOT NULL, kind TEXT NOT NULL, work INTEGER NOT NULL, name TEXT NOT NULL, \
     times INTEGER NOT NULL, PRIMARY KEY (hour, kind, work, name)) WITHOUT ROWID",
];
