//! Final rows: what players see of series and characters, made of entries and stats.

mod rows;

pub use rows::{FinalCharacter, FinalSeries, Finished};
