//! Gathering: all sources asked about one work, each answer held against the work before it is attached, kept as
//! a record of it, and merged.
//!
//! `services` is the table of who is asked what. [`Gatherer`] asks (`ask`), holds what a search found against the
//! work (`verify`, which is pure), keeps what came (`keep`) with a line of the journal for each question, and tells
//! what is missing and why (`outcome`). `folders` are for those who look at answers one by one.
//!
//! What does not belong here: requests and readers (`sources`), whose word counts (`enrichment`), tables (`store`).

mod ask;
mod folders;
mod gather;
mod keep;
mod level;
mod outcome;
mod services;
mod verify;

pub use folders::{Agent, FolderError};
pub use gather::{Gathered, Gatherer, Heard, SourceState, State, Telling, Wanted};
pub use level::Level;
pub use outcome::{ErrorContext, Missing};
pub use services::{SERVICES, Service};
pub use verify::{Found, Meant, Proof};
