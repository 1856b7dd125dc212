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
    bars: Mutex<BTreeMap<String, Bar>>,
}

impl Bars {
    /// Bars in the form that fits where stderr leads.
    pub fn new(quiet: bool, terminal: bool, color: bool) -> Self {
        Self { quiet, terminal, color, shared: MultiProgress::new(), bars: Mutex::default() }
    }

    /// Shows how far one of them is.
    pub fn update(&self, what: &str, progress: &Progress) {
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bars
            .entry(what.to_owned())
            .or_insert_with(|| Bar::new(what, self.quiet, self.terminal, self.color).within(&self.shared));
        bar.update(progress);
    }
}
