//! Final rows: what players see of series and characters, made of entries and stats.
//!
//! Nothing here does I/O. Under the profile `legacy` the rows are the old pipeline's, defects included;
//! [`differences`] tells how they differ from our own, each with the rule that made the difference.

mod cells;
mod characters;
mod differences;
mod gifts;
mod rows;
mod series;

use std::collections::HashMap;

use keeping::{
    Keeping,
    forms::{Couple, Form},
    rules::Profile,
};
use stats::Stats;

pub use cells::FinalRow;
pub use differences::{Difference, differences};
pub use gifts::{by_part, by_word};
pub use rows::{FinalCharacter, FinalSeries, Finished, LeftOut, Reason};

/// Stats by whose they are.
pub type StatsByCouple = HashMap<Couple, Stats>;

/// Makes the final rows of all entries that are not left out by hand, by number.
pub fn finish(keeping: &Keeping, stats: &StatsByCouple, profile: Profile) -> Finished {
    let mut finished = Finished::default();
    for entry in keeping.kept(Form::Series) {
        match series::finish(entry, profile) {
            Ok(row) => finished.series.push(row),
            Err(left_out) => finished.left_out.push(*left_out),
        }
    }
    finished.series.sort_by_key(|row| row.series_id);
    let known = series::Known::new(&finished.series, profile);
    for entry in keeping.kept(Form::Character) {
        match characters::finish(entry, &known, stats.get(&entry.row.couple), profile) {
            Ok(row) => finished.characters.push(row),
            Err(left_out) => finished.left_out.push(*left_out),
        }
    }
    finished.characters.sort_by_key(|row| row.waifu_id);
    finished
}
