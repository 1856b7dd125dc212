//! What is asked of an engine.

use std::collections::BTreeMap;

use crate::{Recipe, Reference};

/// A recipe, and the files that it refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What to make.
    pub recipe: Recipe,
    /// The files of its references, by their hash.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Order {
    /// Without references' files.
    pub fn new(recipe: Recipe) -> Self {
        Self { recipe, files: BTreeMap::new() }
    }

    /// The references whose files are at hand, in the recipe's order.
    pub fn references(&self) -> impl Iterator<Item = (&Reference, &[u8])> {
        self.recipe.references.iter().filter_map(|reference| {
            let file = self.files.get(&reference.hash)?;
            Some((reference, file.as_slice()))
        })
    }

    /// The first reference whose file is missing.
    pub fn missing(&self) -> Option<&Reference> {
        self.recipe.references.iter().find(|reference| !self.files.contains_key(&reference.hash))
    }
}
