//! `check`: what a keeper of ids should look at.

use serde::Serialize;
use store::{Store, StoredConflict};

use super::DecisionError;

/// What is not as it should be about identity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Conflicts that nobody has settled, by record and works.
    pub conflicts: Vec<StoredConflict>,
    /// Imports that did not reach their end; running them again finishes them.
    pub unfinished_imports: u64,
    /// Faults of the store itself: gaps in a sequence, links that lead nowhere, damaged records.
    pub faults: Vec<String>,
}

impl Report {
    /// Whether there is nothing to look at.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.unfinished_imports == 0 && self.faults.is_empty()
    }
}

/// Lists open conflicts, unfinished imports and faults.
pub async fn check(store: &Store) -> Result<Report, DecisionError> {
    let checks = store.verify().await?.checks;
    let wrong = checks.into_iter().filter(|check| check.wrong > 0);
    Ok(Report {
        faults: wrong.map(|check| format!("{}: {}", check.name, check.examples.join("; "))).collect(),
        conflicts: store.conflicts(true).await?,
        unfinished_imports: store.counts().await?.unfinished_imports,
    })
}
