//! Links: our decisions about which external id means which thing, with their evidence.

use serde::{Deserialize, Serialize};

use crate::{EntityId, EntityKind, ExternalId, Instant, word::words};

/// The decision that an external id means one of our works, characters or persons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What is linked; at most one link per subject.
    pub subject: ExternalId,
    /// The kind of `target`.
    pub kind: EntityKind,
    /// What it means.
    pub target: EntityId,
    /// Why.
    pub evidence: Evidence,
}

/// Why a link was made: the reason, how sure we are, who decided and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The reason.
    pub justification: Justification,
    /// 0 to 1; 1 for a decision by hand or by a source's own id.
    pub confidence: f32,
    /// A person's name, or the rule's.
    pub author: String,
    /// When it was decided.
    pub at: Instant,
    /// What it rests on, in words a person can check: a record, a line of a file.
    pub note: String,
}

words! {
    /// The reasons of a link, after SSSOM's mapping justifications.
    #[derive(Default)]
    pub enum Justification {
        /// The record is the subject's own: its id is the subject.
        #[default]
        Identity = "IDENTITY",
        /// A source lists both ids in one entry.
        SameEntry = "SAME_ENTRY",
        /// Decided by a person.
        ManualCuration = "MANUAL_CURATION",
        /// What the records say of them is so alike that they are one: titles, dates, numbers together.
        Similarity = "SIMILARITY",
        /// Two works were one; the loser's links moved.
        Merge = "MERGE",
        /// One work was two; these links moved to the new one.
        Split = "SPLIT",
    }
}

/// The decision that an external id does *not* mean a thing; it holds against every rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NegativeLink {
    /// What must not be linked.
    pub subject: ExternalId,
    /// The kind of `target`.
    pub kind: EntityKind,
    /// What it must not be linked to.
    pub target: EntityId,
    /// Who decided, when, and why.
    pub evidence: Evidence,
}

/// Two things a source treats as one, or one thing it treats as two, while our ids stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What disagrees.
    pub kind: ConflictKind,
    /// The work that keeps the entry.
    pub kept: EntityId,
    /// The other work.
    pub other: EntityId,
    /// The entry's record key.
    pub record: ExternalId,
    /// The first id that stands in both.
    pub subject: ExternalId,
    /// The file it was found in.
    pub file: String,
    /// The line or entry number in the file, from 1.
    pub line: u64,
}

words! {
    /// What disagrees.
    #[derive(Default)]
    pub enum ConflictKind {
        /// One entry holds ids of two works: the source merged them, or two entries share an id.
        #[default]
        EntrySpansWorks = "ENTRY_SPANS_WORKS",
        /// Two entries of one source belong to one work: the source split it.
        WorkSpansEntries = "WORK_SPANS_ENTRIES",
        /// A rule wanted a link that a negative link forbids.
        Forbidden = "FORBIDDEN",
    }
}
