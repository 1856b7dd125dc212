//! The columns of the tables of jobs, refreshing and sources' health.

use super::tables::Type::{self, Int, MaybeInt, Text};

type Columns = &'static [(&'static str, Type)];

pub(super) const JOBS: Columns = &[
    ("id", Text),
    ("kind", Text),
    ("job_key", Text),
    ("key_for_ever", Int),
    ("payload", Text),
    ("priority", Int),
    ("state", Text),
    ("created_at", Int),
    ("run_at", Int),
    ("attempts", Int),
    ("max_attempts", Int),
    ("crashes", Int),
    ("max_crashes", Int),
    ("owner", Text),
    ("token", Int),
    ("lease_until", Int),
    ("cancel_at", Int),
    ("done", Int),
    ("total", MaybeInt),
    ("unit", Text),
    ("message", Text),
    ("started_at", Int),
    ("finished_at", Int),
    ("result", Text),
    ("error", Text),
    ("last_event", Int),
    ("turn", Int),
];

pub(super) const JOB_EVENTS: Columns = &[
    ("job", Text),
    ("seq", Int),
    ("at", Int),
    ("kind", Text),
    ("state", Text),
    ("done", Int),
    ("total", MaybeInt),
    ("unit", Text),
    ("message", Text),
    ("data", Text),
];

pub(super) const JOB_PAUSES: Columns = &[("what", Text), ("at", Int), ("author", Text)];
pub(super) const ASKS: Columns = &[("day", Int), ("work", Int), ("times", Int)];
pub(super) const REFRESHES: Columns = &[("policy", Text), ("work", Int), ("at", Int)];
pub(super) const REFRESH_SPENDING: Columns = &[("hour", Int), ("source", Text), ("requests", Int)];

pub(super) const SOURCE_HEALTH: Columns = &[
    ("source", Text),
    ("breaker", Text),
    ("breaker_until", Int),
    ("trips", Int),
    ("ok_at", Int),
    ("error_at", Int),
    ("error", Text),
];

pub(super) const SOURCE_HOURS: Columns = &[
    ("hour", Int),
    ("source", Text),
    ("requests", Int),
    ("failures", Int),
    ("rate_limited", Int),
    ("took_ms", Int),
    ("slowest_ms", Int),
];
