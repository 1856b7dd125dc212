//! Several bars at once, a line each: for what goes on side by side.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use app::Progress;
use indicatif::MultiProgress;

use super::Bar;

/// A bar for each thing that is told of, in the order in which they are first told of.
pub struct Bars {
    quiet: bool,
    terminal: bool,
    color: bool,
    shared: MultiProgress,
    shown: Mutex<BTreeMap<String, Bar>>,
}

impl Bars {
    /// Bars in the form that fits where stderr leads.
    pub fn new(quiet: bool, terminal: bool, color: bool) -> Self {
        Self { quiet, terminal, color, shared: MultiProgress::new(), shown: Mutex::default() }
    }

    /// Shows how far one of them is.
    pub fn update(&self, what: &str, progress: &Progress) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = shown
            .entry(what.to_owned())
            .or_insert_with(|| Bar::new(what, self.quiet, self.terminal, self.color).within(&self.shared));
        bar.update(progress);
    }
}
