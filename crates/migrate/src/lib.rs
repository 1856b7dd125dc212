//! Moving in: the old pipeline's files and its live database, with ids that do not move.
//!
//! What does not belong here: the everyday pipeline.

pub mod legacy_db;
mod legacy_files;

pub use legacy_files::{Hands, LegacyFiles, LegacyFilesRequest, Links, Merges, Read, Records, legacy_files};
