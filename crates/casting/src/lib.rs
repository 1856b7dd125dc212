//! Which characters and which people of different sources are one.
//!
//! A work's cast comes from several sources, each with its own way to write a name. [`match_casts`]
//! compares the appearances of every two sources by names in all their forms, role, voices, gender,
//! dates and pictures, assigns them one to one over all candidates, and joins the pairs into clusters
//! with at most one of each source. What is not known weighs nothing: an appearance without a picture or
//! a native name is judged by the rest. [`merge`] makes one character of a cluster, and nobody is lost
//! who was found in one source alone.
//!
//! What does not belong here: which works are one (`linking`), what a golden work looks like
//! (`enrichment`), I/O.

mod appearance;
mod assign;
mod block;
mod cluster;
mod matched;
mod merge;
mod name;
mod rarity;
mod weigh;

pub use appearance::{Appearance, Cast};
pub use cluster::{Pictures, match_casts, match_casts_seeing};
pub use matched::{Matched, Signal, Weight};
pub use merge::{Part, merge, merge_staff};
pub use name::{Form, Names, Token, same_name};
pub use weigh::{Comparison, compare};
