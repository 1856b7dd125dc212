//! The move away from the old pipeline's CSV file: set up, written twice, read from the database, retired; and back.
//!
//! Whoever writes the file holds its lock for the whole of reading, changing and writing. The new file is written
//! beside the old one and flushed, the database commits that it is to take its place, and then it does. A break before
//! the commit leaves both as they were; after it, whoever comes next finishes the step.

mod backups;
mod derive;
mod evidence;
mod export;
mod files;
mod forget;
mod moves;
mod rollback;
mod state;
mod update;
mod verify;

pub use derive::legacy_asset;
pub use evidence::{Evidence, evidence};
pub use export::export;
pub use forget::{forget, may_forget};
pub use moves::{SetUp, look, set_up, step};
pub use rollback::{RolledBack, roll_back};
pub use state::{Phase, State, state};
pub use update::{read, update};
pub use verify::{CellDifference, Verification, verify};
