//! The keepers' books: collected rows and their journal, values set by hand, stats, and publishes.
//!
//! Kinds and fields are words here; which there are is the catalog's matter.

mod aliases;
mod collected;
mod curation;
mod followed;
mod journal;
mod mark;
mod numbers;
mod publishes;
mod runs;
mod spending;
mod stats;
mod taking_back;

pub use aliases::Alias;
pub use collected::{Collected, Saved};
pub use curation::{CurationBase, Edit, HandValue, LoggedEdit};
pub use journal::JournalItem;
pub use mark::BooksMark;
pub use numbers::{Clash, Filed, FiledNumber, NewNumber};
pub use publishes::{Publish, PublishRow};
pub use runs::Run;
pub use spending::Spending;
pub use stats::StatRow;
