//! What a collection knows of itself: its model, and how far it follows the store.
//!
//! It stands in the payload of point 0, which has no vector, so that no search finds it, and which no work has for
//! its number. It is written after what it tells of: a kill between the two only does some work again.

use std::collections::HashMap;

use embedding::ModelId;
use qdrant_client::qdrant::{PointStruct, Value, Vectors};

use crate::wire::{integer, is_so, text};

/// The payload's version; a collection of another one is filled anew.
pub(crate) const SCHEMA: i64 = 1;
/// The point that holds the books.
pub(crate) const POINT: u64 = 0;

/// How far a collection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Books {
    /// The model of its vectors.
    pub(crate) model: ModelId,
    /// How many numbers a vector holds.
    pub(crate) dimensions: usize,
    /// The last change of the store that it knows; while it is filled, the last one before it began.
    pub(crate) seq: i64,
    /// The last work that was filled in.
    pub(crate) after: u32,
    /// Whether it is filled, and may answer.
    pub(crate) whole: bool,
}

impl Books {
    pub(crate) fn to_point(&self) -> PointStruct {
        let mut payload: HashMap<String, Value> = HashMap::new();
        let mut put = |field: &str, value: Value| drop(payload.insert(field.to_owned(), value));
        put("emaki_schema", SCHEMA.into());
        put("emaki_model", self.model.as_str().into());
        put("emaki_dimensions", (self.dimensions as i64).into());
        put("emaki_seq", self.seq.into());
        put("emaki_after", i64::from(self.after).into());
        put("emaki_whole", self.whole.into());
        PointStruct {
            id: Some(POINT.into()),
            payload,
            vectors: Some(Vectors::from(HashMap::<String, Vec<f32>>::new())),
        }
    }

    /// Reads what [`Books::to_point`] wrote; `None` for what is of another version.
    pub(crate) fn of(payload: &HashMap<String, Value>) -> Option<Self> {
        if integer(payload, "emaki_schema")? != SCHEMA {
            return None;
        }
        Some(Self {
            model: ModelId::from_text(&text(payload, "emaki_model")?),
            dimensions: usize::try_from(integer(payload, "emaki_dimensions")?).ok()?,
            seq: integer(payload, "emaki_seq")?,
            after: u32::try_from(integer(payload, "emaki_after")?).ok()?,
            whole: is_so(payload, "emaki_whole"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_are_read_as_they_were_written() {
        let books = Books {
            model: ModelId::from_text("table@1f2e"),
            dimensions: 192,
            seq: 77,
            after: 12,
            whole: true,
        };
        let mut payload = books.to_point().payload;
        assert_eq!(Books::of(&payload), Some(books));
        payload.insert("emaki_schema".to_owned(), (SCHEMA + 1).into());
        assert_eq!(Books::of(&payload), None);
        assert_eq!(Books::of(&HashMap::new()), None);
    }
}
