//! People, their documents and links, the assets that are downloaded for them, and the CSV file that came before.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0011_people"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statements in [PEOPLE, ASSETS, CSV] {
            dialect::run(manager, statements).await?;
        }
        Ok(())
    }
}

const PEOPLE: &[&str] = &[
    // Times that are 0 and texts that are empty mean: not so far, and none. `person_key` is the row's id, or
    // `151#2` for the second row that has it. `words` is what a text is looked for in, name and address in
    // small letters; it stands before them, so that whoever looks through all rows need not pass over the rest of each.
    "CREATE TABLE people (person_key TEXT PRIMARY KEY NOT NULL, row_id TEXT NOT NULL, row_index INTEGER NOT NULL, \
     words TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, personality_type TEXT NOT NULL, source_link TEXT NOT NULL, \
     link_kind TEXT NOT NULL, content_hash TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, \
     gone_at INTEGER NOT NULL)",
    "CREATE INDEX people_row_id ON people (row_id)",
    "CREATE INDEX people_place ON people (row_index, person_key)",
    "CREATE INDEX people_name ON people (name)",
    "CREATE INDEX people_email ON people (email)",
    "CREATE INDEX people_type ON people (personality_type)",
    // The texts of the documents that rows link to.
    "CREATE TABLE person_documents (person_row_id TEXT NOT NULL, document_id TEXT NOT NULL, url TEXT NOT NULL, \
     state TEXT NOT NULL, how TEXT NOT NULL, body TEXT NOT NULL, html TEXT NOT NULL, content_hash TEXT NOT NULL, \
     failure TEXT NOT NULL, fetched_at INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL, \
     created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL, \
     PRIMARY KEY (person_row_id, document_id)) WITHOUT ROWID",
    // Every address found for a person, noise included, in the order in which it was found.
    "CREATE TABLE person_links (person_row_id TEXT NOT NULL, position INTEGER NOT NULL, raw TEXT NOT NULL, \
     url TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, origin TEXT NOT NULL, \
     PRIMARY KEY (person_row_id, position)) WITHOUT ROWID",
    // What is left of somebody who was erased, so that the next import does not bring them back.
    "CREATE TABLE people_tombstones (person_key TEXT PRIMARY KEY NOT NULL, erased_at INTEGER NOT NULL, \
     counts TEXT NOT NULL)",
    // What is still to be deleted outside of the database, by a hash of the key of whoever was erased: objects,
    // manifests, files, what was half downloaded. As long as an object stands here, nobody takes it up.
    "CREATE TABLE people_erasures (owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, asset_id TEXT NOT NULL, \
     created_at INTEGER NOT NULL, PRIMARY KEY (kind, name, asset_id, owner)) WITHOUT ROWID",
    "CREATE INDEX people_erasures_owner ON people_erasures (owner)",
    // What imports and checks said, newest kept.
    "CREATE TABLE people_reports (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, \
     body TEXT NOT NULL)",
    "CREATE INDEX people_reports_kind ON people_reports (kind, at)",
];

const ASSETS: &[&str] = &[
    "CREATE TABLE assets (asset_id TEXT PRIMARY KEY NOT NULL, person_row_id TEXT NOT NULL, asset_type TEXT NOT NULL, \
     parent_id TEXT NOT NULL, original_url TEXT NOT NULL, url TEXT NOT NULL, media_id TEXT NOT NULL, \
     filename TEXT NOT NULL, download_status TEXT NOT NULL, failure_category TEXT NOT NULL, \
     failure_permanent INTEGER NOT NULL, failure_message TEXT NOT NULL, attempts INTEGER NOT NULL, \
     next_attempt_at INTEGER NOT NULL, file_size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, \
     content_type TEXT NOT NULL, local_file_path TEXT NOT NULL, storage_key TEXT NOT NULL, \
     cloud_storage_url TEXT NOT NULL, legacy_uuid TEXT NOT NULL, metadata TEXT NOT NULL, gone_at INTEGER NOT NULL, \
     created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL)",
    "CREATE INDEX assets_person ON assets (person_row_id, asset_id)",
    "CREATE INDEX assets_status ON assets (download_status, asset_id)",
    "CREATE INDEX assets_type ON assets (asset_type, asset_id)",
    "CREATE INDEX assets_failure ON assets (failure_category, asset_id) WHERE failure_category <> ''",
    "CREATE INDEX assets_due ON assets (next_attempt_at, asset_id) \
     WHERE download_status IN ('pending', 'failed') AND failure_permanent = 0 AND gone_at = 0",
    "CREATE INDEX assets_parent ON assets (parent_id) WHERE parent_id <> ''",
    "CREATE INDEX assets_media ON assets (media_id)",
    "CREATE INDEX assets_sha256 ON assets (sha256) WHERE sha256 <> ''",
    "CREATE INDEX assets_storage ON assets (storage_key) WHERE storage_key <> ''",
    "CREATE INDEX assets_local ON assets (local_file_path) WHERE local_file_path <> ''",
    "CREATE INDEX assets_filename ON assets (filename) WHERE filename <> ''",
    "CREATE INDEX assets_legacy ON assets (legacy_uuid) WHERE legacy_uuid <> ''",
    // What an attempt at an object went through: intent, uploaded, verified, committed, or abandoned.
    "CREATE TABLE asset_journal (asset_id TEXT NOT NULL, attempt INTEGER NOT NULL, stage TEXT NOT NULL, \
     storage_key TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, session_id TEXT NOT NULL, \
     created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (asset_id, attempt)) WITHOUT ROWID",
    "CREATE INDEX asset_journal_open ON asset_journal (updated_at) WHERE stage IN ('intent', 'uploaded', 'verified')",
    "CREATE INDEX asset_journal_storage ON asset_journal (storage_key)",
    // The same content lies once, however many assets it is of.
    "CREATE TABLE stored_objects (storage_key TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL, \
     bytes INTEGER NOT NULL, content_type TEXT NOT NULL, cloud_storage_url TEXT NOT NULL, \
     storage_class TEXT NOT NULL, presigned_url TEXT NOT NULL, presigned_until INTEGER NOT NULL, \
     created_at INTEGER NOT NULL, verified_at INTEGER NOT NULL)",
    "CREATE INDEX stored_objects_sha256 ON stored_objects (sha256)",
    "CREATE TABLE download_sessions (session_id TEXT PRIMARY KEY NOT NULL, session_type TEXT NOT NULL, \
     total_assets INTEGER NOT NULL, completed_assets INTEGER NOT NULL, failed_assets INTEGER NOT NULL, \
     bytes INTEGER NOT NULL, status TEXT NOT NULL, report TEXT NOT NULL, created_at INTEGER NOT NULL, \
     updated_at INTEGER NOT NULL, completed_at INTEGER NOT NULL)",
    "CREATE INDEX download_sessions_created ON download_sessions (created_at, session_id)",
];

const CSV: &[&str] = &[
    // The rows of the old pipeline's file, cell by cell as JSON; those of nobody say why they could not be placed.
    "CREATE TABLE people_csv_rows (line INTEGER PRIMARY KEY NOT NULL, person_row_id TEXT NOT NULL, \
     cells TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE INDEX people_csv_rows_person ON people_csv_rows (person_row_id, line)",
    "CREATE TABLE people_csv_state (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
];
