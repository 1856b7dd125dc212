//! Work that takes a while: its progress, and later its queue, leases and events.
//!
//! What does not belong here: what a job does.

mod progress;

pub use progress::{Progress, Unit};
