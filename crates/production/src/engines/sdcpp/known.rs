//! The runs that this process knows of: what they are called there, and which were cancelled from here.

use std::{
    collections::{HashMap, HashSet},
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
    names: HashMap<PromptId, String>,
    cancelled: HashSet<PromptId>,
}

impl Known {
    pub(super) fn name(&self, id: &PromptId) -> Option<String> {
        self.runs().names.get(id).cloned()
    }

    /// Keeps what a run is called there.
    pub(super) fn keep(&self, id: &PromptId, name: &str) {
        let mut runs = self.runs();
        // Those that have ended stay as well; they are only good for a while.
        if runs.names.len() >= MOST {
            runs.names.clear();
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
        if runs.cancelled.len() >= MOST {
            runs.cancelled.clear();
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
