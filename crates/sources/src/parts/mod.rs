//! What several providers need to read their answers: lenient JSON, pages, dates, durations, words.
//!
//! Dirty input is normal input: whatever cannot be read is unknown, never an error and never invented.

pub mod dates;
pub mod durations;
pub mod gate;
pub mod guard;
pub mod html;
pub mod instead;
pub mod json;
pub mod languages;
pub mod links;
pub mod status;
pub mod text;
mod tree;
pub mod told;
