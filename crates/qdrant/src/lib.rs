//! Vectors in Qdrant: the engine beside the index, for catalogs that outgrow one machine.
//!
//! [`Qdrant`] answers questions as [`search::VectorEngine`]; [`Filling`] fills a collection and keeps it up to the
//! store. `names` says what collections are called, `books` what one knows of itself, `shape` how one is made,
//! `wire` how our words become the protocol's, `link` how it is spoken, `breaker` when it is not.
//!
//! What does not belong here: the store (documents come in as points), embedding, and which works are right.

mod books;
mod breaker;
mod engine;
mod filling;
mod link;
mod names;
mod settings;
mod shape;
mod survey;
#[cfg(feature = "testing")]
pub mod testing;
mod wire;

pub use engine::Qdrant;
pub use filling::Filling;
pub use settings::Settings;
pub use survey::{Collection, Survey};
