//! Publishing: checked rows out to files and to the users' own PostgreSQL, and back again.
//!
//! What does not belong here: how rows come to be.

mod finals;
pub mod postgres;

pub use finals::{FinalCharacter, FinalSeries};
