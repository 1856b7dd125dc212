//! People, their documents and links, the assets that are downloaded for them, and the CSV file that came before.
//!
//! A person is known by `person_key`; every table but `people` calls it `person_row_id`, the column's name of old. The
//! words of kinds and states are those of the crate `people`.
//!
//! What does not belong here: reading sheets, finding links, downloading.

mod assets;
mod documents;
mod erase;
mod erasures;
mod having;
mod journal;
mod ledger;
mod links;
mod map;
mod objects;
mod persons;
mod reports;
mod retry;
mod sessions;
mod statistics;

pub use assets::{AssetFilter, AssetRow, PersonAssets};
pub use documents::DocumentRow;
pub use erase::Erased;
pub use erasures::{Erasure, ErasureKind};
pub use having::{AssetStanding, Having};
pub use journal::JournalEntry;
pub use ledger::CsvRow;
pub use links::LinkRow;
pub use map::{MapEntry, MapFilter, MapRow};
pub use objects::ObjectRow;
pub use persons::{PeopleCounts, PersonFilter, PersonRow};
pub use reports::PeopleReport;
pub use retry::FailedAssets;
pub use sessions::SessionRow;

use model::Instant;

use crate::{StoreError, sql::Cells};

/// A number that is never negative.
fn count(cells: &Cells<'_>, at: usize) -> Result<u64, StoreError> {
    Ok(u64::try_from(cells.int(at)?).unwrap_or_default())
}

/// A number for a column.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A text where an empty one means none.
fn some(cells: &Cells<'_>, at: usize) -> Result<Option<String>, StoreError> {
    Ok(Some(cells.text(at)?).filter(|text| !text.is_empty()))
}

/// A time where 0 means none.
fn moment(cells: &Cells<'_>, at: usize) -> Result<Option<Instant>, StoreError> {
    Ok(Some(cells.time(at)?).filter(|time| time.as_micros() != 0))
}

/// A time that may be missing, for a column.
fn micros(time: Option<Instant>) -> i64 {
    time.map_or(0, |time| time.as_micros().max(1))
}

/// A text that may be missing, for a column.
fn text(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}
