//! What an asker likes: it moves works up and down, and never in or out.

use rustc_hash::FxHashMap;

use crate::{
    index::{columns::Columns, state::State},
    text::fold,
};

/// How far a taste moves a work at most.
const FARTHEST: f32 = 0.25;
/// What all tags of one liked work count together.
const OF_A_WORK: f32 = 1.0;

/// Tags with what each counts, above 0 for those that are liked.
#[derive(Debug, Default)]
pub(crate) struct Taste(FxHashMap<u32, f32>);

impl Taste {
    /// Reads liked works, liked tags and disliked tags; those that the index does not know count nothing.
    pub(crate) fn new(state: &State, works: &[model::WorkId], liked: &[String], disliked: &[String]) -> Self {
        let columns = &state.columns;
        let mut tags: FxHashMap<u32, f32> = FxHashMap::default();
        for (names, sign) in [(liked, 1.0), (disliked, -1.0)] {
            for tag in names.iter().filter_map(|name| columns.tags.find_folded(&fold(name))) {
                *tags.entry(tag).or_default() += sign;
            }
        }
        for row in works.iter().filter_map(|work| columns.row_of(u32::try_from(work.get()).ok()?)) {
            let own = columns.tags.of_row(row);
            let rarity = |tag: &u32| 1.0 / (1.0 + columns.tags.rows(*tag).len() as f32).ln_1p();
            let whole: f32 = own.iter().map(rarity).sum();
            for tag in own {
                *tags.entry(*tag).or_default() += OF_A_WORK * rarity(tag) / whole.max(f32::EPSILON);
            }
        }
        Self(tags)
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By what a work's relevance is multiplied.
    pub(crate) fn lift(&self, columns: &Columns, row: u32) -> f32 {
        let sum: f32 = columns.tags.of_row(row).iter().filter_map(|tag| self.0.get(tag)).sum();
        1.0 + FARTHEST * sum.tanh()
    }
}
