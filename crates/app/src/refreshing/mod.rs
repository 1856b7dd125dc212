//! Refreshing: what is airing and what is asked for most is asked for again before anybody waits for it.
//!
//! `policies` says which fields age how fast, `asks` counts what is asked for, `schedule` turns both into jobs
//! within each source's budget.

mod asks;
mod policies;
mod schedule;

pub(crate) use asks::Asks;
pub use policies::{POLICIES, Policy};
pub use schedule::Scheduled;
