//! What somebody may like, from what they rated: learned from the ratings of many, explained by their own.
//!
//! Everything is a sum over the items of a list: each of them speaks for or against another one, by how often
//! the two are rated by the same people ([`Neighbors`]), by what is left of that once all other items are
//! accounted for ([`Ease`]), and by what the two are about ([`Content`]). So each pick says which of the
//! user's own items brought it, and the shares add up to its score.
//!
//! Of two items that fewer than [`ANONYMOUS`] people rated both nothing is learned, so that nobody's list can be read
//! out of a model.
//!
//! Items and users are numbers here; whoever calls knows which works they are. The same lists give the same
//! picks.
//!
//! What does not belong here: I/O, reading of list files, works and their titles.

mod anonymity;
mod content;
mod ease;
mod franchise;
mod invert;
mod judge;
mod model;
mod neighbors;
mod pick;
mod ratings;
mod sparse;
mod taste;

pub use anonymity::LEAST as ANONYMOUS;
pub use content::Content;
pub use ease::Ease;
pub use franchise::Franchises;
pub use judge::{Figures, Split, judge};
pub use model::{Blend, Model, Scored};
pub use neighbors::Neighbors;
pub use pick::{Options, Pick, Reason, Source, picks};
pub use ratings::Ratings;
pub use sparse::Sparse;
pub use taste::{Entry, Status, Taste};
