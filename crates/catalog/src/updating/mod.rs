//! Updates of a dataset: looking whether there is a new release, what applying it would do, and undoing it.
//!
//! `look` asks an address and fetches what is new, `inspect` holds a release against what is kept, `joins` knows what
//! rules joined over it, `undo` takes an applied one back batch by batch. Applying is an import that keeps what each batch found before it.

mod inspect;
mod joins;
mod look;
mod undo;

pub use crate::import::import_update;
pub use inspect::{Inspection, LostEntry, MovedId, can_be_updated, inspect};
pub use joins::joined_over;
pub use look::{Known, Looked, Release, look, peek};
pub use undo::{KeptThing, Telling, Undone, begin_undo, undo_step};
