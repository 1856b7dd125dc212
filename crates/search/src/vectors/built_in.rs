//! The engine within the index: an exact scan of the vectors in its parts, or of the model's that answers.

use std::collections::BTreeMap;

use embedding::VectorIndex;

use super::{
    NearWork, Nearby, Payload, VECTOR_SPACES, VectorEngine, VectorError, VectorPoint, VectorStanding,
};
use crate::{SearchIndex, index::state::State, rank::Ground};

/// The nearest works of a commit, the nearest first.
pub(crate) fn nearest(asked: &Nearby<'_>) -> Vec<NearWork> {
    let (state, predicate) = (asked.allowed.state, asked.allowed.predicate);
    let rows = Ground::within(state).rows_near(asked.vector, asked.spaces, predicate, asked.limit);
    let near = |(row, score): (u32, f32)| NearWork { work: state.columns.id(row), score };
    let mut found: Vec<NearWork> = rows.into_iter().map(near).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.work.cmp(&b.work)));
    found
}

impl VectorEngine for SearchIndex {
    fn name(&self) -> &'static str {
        "built_in"
    }

    fn model(&self) -> Option<embedding::ModelId> {
        Some(Ground::within(&self.state()).model())
    }

    fn standing(&self) -> Result<VectorStanding, VectorError> {
        let state = self.state();
        let columns = &state.columns;
        let mut vectors: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = |rows: &VectorIndex, is_current: &dyn Fn(u32) -> bool| {
            for (space, rows) in rows.spaces() {
                let alive = rows.keys().iter().filter(|id| is_current(**id)).count();
                *vectors.entry(space.to_owned()).or_default() += alive;
            }
        };
        if let Some(model) = state.model() {
            count(&model.rows, &|id| columns.row_of(id).is_some());
        } else {
            for (at, (part, _)) in columns.parts().iter().enumerate() {
                count(&part.vectors, &|id| Ground::row_in(columns, at, id).is_some());
            }
        }
        vectors.retain(|_, count| *count > 0);
        let model = Ground::within(&state).model();
        Ok(VectorStanding {
            dimensions: dimensions(&state),
            model: Some(model),
            seq: state.manifest.seq,
            works: columns.living(),
            vectors,
        })
    }

    fn nearest(&self, asked: &Nearby<'_>) -> Result<Vec<NearWork>, VectorError> {
        Ok(nearest(asked))
    }

    fn points(&self, works: &[u32]) -> Result<Vec<VectorPoint>, VectorError> {
        let state = self.state();
        let ground = Ground::within(&state);
        let point = |id: &u32| {
            let row = state.columns.row_of(*id)?;
            let own = VECTOR_SPACES.iter().filter_map(|space| {
                let vector = ground.vector_of(row, space).ok().flatten()?;
                Some(((*space).to_owned(), vector))
            });
            Some(VectorPoint { work: *id, vectors: own.collect(), payload: Payload::in_columns(&state, row) })
        };
        Ok(works.iter().filter_map(point).collect())
    }

    fn works(&self, after: u32, limit: usize) -> Result<Vec<u32>, VectorError> {
        let state = self.state();
        let columns = &state.columns;
        let alive = (0..columns.rows()).filter(|row| columns.alive(*row)).map(|row| columns.id(row));
        let mut works: Vec<u32> = alive.filter(|id| *id > after).collect();
        works.sort_unstable();
        works.truncate(limit);
        Ok(works)
    }
}

fn dimensions(state: &State) -> usize {
    match state.model() {
        Some(model) => model.rows.dimensions(),
        None => state.columns.parts().last().map_or(0, |(part, _)| part.vectors.dimensions()),
    }
}
