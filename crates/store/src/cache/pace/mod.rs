//! The pace of requests: what is asked and answered. `decide` holds the rules.

mod decide;

use std::{collections::BTreeMap, time::Duration};

use model::Instant;

pub(crate) use decide::{Claim, GRACE, Known, LOOK_AGAIN, Question, SLACK};

/// At most so many in any window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// How many; 0 lets nothing through.
    pub count: u32,
    /// In how much time; counted in microseconds.
    pub window: Duration,
}

/// A log with the limits that hold for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaceLog {
    /// Its name; also that of its pause and of what was learned for it. Every ask of a log should name
    /// the same windows, because entries older than the longest are dropped.
    pub name: String,
    /// All of them hold.
    pub limits: Vec<Limit>,
}

/// A wish to make one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaceAsk {
    /// The logs it goes into, all of them or none.
    pub logs: Vec<PaceLog>,
    /// The caller's time.
    pub now: Instant,
    /// Whether nobody sits and waits for it; such a request gives way to all others.
    pub background: bool,
    /// Who asks. An interactive request that has to wait asks again under the same name, and no two
    /// requests share one.
    pub wanted_by: String,
}

/// What a wish got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// It is noted in every log: make the request now.
    Go,
    /// Nothing is noted.
    Wait {
        /// The first instant at which it is worth asking again; always after the ask's `now`.
        until: Instant,
        /// What stands in the way.
        why: Why,
    },
}

/// Why a request has to wait. The first that holds, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The source asked for a pause.
    Paused,
    /// A limit is used up.
    Limit,
    /// The room there is belongs to interactive requests that wait.
    Claimed,
}

/// Who may do a thing that only one should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// The asker, until the instant it named.
    Taken,
    /// Somebody else.
    Held {
        /// When that lease ends by itself.
        until: Instant,
    },
}

impl PaceAsk {
    /// The same ask with every log named once, in the order of names, in which locks are taken.
    pub(crate) fn normal(&self) -> Self {
        let mut logs: BTreeMap<&str, Vec<Limit>> = BTreeMap::new();
        for log in &self.logs {
            logs.entry(&log.name).or_default().extend(&log.limits);
        }
        let logs = logs.into_iter().map(|(name, limits)| PaceLog { name: name.to_owned(), limits }).collect();
        Self { logs, wanted_by: self.wanted_by.clone(), ..*self }
    }
}

/// An instant moved on, held within the range of instants.
pub(crate) fn later(at: Instant, by: Duration) -> Instant {
    Instant::from_micros(at.as_micros().saturating_add(micros(by)))
}

/// An instant moved back, held within the range of instants.
pub(crate) fn earlier(at: Instant, by: Duration) -> Instant {
    Instant::from_micros(at.as_micros().saturating_sub(micros(by)))
}

/// A duration in microseconds; what does not fit lasts for ever.
pub(crate) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
