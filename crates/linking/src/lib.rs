//! Which records of different sources are one thing: candidates, weighed evidence, clusters.
//!
//! [`link`] takes the records of all sources at once and gives the same clusters in whatever order they
//! come; [`Index`] finds the partner of one new record. Both weigh a pair of records with a [`Model`],
//! and every [`Verdict`] shows what each field said for or against.
//!
//! What does not belong here: I/O, ids of our own (`registry` gives them), merging of values
//! (`enrichment`).

mod block;
mod cluster;
mod decisions;
mod edit;
mod index;
mod join;
mod levels;
mod link;
mod model;
mod name;
mod pairs;
mod parallel;
mod profile;
mod review;
mod subject;
mod table;
mod tables;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod verdict;
mod weigh;

pub use decisions::{Contradiction, Decisions};
pub use index::Index;
pub use join::{Joined, Moved};
pub use link::{Linked, ReviewItem, link};
pub use model::Model;
pub use subject::Subject;
pub use verdict::{Agreement, Field, FieldWeight, Trap, Verdict};
