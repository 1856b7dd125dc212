//! What happened on the way to an answer, told with it.

use std::time::Duration;

use serde::Serialize;

/// The steps on the way to an answer, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The correlation id that went out with the request; `None` when nothing went out.
    pub correlation_id: Option<String>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// The answer was kept here.
    Hit {
        /// Where.
        tier: Tier,
    },
    /// Nothing good was kept.
    Miss,
    /// Somebody else was already asking, and this request waited for the answer.
    Joined,
    /// The source asks for patience, or we do.
    Waited {
        /// How long.
        ms: u64,
        /// For what.
        why: Wait,
    },
    /// A request went out.
    Sent {
        /// The status that came back; `None` when none did.
        status: Option<u16>,
    },
    /// The source says that what was kept is still good.
    Revalidated,
    /// The source failed, and what was kept is given although it is old.
    Stale {
        /// Why the source gave nothing.
        reason: String,
    },
    /// The engine of the shared cache did not answer; the request went on without it.
    CacheDown,
}

/// Where an answer was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// In this process.
    Memory,
    /// In the installation's cache.
    Shared,
    /// In the store that several installations read.
    Community,
}

impl Tier {
    /// Every tier, from near to far.
    pub const ALL: [Self; 3] = [Self::Memory, Self::Shared, Self::Community];

    /// Its name in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Shared => "shared",
            Self::Community => "community",
        }
    }
}

/// What was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// The source's pace.
    Pace,
    /// A pause before another attempt.
    Retry,
}

impl Trace {
    /// Adds a step.
    pub fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// Adds a wait, unless it was none.
    pub fn waited(&mut self, wait: Duration, why: Wait) {
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        if ms > 0 {
            self.steps.push(Step::Waited { ms, why });
        }
    }

    /// Whether the answer is older than it should be.
    pub fn is_stale(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Stale { .. }))
    }

    /// Whether it came without a request of ours.
    pub fn is_hit(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Hit { .. }))
    }
}
