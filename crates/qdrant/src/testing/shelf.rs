//! What the server keeps.

use std::collections::{BTreeMap, HashMap};

use qdrant_client::qdrant::Value;

/// Everything it holds.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) collections: BTreeMap<String, Kept>,
    pub(super) aliases: BTreeMap<String, String>,
}

/// One collection.
#[derive(Default)]
pub(super) struct Kept {
    /// How many numbers a vector of each name holds.
    pub(super) spaces: BTreeMap<String, usize>,
    pub(super) indexes: BTreeMap<String, i32>,
    pub(super) points: BTreeMap<u64, Point>,
}

/// One point.
#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub(super) vectors: BTreeMap<String, Vec<f32>>,
    pub(super) payload: HashMap<String, Value>,
}

impl Shelf {
    /// A collection by its name or its alias.
    pub(super) fn find(&mut self, name: &str) -> Result<&mut Kept, (i32, String)> {
        let name = self.aliases.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let missing = (5, format!("Not found: Collection `{name}` doesn't exist!"));
        self.collections.get_mut(&name).ok_or(missing)
    }
}

/// A vector of length 1, as collections of cosines keep them.
pub(super) fn scaled(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        for x in &mut vector {
            *x /= length;
        }
    }
    vector
}

/// The cosine of two such vectors.
pub(super) fn cosine(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}
