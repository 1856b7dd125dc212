//! Work that takes a while: what may happen to a job, the worker that runs jobs, and their progress.
//!
//! The table of jobs lies in `store`. What does not belong here: what a job does; each kind has its
//! [`Handler`] where its work is known.

mod backoff;
mod handler;
mod progress;
mod rules;
mod tally;
mod worker;

pub use backoff::Backoff;
pub use handler::{Failure, Handler, Run, Stop};
pub use progress::{Progress, Unit};
pub use rules::{Life, Step};
pub use tally::{Tally, Verdict};
pub use worker::{Clock, Settings, Until, Worker};
