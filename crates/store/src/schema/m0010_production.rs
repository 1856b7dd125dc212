//! Productions: projects and their characters, style presets, pictures that are asked for, and takes.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0010_production"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statements in [PROJECTS, PRESETS, PICTURES, TURNS, TOLD] {
            dialect::run(manager, statements).await?;
        }
        Ok(())
    }
}

const PROJECTS: &[&str] = &[
    // Times that are 0 and texts that are empty mean: not so far, and none. `version` goes up with each change of what
    // its maker says of a thing, so that two who change it at once notice; `revision` goes up with each change of
    // anything in the project; `written` is the one that the file beside its pictures tells of.
    "CREATE TABLE projects (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, \
     body TEXT NOT NULL, is_archived INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, \
     binned_at INTEGER NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL, written INTEGER NOT NULL, \
     last_event INTEGER NOT NULL)",
    "CREATE INDEX projects_updated ON projects (updated_at, id)",
    "CREATE TABLE project_characters (id TEXT PRIMARY KEY NOT NULL, project TEXT NOT NULL, name TEXT NOT NULL, \
     folded TEXT NOT NULL, canonical INTEGER NOT NULL, latest INTEGER NOT NULL, created_at INTEGER NOT NULL, \
     updated_at INTEGER NOT NULL, binned_at INTEGER NOT NULL)",
    "CREATE INDEX project_characters_project ON project_characters (project, updated_at, id)",
    "CREATE TABLE project_character_versions (character TEXT NOT NULL, version INTEGER NOT NULL, \
     at INTEGER NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL, body TEXT NOT NULL, \
     PRIMARY KEY (character, version)) WITHOUT ROWID",
    // Each tie once, from the id that sorts first to the other one.
    "CREATE TABLE project_ties (from_character TEXT NOT NULL, to_character TEXT NOT NULL, kind TEXT NOT NULL, \
     note TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (from_character, to_character, kind)) WITHOUT ROWID",
    "CREATE INDEX project_ties_to ON project_ties (to_character)",
    "CREATE TABLE project_parts (id TEXT PRIMARY KEY NOT NULL, project TEXT NOT NULL, parent TEXT NOT NULL, \
     kind TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL, take TEXT NOT NULL, \
     version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)",
    "CREATE INDEX project_parts_place ON project_parts (project, parent, position, id)",
    // Projects that were purged: their files go after that, and a folder of such a project is nobody's.
    "CREATE TABLE purged_projects (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL)",
    // What happened to the jobs of a project, in one order; the words themselves are those of the job's event.
    "CREATE TABLE project_events (project TEXT NOT NULL, seq INTEGER NOT NULL, job TEXT NOT NULL, \
     job_seq INTEGER NOT NULL, PRIMARY KEY (project, seq)) WITHOUT ROWID",
];

const PRESETS: &[&str] = &[
    "CREATE TABLE style_presets (name TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, \
     author TEXT NOT NULL, body TEXT NOT NULL, removed_at INTEGER NOT NULL, PRIMARY KEY (name, version)) WITHOUT ROWID",
];

const PICTURES: &[&str] = &[
    "CREATE TABLE picture_batches (id TEXT PRIMARY KEY NOT NULL, project TEXT NOT NULL, batch_key TEXT NOT NULL, \
     wish TEXT NOT NULL, created_at INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX picture_batches_key ON picture_batches (batch_key) WHERE batch_key <> ''",
    "CREATE TABLE picture_jobs (job TEXT PRIMARY KEY NOT NULL, batch TEXT NOT NULL, position INTEGER NOT NULL, \
     project TEXT NOT NULL, character TEXT NOT NULL, cut TEXT NOT NULL, engine TEXT NOT NULL, cell TEXT NOT NULL, \
     recipe TEXT NOT NULL, again TEXT NOT NULL, created_at INTEGER NOT NULL)",
    "CREATE INDEX picture_jobs_batch ON picture_jobs (batch, position)",
    "CREATE INDEX picture_jobs_project ON picture_jobs (project, created_at, job)",
    "CREATE INDEX picture_jobs_created ON picture_jobs (created_at, job)",
    // `hash` is the SHA-256 of the file in hexadecimal digits; `file` where it lies below the folder of pictures.
    "CREATE TABLE takes (id TEXT PRIMARY KEY NOT NULL, job TEXT NOT NULL, batch TEXT NOT NULL, \
     project TEXT NOT NULL, character TEXT NOT NULL, cut TEXT NOT NULL, at INTEGER NOT NULL, hash TEXT NOT NULL, \
     file TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, \
     is_draft INTEGER NOT NULL, verdict TEXT NOT NULL, starred INTEGER NOT NULL, best INTEGER NOT NULL, \
     review TEXT NOT NULL, recipe TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL)",
    "CREATE INDEX takes_project ON takes (project, at, id)",
    "CREATE INDEX takes_character ON takes (character, at, id)",
    "CREATE INDEX takes_job ON takes (job)",
    "CREATE INDEX takes_batch ON takes (batch)",
    "CREATE INDEX takes_hash ON takes (hash)",
    "CREATE INDEX takes_at ON takes (at, id)",
    // What a picture looks like, so that it is found again by another one; by the SHA-256 of its file.
    "CREATE TABLE take_looks (hash TEXT PRIMARY KEY NOT NULL, look BLOB NOT NULL)",
    // How long an engine takes for so much work, as it was measured last.
    "CREATE TABLE engine_paces (engine TEXT NOT NULL, model TEXT NOT NULL, fixed_us REAL NOT NULL, \
     unit_us REAL NOT NULL, samples INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (engine, model)) WITHOUT ROWID",
];

const TURNS: &[&str] = &[
    // Jobs of one urgency are taken in the order of their turns, so that those of several projects go side by side
    // however many one of them asks for. Jobs of other kinds all have turn 0 and go by their age.
    "ALTER TABLE jobs ADD COLUMN turn INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX jobs_ready",
    "CREATE INDEX jobs_ready ON jobs (kind, priority DESC, turn, created_at, id) WHERE state = 'queued'",
    // The last turn that each project was given.
    "CREATE TABLE picture_turns (project TEXT NOT NULL, priority INTEGER NOT NULL, turn INTEGER NOT NULL, \
     PRIMARY KEY (project, priority)) WITHOUT ROWID",
];

const TOLD: &[&str] = &[
    // Addresses that are told when a picture's job ends; `events` are words with commas between. Their secrets lie
    // sealed beside the content.
    "CREATE TABLE webhooks (id TEXT PRIMARY KEY NOT NULL, project TEXT NOT NULL, url TEXT NOT NULL, \
     events TEXT NOT NULL, created_at INTEGER NOT NULL, author TEXT NOT NULL)",
    // The last preview of each picture that is being made.
    "CREATE TABLE picture_previews (job TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, media_type TEXT NOT NULL, \
     body BLOB NOT NULL)",
];
