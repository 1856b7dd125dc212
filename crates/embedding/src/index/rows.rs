//! The rows of an index, by space and by key.

use std::collections::BTreeMap;

use super::quantize::{quantize, residue};
use crate::{embedder::ModelId, error::DamagedError};

/// Marks a key without a row.
const NONE: u32 = u32::MAX;

/// The vectors of works, several named ones each.
///
/// A *key* is the caller's number of a work: small numbers without large holes, for memory grows with the
/// largest. A *space* is a name for what was embedded: `title`, `synopsis`, `tags`, `characters`. A work
/// whose text is empty has no row in that space and is never found through it.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorIndex {
    model: ModelId,
    dimensions: usize,
    pub(super) spaces: BTreeMap<String, Rows>,
}

impl VectorIndex {
    /// An empty index for vectors of this model.
    pub fn new(model: ModelId, dimensions: usize) -> Self {
        Self { model, dimensions, spaces: BTreeMap::new() }
    }

    /// The model whose vectors it holds. A query of any other model has no meaning here: build a new
    /// index beside this one, which answers until that is complete.
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// How many numbers a vector holds.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The spaces by name.
    pub fn spaces(&self) -> impl Iterator<Item = (&str, &Rows)> {
        self.spaces.iter().map(|(name, rows)| (name.as_str(), rows))
    }

    /// Puts a work's vector into a space, in place of the one before; `None` takes it out.
    ///
    /// # Panics
    /// When the vector is not of the index's dimensions.
    pub fn set(&mut self, space: &str, key: u32, vector: Option<&[f32]>) {
        let rows = match self.spaces.get_mut(space) {
            Some(rows) => rows,
            None => self.spaces.entry(space.to_owned()).or_insert_with(|| Rows::new(self.dimensions)),
        };
        match vector {
            Some(vector) => rows.put(key, vector),
            None => rows.remove(key),
        }
    }

    /// Takes a work out of every space.
    pub fn remove(&mut self, key: u32) {
        for rows in self.spaces.values_mut() {
            rows.remove(key);
        }
    }

    /// A work's vector in a space, as exact as it is kept (some 15 bits a number).
    pub fn vector(&self, space: &str, key: u32) -> Option<Vec<f32>> {
        let rows = self.spaces.get(space)?;
        rows.row(key).map(|row| rows.vector(row))
    }

    /// Puts a whole space in, in place of the one before.
    ///
    /// # Errors
    /// When the arrays do not fit together, or a key is among them twice.
    pub fn put_space(&mut self, space: &str, arrays: RowArrays) -> Result<(), DamagedError> {
        let rows = Rows::of(self.dimensions, arrays).ok_or_else(|| DamagedError {
            what: "vector index",
            reason: format!("the rows of `{space}` do not fit together"),
        })?;
        self.spaces.insert(space.to_owned(), rows);
        Ok(())
    }

    /// How many bytes of memory the rows take.
    pub fn bytes(&self) -> usize {
        self.spaces.values().map(Rows::bytes).sum()
    }
}

/// The arrays of a space's rows, as files keep them: `Vec`s that are taken over, or slices that are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct RowArrays<Keys = Vec<u32>, Scales = Vec<f32>, Bytes = Vec<i8>> {
    /// The key of each row.
    pub keys: Keys,
    /// What one step of each row is worth.
    pub scales: Scales,
    /// The rows in bytes, one after the other.
    pub coarse: Bytes,
    /// What one step of each remainder is worth.
    pub fine_scales: Scales,
    /// What the bytes leave over.
    pub fine: Bytes,
}

/// The rows of one space.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    pub(super) dimensions: usize,
    /// The key of each row.
    pub(super) keys: Vec<u32>,
    /// What one step of each row is worth.
    pub(super) scales: Vec<f32>,
    /// The rows in bytes, one after the other.
    pub(super) coarse: Vec<i8>,
    /// What one step of each remainder is worth.
    pub(super) fine_scales: Vec<f32>,
    /// What the bytes leave over, read only for the best rows.
    pub(super) fine: Vec<i8>,
    /// The row of each key.
    by_key: Vec<u32>,
}

impl Rows {
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            dimensions,
            keys: Vec::new(),
            scales: Vec::new(),
            coarse: Vec::new(),
            fine_scales: Vec::new(),
            fine: Vec::new(),
            by_key: Vec::new(),
        }
    }

    /// Rows of these arrays; `None` where they do not fit together.
    fn of(dimensions: usize, arrays: RowArrays) -> Option<Self> {
        let RowArrays { keys, scales, coarse, fine_scales, fine } = arrays;
        let count = keys.len();
        let is_alike = scales.len() == count && fine_scales.len() == count;
        let is_filled = coarse.len() == count * dimensions && fine.len() == count * dimensions;
        let mut rows = Self { dimensions, keys, scales, coarse, fine_scales, fine, by_key: Vec::new() };
        (is_alike && is_filled && rows.number()).then_some(rows)
    }

    /// The arrays of the rows.
    pub fn arrays(&self) -> RowArrays<&[u32], &[f32], &[i8]> {
        RowArrays {
            keys: &self.keys,
            scales: &self.scales,
            coarse: &self.coarse,
            fine_scales: &self.fine_scales,
            fine: &self.fine,
        }
    }

    /// How many works have a vector here.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys of its works, in no order.
    pub fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// The row of a key.
    pub(super) fn row(&self, key: u32) -> Option<usize> {
        self.by_key.get(key as usize).filter(|row| **row != NONE).map(|row| *row as usize)
    }

    /// Rebuilds what can be told from the keys; `false` when a key is there twice.
    fn number(&mut self) -> bool {
        self.by_key.clear();
        for row in 0..self.keys.len() {
            let key = self.keys[row];
            if self.row(key).is_some() {
                return false;
            }
            self.point(key, row);
        }
        true
    }

    fn put(&mut self, key: u32, vector: &[f32]) {
        assert_eq!(vector.len(), self.dimensions, "the vector has the index's dimensions");
        let (coarse, scale) = quantize(vector);
        let (fine, fine_scale) = residue(vector, &coarse, scale);
        if let Some(row) = self.row(key) {
            let span = self.span(row);
            self.coarse[span.clone()].copy_from_slice(&coarse);
            self.fine[span].copy_from_slice(&fine);
            self.scales[row] = scale;
            self.fine_scales[row] = fine_scale;
        } else {
            self.point(key, self.keys.len());
            self.keys.push(key);
            self.coarse.extend_from_slice(&coarse);
            self.fine.extend_from_slice(&fine);
            self.scales.push(scale);
            self.fine_scales.push(fine_scale);
        }
    }

    /// Fills the gap with the last row.
    fn remove(&mut self, key: u32) {
        let Some(row) = self.row(key) else { return };
        let last = self.keys.len() - 1;
        let from = self.span(last);
        let to = self.span(row).start;
        self.coarse.copy_within(from.clone(), to);
        self.fine.copy_within(from.clone(), to);
        self.coarse.truncate(from.start);
        self.fine.truncate(from.start);
        self.scales.swap_remove(row);
        self.fine_scales.swap_remove(row);
        self.keys.swap_remove(row);
        self.by_key[key as usize] = NONE;
        if row < last {
            self.point(self.keys[row], row);
        }
    }

    fn point(&mut self, key: u32, row: usize) {
        if key as usize >= self.by_key.len() {
            self.by_key.resize(key as usize + 1, NONE);
        }
        self.by_key[key as usize] = row as u32;
    }

    pub(super) fn span(&self, row: usize) -> std::ops::Range<usize> {
        row * self.dimensions..(row + 1) * self.dimensions
    }

    fn vector(&self, row: usize) -> Vec<f32> {
        let span = self.span(row);
        let planes = self.coarse[span.clone()].iter().zip(&self.fine[span]);
        planes
            .map(|(coarse, fine)| {
                f32::from(*coarse) * self.scales[row] + f32::from(*fine) * self.fine_scales[row]
            })
            .collect()
    }

    fn bytes(&self) -> usize {
        self.coarse.len() * 2 + self.keys.len() * 12 + self.by_key.len() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_put_replaced_and_taken_out() {
        let mut index = VectorIndex::new(ModelId::from_text("moon@1"), 2);
        index.set("title", 7, Some(&[1.0, 0.0]));
        index.set("title", 2, Some(&[0.0, 1.0]));
        index.set("title", 9, Some(&[0.6, 0.8]));
        index.set("synopsis", 7, None);
        index.set("title", 7, Some(&[0.0, -1.0]));
        index.remove(2);
        index.remove(4);
        let near = |key, wanted: [f32; 2]| {
            let vector = index.vector("title", key).expect("a row");
            vector.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-4)
        };
        assert!(near(7, [0.0, -1.0]) && near(9, [0.6, 0.8]));
        assert_eq!(index.vector("title", 2), None);
        assert_eq!(index.vector("synopsis", 7), None, "no row for an empty text");
        let counts: Vec<_> = index.spaces().map(|(name, rows)| (name, rows.len())).collect();
        assert_eq!(counts, [("synopsis", 0), ("title", 2)]);
    }
}
