//! Rows that are no records: relations, ratings, the id map, and what an import could not settle.
//!
//! Each keeps the file and line where it was first seen in its present form.

mod conflicts;
mod id_map;
mod ratings;
mod rejects;
mod relations;

pub use conflicts::StoredConflict;
pub use id_map::IdMapRow;
pub use ratings::{RatingCell, RatingRow, RatingSummary, RatingsState};
pub use rejects::RejectRow;
pub use relations::RelationRow;

use crate::{StoreError, WriteTx};

impl WriteTx {
    /// The numbers of several files, in order.
    async fn file_numbers<'a>(&self, files: impl Iterator<Item = &'a str>) -> Result<Vec<i64>, StoreError> {
        let mut numbers = Vec::with_capacity(files.size_hint().0);
        let mut last: Option<(&str, i64)> = None;
        for file in files {
            // Nearly always the same file as the row before.
            let number = match last {
                Some((known, number)) if known == file => number,
                _ => self.file(Some(file)).await?,
            };
            last = Some((file, number));
            numbers.push(number);
        }
        Ok(numbers)
    }
}
