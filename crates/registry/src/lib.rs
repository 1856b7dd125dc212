//! Which external ids are one work: decisions with evidence, as pure functions over plain values.
//!
//! A [`Ledger`] holds what is known of the ids of some rows and decides row after row; what one row
//! decides, the next one sees. Cutting the same rows into other batches gives the same decisions.
//!
//! What does not belong here: SQL, files, merging of values (`enrichment`).

mod decision;
mod holder;
mod key;
mod ledger;

pub use decision::{Decision, Entry, Finding, RecordChange, Refusal, Target};
pub use holder::{Home, home_of};
pub use ledger::{Known, KnownRecord, Ledger};
