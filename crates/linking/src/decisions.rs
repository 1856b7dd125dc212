//! What people decided, and where decisions and evidence contradict each other.

use model::ExternalId;
use serde::Serialize;

/// Decisions by hand. They hold against all evidence, for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs that are one work.
    pub same: Vec<(ExternalId, ExternalId)>,
    /// Pairs that are not. Where both are said of one pair, *not the same* holds and the contradiction
    /// is reported.
    pub different: Vec<(ExternalId, ExternalId)>,
}

/// Two records that cannot be told to be one work or two without going against something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Contradiction {
    /// *Not the same* was decided for two records that other decisions make one, over others in between.
    Decided {
        /// The one.
        a: ExternalId,
        /// The other.
        b: ExternalId,
    },
    /// The evidence makes two records one work, over others in between, that a decision keeps apart.
    KeptApart {
        /// The one.
        a: ExternalId,
        /// The other.
        b: ExternalId,
    },
    /// Two entries of one source both look like the same work of another.
    ListedTwice {
        /// An entry of the source, the one that was linked.
        a: ExternalId,
        /// The other entry of the same source.
        b: ExternalId,
        /// The record that both look like.
        partner: ExternalId,
    },
}
