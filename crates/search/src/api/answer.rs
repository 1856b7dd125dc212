//! A search's answer.

use std::time::Duration;

use model::WorkId;
use serde::{Deserialize, Serialize};

use super::{Plan, WorkCard};
use crate::rank::Shares;

/// A page of hits with everything that explains it.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchAnswer {
    /// The hits of this page, best first.
    pub results: Vec<Hit>,
    /// How many works match in all.
    pub total: usize,
    /// Counts over all matches; empty unless asked for.
    pub facets: Facets,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<String>,
    /// What was understood of the words.
    pub understood: Plan,
    /// Arms that were asked and gave no answer, so that the others answered alone.
    pub degraded: Vec<Arm>,
    /// Time spent inside the index.
    pub took: Duration,
}

/// One work found, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The work's own id.
    pub id: WorkId,
    /// What a list shows of it.
    pub card: WorkCard,
    /// How well it answers the query, 0 to 1.
    pub relevance: f32,
    /// Why it is here.
    pub why: Why,
}

/// Why a work is among the hits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The title or name that matched.
    pub matched: Option<MatchedTitle>,
    /// The fields in which words were found: `title`, `synonyms`, `tags`, `studios`, `people`, `synopsis`.
    pub fields: Vec<String>,
    /// The filters it meets, as `name=value`.
    pub filters: Vec<String>,
    /// Each arm's own verdict.
    pub arms: Vec<ArmScore>,
    /// What it shares with the work it was compared to.
    pub similarity: Option<Similarity>,
    /// What themes, genre, synopsis and ratings say of it, where the question tells a story or a mood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
}

/// A name that matched the query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchedTitle {
    /// The name as its source wrote it.
    pub text: String,
    /// How it matched.
    pub form: MatchForm,
    /// Edits between the two, a swap of neighbors counting one.
    pub distance: u32,
}

/// How a name matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchForm {
    /// Equal after folding case, width, accents and punctuation.
    Exact,
    /// Equal once both are romanized one way and blanks are left out.
    Romanized,
    /// The name begins with the query.
    Prefix,
    /// Equal but for a few edits.
    Fuzzy,
    /// Contains the query.
    Part,
    /// A character's name.
    Character,
    /// A person's name.
    Person,
}

/// One way of finding works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arm {
    /// Names, with typos.
    Title,
    /// Words in all fields.
    Lexical,
    /// What texts mean, by their vectors.
    Vector,
    /// Filters, ordered by popularity.
    Filter,
    /// Ties between works.
    Relation,
    /// Shared tags and studios.
    Similar,
}

/// What one arm says of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArmScore {
    /// Which arm.
    pub arm: Arm,
    /// Its place in that arm's list, from 1.
    pub rank: u32,
    /// Its score there, on the arm's own scale.
    pub score: f32,
}

/// What two works share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// Shared tags, the rarest first.
    pub tags: Vec<String>,
    /// Shared studios.
    pub studios: Vec<String>,
    /// How they are tied, when they are.
    pub relation: Option<String>,
}

/// How many matches have each value, the most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facets {
    /// By medium.
    pub medium: Vec<Bucket>,
    /// By format.
    pub format: Vec<Bucket>,
    /// By status.
    pub status: Vec<Bucket>,
    /// By season of the year.
    pub season: Vec<Bucket>,
    /// By decade, such as `1990`, the newest first.
    pub decade: Vec<Bucket>,
    /// By year, the newest first.
    pub year: Vec<Bucket>,
    /// The 30 most frequent tags.
    pub tags: Vec<Bucket>,
    /// The 20 most frequent studios.
    pub studios: Vec<Bucket>,
}

/// A value and how many matches have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// The value, as its filter takes it.
    pub value: String,
    /// How many matches have it.
    pub count: usize,
}
