//! How many of a cast bear a word of a name: a family's name tells less than a given one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Cast, name::Names};

/// The words of all names of one cast.
#[derive(Debug, Default)]
pub(crate) struct Rarities(BTreeMap<String, usize>);

impl Rarities {
    pub(crate) fn of(cast: &Cast) -> Self {
        let mut counts = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for appearance in &cast.appearances {
            // Two rows of one id are one bearer.
            if appearance.subject.as_ref().is_some_and(|id| !seen.insert(id)) {
                continue;
            }
            for key in keys(&appearance.names) {
                *counts.entry(key.to_owned()).or_insert(0) += 1;
            }
        }
        Self(counts)
    }

    /// 1 for a word that one bears, the inverse of the number of bearers otherwise.
    pub(crate) fn of_word(&self, key: &str) -> f64 {
        1.0 / self.0.get(key).copied().unwrap_or(1).max(1) as f64
    }
}

fn keys(names: &Names) -> BTreeSet<&str> {
    names.forms.iter().flat_map(|form| &form.tokens).map(|token| token.key.as_str()).collect()
}
