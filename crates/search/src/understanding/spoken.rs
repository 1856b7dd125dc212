//! What a plot that is told speaks of, asked of all works at once.

use asking::{Hint, hints};

use super::{moods::Tones, tags::alternatives};
use crate::index::columns::Columns;

/// How much of what words speak of each row has, 0 to 1; no rows at all where no work is told of by it.
pub(crate) fn spoken(words: &str, columns: &Columns) -> Vec<f32> {
    let all = hints(words);
    let mut sums = vec![0.0; columns.rows() as usize];
    let mut is_known = false;
    for hint in &all {
        match hint {
            Hint::Mood(mood) => {
                let Some(tones) = Tones::of(mood, columns) else { continue };
                is_known |= tones.shares().iter().any(|share| *share > 0.0);
                for (sum, share) in sums.iter_mut().zip(tones.shares()) {
                    *sum += share;
                }
            }
            Hint::Tag(tag) => {
                let mut rows: Vec<u32> = alternatives(columns, tag)
                    .iter()
                    .flat_map(|tag| columns.tags.rows(*tag).iter().copied())
                    .collect();
                rows.sort_unstable();
                rows.dedup();
                is_known |= !rows.is_empty();
                for row in rows {
                    sums[row as usize] += 1.0;
                }
            }
        }
    }
    if !is_known {
        return Vec::new();
    }
    for sum in &mut sums {
        *sum /= all.len() as f32;
    }
    sums
}
