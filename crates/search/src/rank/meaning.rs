//! The meaning arm: works whose texts mean what a question says, though in other words.

use std::sync::Arc;

use embedding::{Bitmap, Embedder, ModelId, Side, StaticTable, Vector, VectorIndex};
use rustc_hash::FxHashMap;

use super::{predicate::Predicate, scratch::Scratch};
use crate::{
    TextModel,
    index::{columns::Columns, meanings, state::State},
    vectors::{Allowed, NearWork, Nearby, VectorEngine, VectorError},
};

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

/// What questions are compared with: what an engine beside the index holds, a model's vectors, or those of the
/// built-in table. It stays the same through one question, whatever is switched meanwhile.
pub(crate) struct Ground<'a> {
    state: &'a State,
    model: Option<Arc<TextModel>>,
    outside: Option<Arc<dyn VectorEngine>>,
}

impl<'a> Ground<'a> {
    pub(crate) fn of(state: &'a State) -> Self {
        Self { state, model: state.model(), outside: state.outside() }
    }

    /// The index's own vectors, whatever lies beside it.
    pub(crate) fn within(state: &'a State) -> Self {
        Self { state, model: state.model(), outside: None }
    }

    /// The model of the vectors within the index.
    pub(crate) fn model(&self) -> ModelId {
        match &self.model {
            Some(model) => model.embedder.id().clone(),
            None => StaticTable::builtin().id().clone(),
        }
    }

    /// A question as a vector, and the model that made it. An engine beside the index may still answer with
    /// vectors of the model before this one.
    fn asked(&self, text: &str) -> Result<Option<(ModelId, Vector)>, VectorError> {
        let table = StaticTable::builtin();
        let held = match &self.outside {
            Some(engine) => engine.model().ok_or(VectorError::Empty)?,
            None => self.model(),
        };
        let vector = match &self.model {
            Some(model) if *model.embedder.id() == held => model.embedder.embed_one(Side::Query, text),
            _ if *table.id() == held => table.embed_text(text).map(|(vector, _)| vector),
            _ => return Err(VectorError::OtherModel { held, asked: self.model() }),
        };
        Ok(vector.map(|vector| (held, vector)))
    }

    /// The vector of a work's texts of one space, where it has such a text.
    pub(crate) fn vector_of(&self, row: u32, space: &str) -> Result<Option<Vector>, VectorError> {
        let columns = &self.state.columns;
        let id = columns.id(row);
        if let Some(engine) = &self.outside {
            let point = engine.points(&[id])?.pop();
            return Ok(point.and_then(|mut point| point.vectors.remove(space)));
        }
        if let Some(model) = &self.model {
            return Ok(model.rows.vector(space, id));
        }
        let parts = columns.parts();
        let Some(at) = parts.iter().rposition(|(_, offset)| *offset <= row) else { return Ok(None) };
        Ok(parts[at].0.vectors.vector(space, id))
    }

    /// The works nearest to a vector of a model.
    pub(crate) fn nearest_to(
        &self,
        model: &ModelId,
        vector: &[f32],
        spaces: &[(&str, f32)],
        allowed: &Predicate,
    ) -> Result<Nearest, VectorError> {
        let columns = &self.state.columns;
        let Some(engine) = &self.outside else {
            return Ok(ranked(self.rows_near(vector, spaces, allowed, NEAREST)));
        };
        let whole = Allowed { state: self.state, predicate: allowed };
        let found = engine.nearest(&Nearby { model, vector, spaces, allowed: whole, limit: NEAREST })?;
        // What lies beside may be a moment older or newer than the index; what the index says of a work holds.
        let row = |near: NearWork| {
            let row = columns.row_of(near.work).filter(|row| allowed.meets(columns, *row))?;
            Some((row, near.score))
        };
        Ok(ranked(found.into_iter().filter_map(row).collect()))
    }

    /// The rows nearest to a vector in the index's own vectors, with their scores, in no order: `limit` of
    /// each part, or more.
    pub(crate) fn rows_near(
        &self,
        vector: &[f32],
        spaces: &[(&str, f32)],
        allowed: &Predicate,
        limit: usize,
    ) -> Vec<(u32, f32)> {
        let columns = &self.state.columns;
        let mut found: Vec<(u32, f32)> = Vec::new();
        if let Some(model) = &self.model {
            let row = |id: u32| columns.row_of(id).filter(|row| allowed.meets(columns, *row));
            let ids = (0..columns.rows()).map(|row| columns.id(row));
            found = scan(&model.rows, vector, spaces, limit, row, ids);
        } else {
            for (at, (part, _)) in columns.parts().iter().enumerate() {
                if !meanings::current(&part.vectors) {
                    continue;
                }
                let row = |id: u32| Self::row_in(columns, at, id).filter(|row| allowed.meets(columns, *row));
                found.extend(scan(&part.vectors, vector, spaces, limit, row, part.ids.iter().copied()));
            }
        }
        found
    }

    /// A work's current row, where it is in this part.
    pub(crate) fn row_in(columns: &Columns, part: usize, id: u32) -> Option<u32> {
        let (part, offset) = &columns.parts()[part];
        part.row_of(id).map(|row| row + offset).filter(|row| columns.alive(*row))
    }
}

/// The works nearest to a text, of those that are allowed. An engine that gives no answer is noted in `scratch`,
/// and the other arms answer without it.
pub(crate) fn nearest(state: &State, text: &str, allowed: &Predicate, scratch: &Scratch) -> Nearest {
    if scratch.unanswered.get() {
        // Once is enough: a search waits no longer than one question may take.
        return Nearest::default();
    }
    let ground = Ground::of(state);
    let found = ground.asked(text).and_then(|asked| match asked {
        Some((model, vector)) => ground.nearest_to(&model, &vector, &SPACES, allowed),
        None => Ok(Nearest::default()),
    });
    scratch.told(found)
}

/// The works nearest to a row's own text of one space.
pub(crate) fn nearest_to_row(
    state: &State,
    row: u32,
    space: &str,
    allowed: &Predicate,
    scratch: &Scratch,
) -> Nearest {
    if scratch.unanswered.get() {
        return Nearest::default();
    }
    let ground = Ground::of(state);
    let near = || {
        let Some(vector) = ground.vector_of(row, space)? else { return Ok(Nearest::default()) };
        let model = ground.outside.as_ref().and_then(|engine| engine.model());
        let model = model.unwrap_or_else(|| ground.model());
        ground.nearest_to(&model, &vector, &[(space, 1.0)], allowed)
    };
    scratch.told(near())
}

/// The nearest of one set of vectors; `row` gives the row of a work that may be found, `ids` are all works.
fn scan(
    vectors: &VectorIndex,
    vector: &[f32],
    spaces: &[(&str, f32)],
    limit: usize,
    row: impl Fn(u32) -> Option<u32>,
    ids: impl Iterator<Item = u32>,
) -> Vec<(u32, f32)> {
    let look = LOOKED_AT.max(limit);
    let first = vectors.search(vector, spaces, None, look);
    let whole = first.len() < look;
    let near: Vec<_> = first.iter().filter_map(|n| Some((row(n.key)?, n.score))).collect();
    if near.len() >= limit || whole {
        return near;
    }
    // Few of the nearest pass: the filters go inside the scan, so that the page is full.
    let keep: Bitmap = ids.filter(|id| row(*id).is_some()).collect();
    let under = vectors.search(vector, spaces, Some(&keep), limit);
    under.iter().filter_map(|n| Some((row(n.key)?, n.score))).collect()
}

/// The nearest rows with their places.
fn ranked(mut found: Vec<(u32, f32)>) -> Nearest {
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
