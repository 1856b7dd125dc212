//! `(source_type, source_id)`: what a permanent number is given to.

use std::{fmt, sync::Arc};

/// A source type in the keepers' words and an id within it. The id is text: `007` is not `7`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Couple {
    /// `mal`, `mal_manga`, `vndb`, `mangadex`, `ss`, a game's short name, …
    pub source_type: Arc<str>,
    /// The id, letter by letter.
    pub source_id: Arc<str>,
}

impl Couple {
    /// A couple of its two parts.
    pub fn new(source_type: impl Into<Arc<str>>, source_id: impl Into<Arc<str>>) -> Self {
        Self { source_type: source_type.into(), source_id: source_id.into() }
    }
}

impl fmt::Display for Couple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source_type, self.source_id)
    }
}
