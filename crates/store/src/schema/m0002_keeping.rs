//! The keepers' tables: what was collected, what hands made of it, stats, and what was published where.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_keeping"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statements in [COLLECTED, NUMBERS, HANDS, STATS, PUBLISHED] {
            dialect::run(manager, statements).await?;
        }
        Ok(())
    }
}

const COLLECTED: &[&str] = &[
    // What a source said of a series or character, for the rules to read. `parent` is a character's series.
    "CREATE TABLE collected (source_type TEXT NOT NULL, kind TEXT NOT NULL, source_id TEXT NOT NULL, \
     parent_type TEXT NOT NULL, parent_id TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL, \
     run INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (source_type, kind, source_id)) WITHOUT ROWID",
    // How far each item of a run has come.
    "CREATE TABLE journal (source_type TEXT NOT NULL, kind TEXT NOT NULL, source_id TEXT NOT NULL, \
     parent_id TEXT NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, \
     attempts INTEGER NOT NULL, run INTEGER NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (source_type, kind, source_id)) WITHOUT ROWID",
    // `finished_at` 0 means that it is under way or was killed.
    "CREATE TABLE runs (id INTEGER PRIMARY KEY, what TEXT NOT NULL, details TEXT NOT NULL, \
     started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL)",
];

const NUMBERS: &[&str] = &[
    // What a registry's file tells beside the number; `parent` 0 and an empty `written_at` mean: nothing.
    "CREATE TABLE registry_details (registry TEXT NOT NULL, kind TEXT NOT NULL, source_type TEXT NOT NULL, \
     source_id TEXT NOT NULL, parent INTEGER NOT NULL, written_at TEXT NOT NULL, \
     PRIMARY KEY (registry, kind, source_type, source_id)) WITHOUT ROWID",
    // Numbers that a registry's file left out, as runs from first to last.
    "CREATE TABLE registry_gaps (registry TEXT NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL, \
     last INTEGER NOT NULL, PRIMARY KEY (registry, kind, first)) WITHOUT ROWID",
];

const HANDS: &[&str] = &[
    // A couple that stands for a number which another couple was given.
    "CREATE TABLE registry_aliases (registry TEXT NOT NULL, kind TEXT NOT NULL, source_type TEXT NOT NULL, \
     source_id TEXT NOT NULL, unique_id INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, \
     at INTEGER NOT NULL, PRIMARY KEY (registry, kind, source_type, source_id)) WITHOUT ROWID",
    // Values set by hand, as JSON: `null` empties a field. `base` is what stood there, as JSON too.
    "CREATE TABLE curation (registry TEXT NOT NULL, kind TEXT NOT NULL, source_type TEXT NOT NULL, \
     source_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, base TEXT NOT NULL, author TEXT NOT NULL, \
     origin TEXT NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (registry, kind, source_type, source_id, field)) WITHOUT ROWID",
    // `before` and `after` are empty where there was no value by hand, or is none any more.
    "CREATE TABLE curation_log (seq INTEGER PRIMARY KEY, registry TEXT NOT NULL, kind TEXT NOT NULL, \
     source_type TEXT NOT NULL, source_id TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, \
     after TEXT NOT NULL, author TEXT NOT NULL, origin TEXT NOT NULL, at INTEGER NOT NULL)",
    "CREATE INDEX curation_log_couple ON curation_log (registry, kind, source_type, source_id)",
    // What stood in a workbook when it was handed out.
    "CREATE TABLE curation_bases (id TEXT PRIMARY KEY, registry TEXT NOT NULL, body BLOB NOT NULL, \
     at INTEGER NOT NULL) WITHOUT ROWID",
];

const STATS: &[&str] = &[
    "CREATE TABLE stats (registry TEXT NOT NULL, source_type TEXT NOT NULL, source_id TEXT NOT NULL, \
     body TEXT NOT NULL, origin TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (registry, source_type, source_id)) WITHOUT ROWID",
    // What calls of a language model cost.
    "CREATE TABLE spending (id INTEGER PRIMARY KEY, purpose TEXT NOT NULL, model TEXT NOT NULL, \
     tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, cost REAL NOT NULL, outcome TEXT NOT NULL, \
     at INTEGER NOT NULL)",
];

const PUBLISHED: &[&str] = &[
    "CREATE TABLE publishes (id INTEGER PRIMARY KEY, registry TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL, \
     profile TEXT NOT NULL, state TEXT NOT NULL, author TEXT NOT NULL, report TEXT NOT NULL, at INTEGER NOT NULL)",
    // A row or file of the target as it was and as it became; empty where it was not there, or is no more.
    "CREATE TABLE publish_rows (publish INTEGER NOT NULL REFERENCES publishes (id), place TEXT NOT NULL, \
     key TEXT NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL, PRIMARY KEY (publish, place, key)) WITHOUT ROWID",
];
