//! The runs that this process knows of: what they are called there, and which were cancelled from here.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::engines::PromptId;

/// How many runs are remembered of either kind.
const MOST: usize = 10_000;

/// Runs by our ids.
#[derive(Default)]
pub(super) struct Known(Mutex<Runs>);

#[derive(Default)]
struct Runs {
    names: BTreeMap<PromptId, String>,
    cancelled: BTreeSet<PromptId>,
}

impl Known {
    pub(super) fn name(&self, id: &PromptId) -> Option<String> {
        self.runs().names.get(id).cloned()
    }

    /// Keeps what a run is called there.
    pub(super) fn keep(&self, id: &PromptId, name: &str) {
        let mut runs = self.runs();
        // Those that have ended stay as well. Ids go by time, so the first are the oldest.
        while runs.names.len() >= MOST {
            runs.names.pop_first();
        }
        runs.names.insert(id.clone(), name.to_owned());
    }

    /// Forgets what a run was called that is not there any more.
    pub(super) fn forget(&self, id: &PromptId) {
        self.runs().names.remove(id);
    }

    pub(super) fn was_cancelled(&self, id: &PromptId) -> bool {
        self.runs().cancelled.contains(id)
    }

    pub(super) fn note_cancelled(&self, id: &PromptId) {
        let mut runs = self.runs();
        while runs.cancelled.len() >= MOST {
            runs.cancelled.pop_first();
        }
        runs.cancelled.insert(id.clone());
    }

    /// A run has ended, whether it was cancelled or not.
    pub(super) fn ended(&self, id: &PromptId) {
        self.runs().cancelled.remove(id);
    }

    fn runs(&self) -> MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
