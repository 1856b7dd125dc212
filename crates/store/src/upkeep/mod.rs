//! Upkeep: backup, restore, verify, export and prune. All read one state of the whole store.

mod asking_tables;
pub(crate) mod backup;
mod export;
mod job_tables;
mod people_tables;
mod picture_tables;
mod production_tables;
mod prune;
mod restore;
mod snapshot;
mod tables;
mod update_tables;
mod verify;

pub use backup::{BackupReport, verify_backup};
pub(crate) use people_tables::Content;
pub use prune::{PruneOptions, PruneReport};
pub use verify::{Check, VerifyReport};
