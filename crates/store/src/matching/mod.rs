//! What linking found: pairs of records that may be one thing, the answers of people, and the joins.
//!
//! Which pairs there are and what they are worth is decided elsewhere; here they are kept, in one
//! transaction with what follows from them.

mod joins;
mod pairs;
mod read;
mod undo;

use model::{EntityId, EntityKind, ExternalId, Instant, Link, NegativeLink};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PairState {
    /// Waits for an answer.
    Open,
    /// A rule made one thing of the two.
    Joined,
    /// A person said that they are one.
    Same,
    /// A person said that they are two; holds against every rule.
    Different,
    /// A person could not say; it comes back last.
    Skipped,
}

impl PairState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Open, Self::Joined, Self::Same, Self::Different, Self::Skipped];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Joined => "JOINED",
            Self::Same => "SAME",
            Self::Different => "DIFFERENT",
            Self::Skipped => "SKIPPED",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A pair as linking found it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPair {
    /// One record's id.
    pub a: ExternalId,
    /// The other's; which of the two is first does not matter.
    pub b: ExternalId,
    /// How likely they are one, 0 to 1.
    pub probability: f64,
    /// What an answer is worth; larger ones are asked first.
    pub value: f64,
    /// How much each field speaks for or against, in the finder's own shape.
    pub weights: Value,
}

/// A pair as stored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatchPair {
    /// Its number, from 1.
    pub id: i64,
    /// What the two are.
    pub kind: EntityKind,
    /// The lower id.
    pub a: ExternalId,
    /// The higher id.
    pub b: ExternalId,
    /// How likely they are one, 0 to 1.
    pub probability: f64,
    /// What an answer is worth.
    pub value: f64,
    /// How much each field speaks for or against.
    pub weights: Value,
    /// What became of it.
    pub state: PairState,
    /// Who decided; empty while it is open.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When it was found.
    pub found_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// What takes the join back; `None` when nothing was joined over this pair.
    #[serde(skip)]
    pub undo: Option<Undo>,
}

/// What queueing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Queued {
    /// Pairs that were not known.
    pub new: u64,
    /// Open pairs whose figures changed.
    pub changed: u64,
}

/// One thing that goes into another.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The thing that goes; its id leads to the other from now on.
    pub loser: EntityId,
    /// The thing that stays.
    pub keeper: EntityId,
    /// How sure we are, 0 to 1.
    pub confidence: f64,
    /// What it rests on, in words.
    pub note: String,
}

/// What one join moved, so that it can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// The thing that went.
    pub dropped: EntityId,
    /// The thing it went into.
    pub kept: EntityId,
    /// Its links as they were.
    pub links: Vec<Link>,
    /// What must not have been linked to it.
    pub negative: Vec<NegativeLink>,
    /// Ids that led to it.
    pub redirects: Vec<EntityId>,
    /// Its records, by internal id.
    pub records: Vec<i64>,
    /// What must not have been linked to the keeper, and was once its ids came to it.
    #[serde(default)]
    pub lifted: Vec<NegativeLink>,
    /// Its published numbers: registry, kind, source type and source id.
    pub numbers: Vec<[String; 4]>,
}
