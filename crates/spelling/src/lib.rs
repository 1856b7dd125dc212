//! What two spellings of one name have in common: folding of letters, and one romanization for all.
//!
//! Pure functions over text, for whoever compares names: `search` and `linking`.
//!
//! What does not belong here: anything that knows of works, and words that have a meaning (seasons,
//! formats), which whoever reads them keeps.

mod fold;
mod romaji;

pub use fold::fold;
pub use romaji::key;
