//! What askers leave behind: conversations, what they like and refuse, and how often things are asked for.
//!
//! Plans and results come as JSON text, which nobody here looks into.

mod conversations;
mod counts;
mod preferences;

pub use conversations::{Conversation, Turn};
pub use counts::{AskedFor, QueryCount};
pub use preferences::{Preference, Subject};
