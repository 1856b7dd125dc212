//! Several things at once, for doors that show lists and what hangs on each entry: however many are asked for, each
//! kind of thing costs the same few statements. What is told of one is what the use case for one tells.
//!
//! None of this counts for what is trending: nobody opened the works.

mod cast;
mod people;
mod ratings;
mod ties;
mod works;

pub use ties::{WorkTie, WorkTies};
