//! The title arm: names found whole, by their beginning, and with typos.
//!
//! `osa` measures the distance of two names, `pieces` proposes the names that may lie within it,
//! `forms` holds one sorted table of distinct folded names, `index` asks two such tables (as spelled,
//! and romanized) and makes one list of names out of it.

mod forms;
mod index;
mod osa;
mod pieces;

pub(crate) use osa::Pattern;

pub use index::{Name, NameKind, NameMatch, TitleIndex, TitleQuery};
