//! What goes into a decision and what comes out.

use model::{ConflictKind, EntityId, EntityKind, ExternalId, SourceId};

/// One row about one thing.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Who keeps the list the row stands in.
    pub source: &'a SourceId,
    /// What the row is about.
    pub kind: &'a EntityKind,
    /// The source's own id for the thing; `None` when the key is to be elected among `ids`.
    pub own_key: Option<&'a ExternalId>,
    /// The thing's ids; one that stands twice counts twice. The first is the smallest address.
    pub ids: &'a [ExternalId],
    /// The file.
    pub file: &'a str,
    /// The line or entry number in it.
    pub line: u64,
    /// SHA-256 of the kept text.
    pub hash: [u8; 32],
}

/// A thing that has its id, or one that gets the *n*-th new id of its kind in this batch, from 0.
///
/// Those that have an id are lower than those to come, so "the lowest" means the same before and
/// after the new ids are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// It has its id.
    Stored(EntityId),
    /// It will get one.
    New(u32),
}

/// What a row does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The record's key.
    pub key: ExternalId,
    /// What the record is about.
    pub target: Target,
    /// What becomes of the stored record.
    pub change: RecordChange,
    /// What the record was about before, when that was something else.
    pub moved_from: Option<Target>,
    /// Ids that are now linked to `target`, in the row's order.
    pub links: Vec<ExternalId>,
    /// What disagrees.
    pub findings: Vec<Finding>,
}

/// What becomes of the record under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordChange {
    /// There was none.
    New,
    /// Its text differs.
    Text,
    /// Only its file or line differ.
    Place,
    /// Nothing differs.
    None,
}

/// A disagreement that a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What disagrees.
    pub kind: ConflictKind,
    /// The thing that keeps the row.
    pub kept: Target,
    /// The other one; the same where one thing has two rows.
    pub other: Target,
    /// The first id that shows it.
    pub subject: ExternalId,
}

/// Why a row cannot become a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another row of the file is the record that this row would be.
    #[error("line {line} of the same file is the record of {key} already")]
    Taken {
        /// The key.
        key: ExternalId,
        /// The other row.
        line: u64,
    },
    /// All of its ids name things of another kind.
    #[error("{0} names a thing of another kind")]
    OtherKind(ExternalId),
}
