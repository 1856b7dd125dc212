//! The first schema: identity, records, golden records, typed tables, and the store's own books.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_catalog"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statements in [IDENTITY, RECORDS, GOLDEN, TYPED, BOOKS] {
            dialect::run(manager, statements).await?;
        }
        Ok(())
    }
}

const IDENTITY: &[&str] = &[
    // The next number of each continuous sequence; the row's lock makes allocation serial.
    "CREATE TABLE sequences (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE links (namespace TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, target INTEGER NOT NULL, \
     justification TEXT NOT NULL, confidence REAL NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL, \
     note TEXT NOT NULL, PRIMARY KEY (namespace, id)) WITHOUT ROWID",
    "CREATE INDEX links_target ON links (kind, target)",
    "CREATE TABLE negative_links (namespace TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, target INTEGER NOT NULL, \
     justification TEXT NOT NULL, confidence REAL NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL, \
     note TEXT NOT NULL, PRIMARY KEY (namespace, id, kind, target)) WITHOUT ROWID",
    "CREATE TABLE redirects (kind TEXT NOT NULL, id INTEGER NOT NULL, target INTEGER NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TABLE tombstones (kind TEXT NOT NULL, id INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (kind, id)) WITHOUT ROWID",
    // Published id spaces. `entity` 0 means no work or character is known yet; `removed_at` 0 means alive.
    "CREATE TABLE registry_ids (registry TEXT NOT NULL, kind TEXT NOT NULL, source_type TEXT NOT NULL, \
     source_id TEXT NOT NULL, unique_id INTEGER NOT NULL, name TEXT NOT NULL, entity_kind TEXT NOT NULL, \
     entity INTEGER NOT NULL, created_at INTEGER NOT NULL, removed_at INTEGER NOT NULL, \
     PRIMARY KEY (registry, kind, source_type, source_id)) WITHOUT ROWID",
    // The number first, so that nobody takes this index for one of couples.
    "CREATE INDEX registry_ids_number ON registry_ids (unique_id, registry, kind)",
    "CREATE INDEX registry_ids_entity ON registry_ids (entity_kind, entity)",
];

const RECORDS: &[&str] = &[
    // Content-addressed: the id is taken from the dictionary's hash, so it never means another one.
    "CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, format TEXT NOT NULL, version INTEGER NOT NULL, \
     body BLOB NOT NULL, UNIQUE (format, version))",
    // What `file` columns mean: a label, normally the file's SHA-256.
    "CREATE TABLE files (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE)",
    // `dictionary` 0 means compressed without one; `file` 0 means it came from no file.
    "CREATE TABLE records (id INTEGER PRIMARY KEY, source TEXT NOT NULL, format TEXT NOT NULL, \
     namespace TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, entity INTEGER NOT NULL, hash BLOB NOT NULL, \
     dictionary INTEGER NOT NULL, body BLOB NOT NULL, file INTEGER NOT NULL, line INTEGER, stored_at INTEGER NOT NULL, \
     UNIQUE (source, format, namespace, key))",
    "CREATE INDEX records_entity ON records (kind, entity)",
    "CREATE TABLE mentions (namespace TEXT NOT NULL, id TEXT NOT NULL, record INTEGER NOT NULL, \
     PRIMARY KEY (namespace, id, record)) WITHOUT ROWID",
    "CREATE INDEX mentions_record ON mentions (record)",
    "CREATE TABLE superseded (record INTEGER NOT NULL REFERENCES records (id), version INTEGER NOT NULL, hash BLOB NOT NULL, \
     dictionary INTEGER NOT NULL, body BLOB NOT NULL, file INTEGER NOT NULL, line INTEGER, stored_at INTEGER NOT NULL, \
     PRIMARY KEY (record, version))",
];

const GOLDEN: &[&str] = &[
    "CREATE TABLE works (id INTEGER PRIMARY KEY, hash BLOB NOT NULL, dictionary INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE characters (id INTEGER PRIMARY KEY, hash BLOB NOT NULL, dictionary INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE persons (id INTEGER PRIMARY KEY, hash BLOB NOT NULL, dictionary INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE appearances (namespace TEXT NOT NULL, id TEXT NOT NULL, character_id INTEGER NOT NULL, role TEXT NOT NULL, \
     PRIMARY KEY (namespace, id, character_id)) WITHOUT ROWID",
    "CREATE INDEX appearances_character ON appearances (character_id)",
];

const TYPED: &[&str] = &[
    "CREATE TABLE relations (source TEXT NOT NULL, from_namespace TEXT NOT NULL, from_id TEXT NOT NULL, \
     to_namespace TEXT NOT NULL, to_id TEXT NOT NULL, kind TEXT NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL, \
     PRIMARY KEY (from_namespace, from_id, to_namespace, to_id, kind, source)) WITHOUT ROWID",
    "CREATE INDEX relations_to ON relations (to_namespace, to_id)",
    // `rater` is the user; PostgreSQL reserves that word. No second index: a work's ratings are counted
    // in `rating_totals`, which the same statement batch keeps.
    "CREATE TABLE ratings (source TEXT NOT NULL, part TEXT NOT NULL, rater TEXT NOT NULL, namespace TEXT NOT NULL, \
     id TEXT NOT NULL, score REAL NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL, \
     PRIMARY KEY (source, part, rater, namespace, id)) WITHOUT ROWID",
    "CREATE TABLE rating_totals (namespace TEXT NOT NULL, id TEXT NOT NULL, score REAL NOT NULL, votes INTEGER NOT NULL, \
     PRIMARY KEY (namespace, id, score)) WITHOUT ROWID",
    "CREATE TABLE id_map (source TEXT NOT NULL, namespace TEXT NOT NULL, id TEXT NOT NULL, ids TEXT NOT NULL, \
     title_known INTEGER NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL, \
     PRIMARY KEY (source, namespace, id)) WITHOUT ROWID",
    "CREATE TABLE id_map_ids (namespace TEXT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, key_namespace TEXT NOT NULL, \
     key_id TEXT NOT NULL, PRIMARY KEY (namespace, id, source, key_namespace, key_id)) WITHOUT ROWID",
    "CREATE TABLE rejects (file INTEGER NOT NULL, line INTEGER NOT NULL, byte_offset INTEGER, code TEXT NOT NULL, \
     message TEXT NOT NULL, PRIMARY KEY (file, line)) WITHOUT ROWID",
    "CREATE TABLE conflicts (namespace TEXT NOT NULL, record TEXT NOT NULL, kept INTEGER NOT NULL, other INTEGER NOT NULL, \
     kind TEXT NOT NULL, subject_namespace TEXT NOT NULL, subject_id TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, \
     is_open INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (namespace, record, kept, other)) WITHOUT ROWID",
];

const BOOKS: &[&str] = &[
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE imports (id INTEGER PRIMARY KEY, file_hash TEXT NOT NULL, format TEXT NOT NULL, name TEXT NOT NULL, \
     position_row INTEGER NOT NULL, position_offset INTEGER NOT NULL, counts TEXT NOT NULL, started_at INTEGER NOT NULL, \
     touched_at INTEGER NOT NULL, finished_at INTEGER, UNIQUE (file_hash, format))",
    "CREATE TABLE changes (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id INTEGER NOT NULL)",
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL, \
     details TEXT NOT NULL)",
    "CREATE TABLE audit_subjects (kind TEXT NOT NULL, id INTEGER NOT NULL, audit INTEGER NOT NULL REFERENCES audit (id), \
     PRIMARY KEY (kind, id, audit)) WITHOUT ROWID",
    "CREATE TABLE tokens (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash BLOB NOT NULL UNIQUE, scopes TEXT NOT NULL, \
     created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER)",
];
