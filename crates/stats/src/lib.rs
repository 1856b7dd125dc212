//! Stats of characters: their vocabulary, the check, and two ways to make them.
//!
//! `vocabulary` holds the words and the archetypes, `stats` what is stored of one character, `noise` the
//! spread between an answer and what is published.
//!
//! What does not belong here: where they are published.

mod noise;
mod stats;
mod stored;
pub mod vocabulary;

pub use noise::Noise;
pub use stats::Stats;
pub use stored::{Stored, stored, stored_rows};
