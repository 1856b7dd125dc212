//! What two spellings of one name have in common: folding of letters, and one romanization for all.
//!
//! Pure functions over text, for whoever compares names: `search` and `linking`. Nothing here knows
//! of works, and words that have a meaning (seasons, formats) belong to whoever reads them.

mod fold;
mod romaji;

pub use fold::fold;
pub use romaji::key;
