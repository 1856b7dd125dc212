//! Queued work: jobs and what happened to them, what is paused, what is asked for and refreshed, and how
//! sources fare.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait::async_trait};

use super::dialect;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0003_jobs"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statements in [JOBS, REFRESHING, SOURCES] {
            dialect::run(manager, statements).await?;
        }
        Ok(())
    }
}

const JOBS: &[&str] = &[
    // Times that are 0 and texts that are empty mean: not so far. `job_key` is the caller's own name for
    // the wish; `token` counts how often the job was taken, so that a worker that lost it cannot write.
    "CREATE TABLE jobs (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, job_key TEXT NOT NULL, \
     key_for_ever INTEGER NOT NULL, payload TEXT NOT NULL, priority INTEGER NOT NULL, state TEXT NOT NULL, \
     created_at INTEGER NOT NULL, run_at INTEGER NOT NULL, attempts INTEGER NOT NULL, \
     max_attempts INTEGER NOT NULL, crashes INTEGER NOT NULL, max_crashes INTEGER NOT NULL, \
     owner TEXT NOT NULL, token INTEGER NOT NULL, lease_until INTEGER NOT NULL, cancel_at INTEGER NOT NULL, \
     done INTEGER NOT NULL, total INTEGER, unit TEXT NOT NULL, message TEXT NOT NULL, \
     started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL, \
     last_event INTEGER NOT NULL)",
    "CREATE INDEX jobs_ready ON jobs (kind, priority DESC, created_at, id) WHERE state = 'queued'",
    "CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running'",
    "CREATE UNIQUE INDEX jobs_key ON jobs (kind, job_key) \
     WHERE job_key <> '' AND (key_for_ever = 1 OR state = 'queued' OR state = 'running')",
    "CREATE INDEX jobs_created ON jobs (created_at, id)",
    "CREATE INDEX jobs_ended ON jobs (finished_at, id) WHERE finished_at > 0",
    // Each event shows the job as it was right after it, so that a listener needs nothing else.
    "CREATE TABLE job_events (job TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, \
     state TEXT NOT NULL, done INTEGER NOT NULL, total INTEGER, unit TEXT NOT NULL, message TEXT NOT NULL, \
     data TEXT NOT NULL, PRIMARY KEY (job, seq)) WITHOUT ROWID",
    // `all`, `refresh`, or `kind:` and a kind.
    "CREATE TABLE job_pauses (what TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL) WITHOUT ROWID",
];

const REFRESHING: &[&str] = &[
    // How often a work was asked for, by day since 1970.
    "CREATE TABLE asks (day INTEGER NOT NULL, work INTEGER NOT NULL, times INTEGER NOT NULL, \
     PRIMARY KEY (day, work)) WITHOUT ROWID",
    // When the fields of a policy were last asked for again.
    "CREATE TABLE refreshes (policy TEXT NOT NULL, work INTEGER NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (policy, work)) WITHOUT ROWID",
    // What refreshing has spent of a source's budget, by hour since 1970.
    "CREATE TABLE refresh_spending (hour INTEGER NOT NULL, source TEXT NOT NULL, requests INTEGER NOT NULL, \
     PRIMARY KEY (hour, source)) WITHOUT ROWID",
];

const SOURCES: &[&str] = &[
    // How a source fares, as all processes see it.
    "CREATE TABLE source_health (source TEXT PRIMARY KEY NOT NULL, breaker TEXT NOT NULL, \
     breaker_until INTEGER NOT NULL, trips INTEGER NOT NULL, ok_at INTEGER NOT NULL, error_at INTEGER NOT NULL, \
     error TEXT NOT NULL) WITHOUT ROWID",
    // What went on with a source, by hour since 1970.
    "CREATE TABLE source_hours (hour INTEGER NOT NULL, source TEXT NOT NULL, requests INTEGER NOT NULL, \
     failures INTEGER NOT NULL, rate_limited INTEGER NOT NULL, took_ms INTEGER NOT NULL, slowest_ms INTEGER NOT NULL, \
     PRIMARY KEY (hour, source)) WITHOUT ROWID",
];
