//! Stats of characters: their vocabulary, the check, and two ways to make them.
//!
//! `vocabulary` holds the words and the archetypes, `stats` what is stored of one character, `noise` the
//! spread between an answer and what is published. `answers` reads files, `check` judges what stands in
//! them, `import` stores it, `export` writes files for others, and `generate` makes stats: by a language
//! model, or offline from facts.
//!
//! What does not belong here: where they are published.

pub mod answers;
pub mod check;
pub mod export;
pub mod generate;
mod import;
mod noise;
mod stats;
mod stored;
pub mod vocabulary;

pub use import::{ImportOptions, ImportReport, import, try_import};
pub use noise::Noise;
pub use stats::Stats;
pub use stored::{Stored, stored, stored_rows};
