//! What is asked of an engine.

use std::collections::BTreeMap;

use crate::{Recipe, Reference};

use super::Lack;

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

    /// What keeps every engine from carrying it out: a reference whose file is missing.
    pub fn lack(&self) -> Option<Lack> {
        let is_missing = |reference: &&Reference| !self.files.contains_key(&reference.hash);
        let missing = self.recipe.references.iter().find(is_missing)?;
        Some(Lack::Template(format!("the file of the reference {} is not at hand", missing.hash)))
    }
}
