//! Asking: free words in, a plan out.
//!
//! A question in English, German or Japanese becomes a [`Plan`]: an intent, parts with the words they came
//! from, and the words that are left. Names that only a catalog knows come through a `Vocabulary`.
//! `docs/asking.md` says what each slot means.
//!
//! What does not belong here: finding works. No I/O and no clock; today's date is passed in.

mod contradiction;
mod plan;
mod slot;
mod weights;

pub use contradiction::Contradiction;
pub use plan::{Intent, Part, Plan, SaidBy, Span, TagClass, Tongue, Value};
pub use slot::{Shape, Slot};
pub use weights::Weights;
