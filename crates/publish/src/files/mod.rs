//! The old pipeline's files as a target: written whole, backed up, and brought back.

mod rollback;

pub use rollback::rollback;
