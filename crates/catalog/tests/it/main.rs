//! Imports and decisions through the real store, on SQLite and on PostgreSQL.

mod bed;
mod damage;
mod datasets;
mod decisions;
mod forms;
mod matching;
mod network;
mod rejects;
mod releases;
mod resume;
mod shelf;
mod updating;
