//! Publishing: checked rows out to files and to the users' own PostgreSQL, and back again.
//!
//! `finish` makes the rows that players see of a registry's entries and stats; both targets write the same
//! ones. `check` looks at them before anything is written. `files` and `postgres` are the targets, and each
//! keeps what stood there before, so that `rollback` can bring it back.
//!
//! What does not belong here: how rows come to be.

pub mod check;
pub mod files;
pub mod finish;
pub mod postgres;
mod rollback;

pub use rollback::{RollbackRequest, RolledBack, rollback};
