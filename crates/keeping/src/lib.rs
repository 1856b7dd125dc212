//! What the keepers keep: series and characters in standard form, under permanent numbers.
//!
//! `said` is what a source told, as it is stored. `rules` make a standard row of it (`forms`). `entries`
//! reads all of a registry, lays the values set by hand over the automatic ones, and finds each
//! character's series and number. `numbers` gives and files the numbers.
//!
//! What does not belong here: asking sources, reading workbooks, writing to targets.

mod entries;
mod error;
pub mod files;
pub mod forms;
mod link;
pub mod numbers;
pub mod rules;
mod said;

pub use entries::{Entry, Keeping, load, load_one, merged_series};
pub use error::{Fault, KeepingError};
pub use link::{SeriesIndex, SeriesLink, SeriesLinkBy};
pub use said::{CharacterFacts, Said, SeriesFacts};

/// The field under which an exclusion stands among the values by hand; its value is the reason.
pub const EXCLUDED: &str = "excluded";
