//! What was understood of the words.

use model::WorkId;
use serde::{Deserialize, Serialize};

use super::Filters;

/// How a query was read; part of every answer, so that a page can show it and a user can object.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What the query asks for.
    pub intent: Intent,
    /// The words that are left to be searched for as words.
    pub words: String,
    /// The parts that were understood, in the order of the query.
    pub understood: Vec<Understood>,
    /// What the understood parts demand, beside the request's own filters.
    pub filters: Filters,
    /// The work the query is about, for franchises and similar works, with its title.
    pub seed: Option<(WorkId, String)>,
}

/// What a query asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// Nothing was asked: all works, best known first.
    #[default]
    Browse,
    /// Titles and words.
    Words,
    /// All was understood as filters: every work that meets them, best known first.
    Filters,
    /// The works that belong together with one.
    Franchise,
    /// Works like one.
    Similar,
    /// The works in which a character appears.
    Character,
}

/// One part of a query that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// The words as folded: lower case, no punctuation.
    pub words: String,
    /// The filter or role they were taken for: `year`, `season`, `format`, `tags_all`, `franchise`, …
    pub meaning: String,
    /// The value they stand for.
    pub value: String,
    /// Whether a hit must meet it; otherwise it only helps.
    pub required: bool,
}
