//! Moving in from the old pipeline.

mod legacy_db;
mod legacy_files;

pub use legacy_db::{MigrateDb, MigratedDb};
pub use legacy_files::{MigrateFiles, MigratedFiles};
