//! What the server knows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::script::Script;

/// The second that stands in every answer; no test hangs on the time.
pub(super) const THEN: u64 = 1_795_212_718;

/// What all parts of the server share.
pub(super) type Hall = crate::hall::Hall<State>;

/// What it knows at a moment.
#[derive(Default)]
pub(super) struct State {
    pub(super) script: Script,
    /// Counts how often it was started.
    pub(super) epoch: u64,
    /// Whether nobody is at home.
    pub(super) is_down: bool,
    pub(super) number: u64,
    pub(super) queue: VecDeque<String>,
    pub(super) jobs: BTreeMap<String, Job>,
    /// Jobs that it has dropped and still says so of.
    pub(super) expired: BTreeSet<String>,
    /// The step before which it stops.
    pub(super) hold_before: Option<u64>,
    /// Bodies of all orders, whether they were taken or not.
    pub(super) orders: Vec<Value>,
    /// Bodies of the orders that were taken.
    pub(super) taken: Vec<Value>,
    /// How many questions about jobs were answered.
    pub(super) looks: usize,
    /// What stood in `Authorization` of the last request.
    pub(super) token: Option<String>,
}

/// A job that was taken.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) request: Value,
    pub(super) status: Status,
    /// How many steps are done.
    pub(super) step: u64,
    /// Whether it is to stop, where it can.
    pub(super) is_to_stop: bool,
    /// Pictures in base64.
    pub(super) images: Vec<String>,
    pub(super) error: Option<(&'static str, String)>,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Queued,
    Generating,
    Completed,
    Failed,
    Cancelled,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Generating => "generating",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether there is nothing more to come.
    pub(super) fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Generating)
    }
}

impl Job {
    pub(super) fn new(request: Value) -> Self {
        Self { request, status: Status::Queued, step: 0, is_to_stop: false, images: Vec::new(), error: None }
    }

    /// How many steps it takes; more than 100 are made 100.
    pub(super) fn steps(&self) -> u64 {
        self.request["sample_params"]["sample_steps"].as_u64().unwrap_or(20).clamp(1, 100)
    }
}

impl State {
    /// How many jobs wait or are under way.
    pub(super) fn pending(&self) -> usize {
        self.jobs.values().filter(|job| !job.status.is_over()).count()
    }

    /// Forgets all jobs.
    pub(super) fn forget(&mut self) {
        self.epoch += 1;
        self.number = 0;
        self.queue.clear();
        self.jobs.clear();
        self.expired.clear();
    }
}
