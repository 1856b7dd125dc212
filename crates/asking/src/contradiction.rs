//! What cannot be met at once. It is shown, never dropped in silence.

use serde::{Deserialize, Serialize};

use super::Slot;

/// Parts of a plan that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What it is about: `years`, `episodes`, `duration`, `score`, `tags`, `studios`, `format`, `moods`, `like`,
    /// `origin`, `streaming`, `volumes`, `chapters` or `people`.
    pub about: String,
    /// The slots that are at odds.
    pub slots: Vec<Slot>,
    /// What is wrong, for people.
    pub why: String,
}
