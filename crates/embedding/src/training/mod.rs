//! How a table is made: distilled from a BERT folder, then trained for the field.
//!
//! Four steps, each a plain function of what came before and of the recipe's seed, so that the same inputs
//! give the same bytes on the same kind of processor:
//!
//! 1. [`Vocabulary::choose`]: the teacher's pieces, and the words and signs that the field uses.
//! 2. [`Lesson::ask`]: what the teacher makes of every piece alone and of some ten thousand phrases. This
//!    takes minutes; the lesson can be kept and used again.
//! 3. [`Draft::distill`]: the pieces' vectors on the main axes of the teacher's, weighed by how rare they are.
//! 4. [`Draft::train`]: phrases pull their pieces to what the teacher says of the whole; what belongs
//!    together in the corpus (titles, tags, synopses, works recommended together) is pulled together, and
//!    everything else in the batch apart.
//!
//! On a user's machine the built-in table can be trained further on the user's own texts, with no teacher:
//! [`Draft::from_table`] takes the place of the first three steps.
//!
//! [`Draft::finish`] rounds to bytes and seals the file with its card. No works that a measure judges may be
//! in the corpus; the caller sees to it.

mod axes;
mod card;
mod corpus;
mod distill;
mod learn;
mod lesson;
mod phrases;
mod random;
mod vocabulary;

pub use card::{Ingredient, card};
pub use corpus::{Corpus, WorkTexts};
pub use distill::Draft;
pub use learn::{Progress, Trained};
pub use lesson::Lesson;
pub use vocabulary::Vocabulary;

/// What a table is made by.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The model's name.
    pub name: String,
    /// How many numbers a row holds.
    pub dimensions: usize,
    /// The most pieces it may know.
    pub pieces: usize,
    /// How many phrases the teacher is asked about.
    pub phrases: usize,
    /// How often the phrases and the works are gone through.
    pub epochs: usize,
    /// How many pairs are told apart at once.
    pub batch: usize,
    /// How far a row moves in its first step, in the rows' own unit (the rarest pieces have length 1).
    pub rate: f32,
    /// How sharply pairs are told apart: cosines are divided by it.
    pub temperature: f32,
    /// How much the corpus pulls beside the teacher, whose pull is 1.
    pub field: f32,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for Recipe {
    /// The recipe of the built-in table.
    fn default() -> Self {
        Self {
            name: "emaki-table".to_owned(),
            dimensions: 192,
            pieces: 38_500,
            phrases: 20_000,
            epochs: 12,
            batch: 256,
            rate: 0.05,
            temperature: 0.07,
            field: 0.3,
            seed: 7,
        }
    }
}
