//! The permanent numbers of a registry: given out, brought along by files, merged, checked.
//!
//! A registry is a named id space with a sequence of its own for series and for characters. One couple
//! has one number for good, and no number is ever given to another couple.

mod identify;

pub use identify::{Identified, Numbered, identify};
