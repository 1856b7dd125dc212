//! The words of stats, and the archetypes that say which stats belong to whom.
//!
//! Stats, roles, grades, elements and resistances are closed lists. Archetypes are data: our own set comes
//! with the program, and a team may bring its own file of the same form.

mod archetypes;
mod of;
mod schema;
mod words;

pub use archetypes::{Archetype, Band, Vocabulary};
pub use of::Of;
pub use schema::{archetypes_schema, schema};
pub use words::{Element, Grade, Resistance, Role, Stat, Word};

/// The smallest value of a stat.
pub const LEAST: u8 = 1;
/// The largest value of a stat.
pub const MOST: u8 = 200;
/// How many elements one character may have.
pub const ELEMENTS: usize = 2;
