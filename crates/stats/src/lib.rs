//! Stats of characters: their vocabulary, the check, and two ways to make them.
//!
//! What does not belong here: where they are published.
