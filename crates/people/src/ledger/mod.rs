//! The move away from the old pipeline's CSV file: set up, written twice, read from the database, retired; and back.
//!
//! Whoever writes the file holds its lock for the whole of reading, changing and writing. The new file is written
//! beside the old one and flushed, the database commits that it is to take its place, and then it does. A break before
//! the commit leaves both as they were; after it, whoever comes next finishes the step. Everything that changes people
//! or their files is committed by a [`Twin`], so that the file follows as long as it is written.

mod attempts;
mod backups;
mod copies;
mod derive;
mod evidence;
mod export;
mod files;
mod forget;
mod moves;
mod places;
mod rollback;
mod state;
mod twin;
mod update;
mod verify;

pub use copies::{Copies, copies};
pub use derive::legacy_asset;
pub use evidence::{Evidence, evidence};
pub use export::export;
pub use forget::{forget, may_forget};
pub use moves::{SetUp, look, set_up, step};
pub use rollback::{RolledBack, roll_back};
pub use state::{Phase, State, state};
pub use twin::Twin;
pub use update::{read, update};
pub use verify::{CellDifference, Verification, verify};
