//! What all parts of a scripted server share: its state, and word of every change.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// A state that is read, changed and waited for.
pub(crate) struct Hall<S> {
    state: Mutex<S>,
    /// Counts changes, so that nobody has to look again and again.
    changes: watch::Sender<u64>,
}

impl<S: Default> Hall<S> {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::default(), changes: watch::Sender::new(0) }
    }
}

impl<S> Hall<S> {
    /// Reads.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&S) -> T) -> T {
        read(&self.locked())
    }

    /// Changes, and wakes all who wait for a change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut S) -> T) -> T {
        let changed = change(&mut self.locked());
        self.changes.send_modify(|count| *count += 1);
        changed
    }

    /// Waits until there is something.
    pub(crate) async fn wait<T>(&self, mut look: impl FnMut(&mut S) -> Option<T>) -> T {
        let mut changes = self.changes.subscribe();
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(&mut self.locked()) {
                return found;
            }
            // The hall holds the sender, so there is always one.
            let _ = changes.changed().await;
        }
    }

    fn locked(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
