//! The keepers' pipeline: import today; collecting, curation, stats and publishing later.
//!
//! `input` brings a file's bytes here and unpacks them, `import` turns its rows into records, links and
//! typed rows batch by batch, `golden` merges what was touched, `registry` holds the decisions by hand.
//!
//! What does not belong here: formats and parsers (`sources`), decisions (`registry`), SQL (`store`).

pub mod answers;
mod by_hand;
mod error;
mod golden;
mod import;
mod input;
pub mod matching;
mod observing;
mod rebuild;
mod recompute;
pub mod registry;
mod report;
mod starter;
pub mod updating;

pub use by_hand::{by_hand, follow_curation};
pub use error::{CatalogError, ImportError};
pub use golden::{ReadError, read_record};
pub use import::{BATCH_ROWS, ImportOptions, import, import_in_batches, import_unless_last};
pub use input::{Input, InputError};
pub use observing::{FAVORITES, POPULARITY, RANK, SCORE, STREAMS, VOTES, observations_of};
pub use rebuild::{Rebuilt, rebuild};
pub use recompute::merge_again;
pub use report::{Counts, ImportReport};
pub use starter::{import_starter, starter};
