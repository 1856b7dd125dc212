//! What a plot that is told speaks of, asked of all works at once.

use asking::{Hint, hints};
use rustc_hash::FxHashMap;

use super::{moods::Tones, tags::alternatives};
use crate::index::columns::Columns;

/// How much of what words speak of each row has, 0 to 1; rows that have nothing of it are left out.
pub(crate) fn spoken(words: &str, columns: &Columns) -> FxHashMap<u32, f32> {
    let all = hints(words);
    let mut sums: FxHashMap<u32, f32> = FxHashMap::default();
    for hint in &all {
        match hint {
            Hint::Mood(mood) => {
                for (row, share) in Tones::of(mood, columns).iter().flat_map(|tones| tones.rows(columns)) {
                    *sums.entry(row).or_default() += share;
                }
            }
            Hint::Tag(tag) => {
                let mut rows: Vec<u32> = alternatives(columns, tag)
                    .iter()
                    .flat_map(|tag| columns.tags.rows(*tag).iter().copied())
                    .collect();
                rows.sort_unstable();
                rows.dedup();
                for row in rows {
                    *sums.entry(row).or_default() += 1.0;
                }
            }
        }
    }
    for sum in sums.values_mut() {
        *sum /= all.len() as f32;
    }
    sums
}
