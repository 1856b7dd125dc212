//! Asking: free words in, a plan out.
//!
//! A question in English, German or Japanese becomes a [`Plan`]: an intent, parts with the words they came
//! from, and the words that are left. Names that only a catalog knows come through a [`Vocabulary`].
//! `docs/asking.md` says what each slot means.
//!
//! What does not belong here: finding works. No I/O and no clock; today's date is passed in.

mod asker;
mod contradiction;
mod distance;
mod follow;
mod given;
mod hints;
mod judge;
mod lexicon;
mod measured;
mod names;
mod plan;
mod reader;
mod respell;
mod slot;
mod tokens;
mod tongue;
mod vocabulary;
mod wanted;
mod weights;

pub use asker::Asker;
pub use contradiction::Contradiction;
pub use follow::{Shown, follow};
pub use given::{Correction, GivenError};
pub use hints::{Hint, hints};
pub use judge::{Judgement, Miss, Question, Tally, judge};
pub use lexicon::prepare;
pub use measured::{Measure, measured};
pub use names::{Names, short_studio};
pub use plan::{Intent, Part, Plan, SaidBy, Span, TagClass, Tongue, Value};
pub use reader::{MOST_CHARS, read};
pub use slot::{Shape, Slot};
pub use vocabulary::{Name, NameKind, Vocabulary};
pub use wanted::{Fact, facts_asked, says};
pub use weights::Weights;
