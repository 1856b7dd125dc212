//! What several providers need to read their answers: lenient JSON, pages, dates, durations, words.
//!
//! Dirty input is normal input: whatever cannot be read is unknown, never an error and never invented.

pub mod dates;
pub mod durations;
pub mod emails;
pub mod html;
pub mod json;
pub mod languages;
pub mod refused;
pub mod regions;
pub mod relations;
pub mod status;
pub mod text;
mod tree;
