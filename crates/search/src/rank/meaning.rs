//! The meaning arm: works whose texts mean what a question says, though in other words.

use embedding::{Bitmap, StaticTable};
use rustc_hash::FxHashMap;

use super::predicate::Predicate;
use crate::index::{columns::Columns, meanings, state::State};

/// How many works the arm names. Beyond, likeness of meaning is noise.
const NEAREST: usize = 200;
/// So many of the nearest are looked at before the filters are asked of every work.
const LOOKED_AT: usize = 400;
/// The spaces that a question is compared to, each with what a cosine in it counts. A synopsis tells what
/// happens; tags are a few words for everything; titles mean something now and then.
const SPACES: [(&str, f32); 3] = [("synopsis", 1.0), ("tags", 0.8), ("title", 0.7)];

/// What the arm says of a work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Near {
    /// Its place, from 1.
    pub(crate) rank: u32,
    /// The weighted cosine.
    pub(crate) cosine: f32,
    /// How near it is beside the others: 1 for the nearest, 0 for the last that is named.
    pub(crate) share: f32,
}

/// The works nearest in meaning, by row.
pub(crate) type Nearest = FxHashMap<u32, Near>;

/// The works nearest to a text, of those that are allowed.
pub(crate) fn nearest(state: &State, text: &str, allowed: &Predicate) -> Nearest {
    match StaticTable::builtin().embed_text(text) {
        Some((vector, _)) => nearest_to(state, &vector, &SPACES, allowed),
        None => Nearest::default(),
    }
}

/// The works nearest to a vector.
pub(crate) fn nearest_to(
    state: &State,
    vector: &[f32],
    spaces: &[(&'static str, f32)],
    allowed: &Predicate,
) -> Nearest {
    let columns = &state.columns;
    let mut found: Vec<(u32, f32)> = Vec::new();
    for (at, (part, _)) in columns.parts().iter().enumerate() {
        if !meanings::current(&part.vectors) {
            continue;
        }
        let first = part.vectors.search(vector, spaces, None, LOOKED_AT);
        let whole = first.len() < LOOKED_AT;
        let row = |id: u32| row_in(columns, at, id).filter(|row| allowed.meets(columns, *row));
        let mut near: Vec<_> = first.iter().filter_map(|n| Some((row(n.key)?, n.score))).collect();
        if near.len() < NEAREST && !whole {
            // Few of the nearest pass: the filters go inside the scan, so that the page is full.
            let ids = part.ids.iter().copied();
            let keep: Bitmap = ids.filter(|id| row(*id).is_some()).collect();
            let under = part.vectors.search(vector, spaces, Some(&keep), NEAREST);
            near = under.iter().filter_map(|n| Some((row(n.key)?, n.score))).collect();
        }
        found.extend(near);
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found.truncate(NEAREST);
    let best = found.first().map_or(0.0, |near| near.1);
    let last = found.last().map_or(0.0, |near| near.1);
    let span = (best - last).max(0.05);
    let near = |(at, (row, cosine)): (usize, (u32, f32))| {
        (row, Near { rank: at as u32 + 1, cosine, share: (cosine - last) / span })
    };
    found.into_iter().enumerate().map(near).collect()
}

/// A work's current row, where it is in this part.
fn row_in(columns: &Columns, part: usize, id: u32) -> Option<u32> {
    let (part, offset) = &columns.parts()[part];
    part.row_of(id).map(|row| row + offset).filter(|row| columns.alive(*row))
}

/// The vector of a work's texts of one space, where it has such a text.
pub(crate) fn vector_of(state: &State, row: u32, space: &str) -> Option<Vec<f32>> {
    let id = state.columns.id(row);
    let parts = state.columns.parts();
    let at = parts.iter().rposition(|(_, offset)| *offset <= row)?;
    parts[at].0.vectors.vector(space, id)
}
