//! Reading edits back: a file, its base and what holds now make a plan; the plan makes edits.

mod apply;
mod carried;
mod columns;
mod decide;
mod merge;
mod moved;
mod plan;
mod read;
mod rows;

pub use apply::{File, diff, import};
pub use merge::{Missing, Options, Take};
pub use plan::{BaseState, Change, Conflict, Counts, Plan, What};
