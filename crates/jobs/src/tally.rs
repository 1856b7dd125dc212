//! What came of the runs of a worker.

use std::fmt;

use serde::Serialize;
use store::JobEnd;

/// How a run ended, as far as it was this worker's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Well.
    Done,
    /// Badly, for good.
    Failed,
    /// Badly, to be tried again.
    Retried,
    /// Badly, for the last time.
    Dead,
    /// As somebody wished.
    Cancelled,
    /// Given back, at once or for later.
    Released,
}

impl Verdict {
    pub(crate) fn of(end: &JobEnd) -> Self {
        match end {
            JobEnd::Done(_) => Self::Done,
            JobEnd::Failed(_) => Self::Failed,
            JobEnd::Retry { .. } => Self::Retried,
            JobEnd::Dead(_) => Self::Dead,
            JobEnd::Cancelled => Self::Cancelled,
            JobEnd::Released | JobEnd::PutOff { .. } => Self::Released,
        }
    }
}

/// How many runs ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Well.
    pub done: u64,
    /// Badly, for good.
    pub failed: u64,
    /// Badly, to be tried again.
    pub retried: u64,
    /// Badly, for the last time.
    pub dead: u64,
    /// As somebody wished.
    pub cancelled: u64,
    /// Given back.
    pub released: u64,
    /// Lost to another worker, or their end could not be written.
    pub lost: u64,
}

impl Tally {
    pub(crate) fn count(&mut self, verdict: Option<Verdict>) {
        let counter = match verdict {
            Some(Verdict::Done) => &mut self.done,
            Some(Verdict::Failed) => &mut self.failed,
            Some(Verdict::Retried) => &mut self.retried,
            Some(Verdict::Dead) => &mut self.dead,
            Some(Verdict::Cancelled) => &mut self.cancelled,
            Some(Verdict::Released) => &mut self.released,
            None => &mut self.lost,
        };
        *counter += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { done, failed, retried, dead, cancelled, released, lost } = self;
        let parts = [
            (done, "done"),
            (failed, "failed"),
            (retried, "to be tried again"),
            (dead, "dead"),
            (cancelled, "cancelled"),
            (released, "given back"),
            (lost, "lost"),
        ];
        let told: Vec<String> =
            parts.iter().filter(|(n, _)| **n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() { f.write_str("nothing to do") } else { f.write_str(&told.join(", ")) }
    }
}
