//! What an asker likes: it moves works up and down, and never in or out.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    AskRequest,
    index::{columns::Columns, state::State},
    text::fold,
};

/// How far a taste moves a work at most.
const FARTHEST: f32 = 0.25;
/// What all tags of one liked work count together.
const OF_A_WORK: f32 = 1.0;
/// What a liked studio counts, beside a liked tag: a work has many tags and one studio.
const OF_A_STUDIO: f32 = 1.0;

/// Tags with what each counts, above 0 for those that are liked, and studios that are liked.
#[derive(Debug, Default)]
pub(crate) struct Taste {
    tags: FxHashMap<u32, f32>,
    studios: FxHashSet<u32>,
}

impl Taste {
    /// Reads what an asker likes and dislikes; what the index does not know counts nothing.
    pub(crate) fn of(state: &State, asked: &AskRequest) -> Self {
        let columns = &state.columns;
        let mut tags: FxHashMap<u32, f32> = FxHashMap::default();
        for (names, sign) in [(&asked.liked_tags, 1.0), (&asked.disliked_tags, -1.0)] {
            for tag in names.iter().filter_map(|name| columns.tags.find_folded(&fold(name))) {
                *tags.entry(tag).or_default() += sign;
            }
        }
        for row in asked.liked.iter().filter_map(|work| columns.row_of(u32::try_from(work.get()).ok()?)) {
            let own = columns.tags.of_row(row);
            let rarity = |tag: &u32| 1.0 / (1.0 + columns.tags.rows(*tag).len() as f32).ln_1p();
            let whole: f32 = own.iter().map(rarity).sum();
            for tag in own {
                *tags.entry(*tag).or_default() += OF_A_WORK * rarity(tag) / whole.max(f32::EPSILON);
            }
        }
        let studio = |name: &String| {
            let folded = fold(name);
            columns.studios.find_folded(&folded).or_else(|| state.lore.short_studio(&folded))
        };
        Self { tags, studios: asked.liked_studios.iter().filter_map(studio).collect() }
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.studios.is_empty()
    }

    /// By what a work's relevance is multiplied.
    pub(crate) fn lift(&self, columns: &Columns, row: u32) -> f32 {
        let tags: f32 = columns.tags.of_row(row).iter().filter_map(|tag| self.tags.get(tag)).sum();
        let by = columns.studios.of_row(row).iter().any(|studio| self.studios.contains(studio));
        let studio = if by { OF_A_STUDIO } else { 0.0 };
        1.0 + FARTHEST * (tags + studio).tanh()
    }
}
