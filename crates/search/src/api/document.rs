//! What the index is fed with.

use model::Work;

/// A work with the names around it, ready to be indexed.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The golden record.
    pub work: Work,
    /// Names of its staff and cast.
    pub people: Vec<String>,
    /// Names of its characters, every spelling by itself, the main ones first.
    pub characters: Vec<String>,
}

impl Document {
    /// A work about whose people and characters nothing is known.
    pub fn new(work: Work) -> Self {
        Self { work, people: Vec::new(), characters: Vec::new() }
    }
}
