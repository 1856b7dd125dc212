//! What a run did, source by source: before and after, side by side, and what failed.

use keeping::Fault;
use serde::Serialize;

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Each source, in the order of the list.
    pub sources: Vec<SourceReport>,
}

/// What a run did with one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SourceReport {
    /// Its name.
    pub source: String,
    /// The id space of its rows.
    pub source_type: String,
    /// The run's number; none for a dry run, or when nothing was begun.
    pub run: Option<i64>,
    /// Whether it went on with a run that was broken off.
    pub resumed: bool,
    /// Series.
    pub series: Tally,
    /// Characters.
    pub characters: Tally,
    /// Items that failed in this run.
    pub failed: Vec<FailedItem>,
    /// Why it ended early.
    pub stopped: Option<Stopped>,
    /// Rows that are no longer in a table that was read whole. They are kept, because players may own them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Gone>,
    /// What is worth knowing.
    pub notes: Vec<String>,
    /// What is new, differs or was turned away, item by item; told by dry runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// Counts of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows before the run.
    pub before: u64,
    /// Rows after it.
    pub after: u64,
    /// Rows that came in.
    pub new: u64,
    /// Rows that say something else now.
    pub changed: u64,
    /// Rows that say what they said; those that are gone from their table say nothing.
    pub unchanged: u64,
    /// Rows that went, because a whole crawl did not see them.
    pub dropped: u64,
    /// Items that a rule turned away in this run.
    pub filtered: u64,
    /// Items that their source does not have.
    pub not_found: u64,
    /// Items that failed in this run.
    pub failed: u64,
    /// Items that are left for another run.
    pub pending: u64,
}

/// An item that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedItem {
    /// `series` or `character`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, as far as it is known.
    pub name: String,
    /// Why.
    pub reason: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// A row that its table does not have any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gone {
    /// `series` or `character`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Why a source ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// Why.
    pub reason: String,
    /// What to do.
    pub hint: String,
    /// Faults of its files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// One item of a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `series` or `character`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What would become of it.
    pub what: What,
    /// Why, for one that is turned away.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What would become of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It would come in.
    New,
    /// It would say something else.
    Changed,
    /// A rule would turn it away.
    Filtered,
}

impl Report {
    /// Whether all went as it should.
    pub fn is_whole(&self) -> bool {
        self.sources.iter().all(|source| source.failed.is_empty() && source.stopped.is_none())
    }

    /// Whether nothing at all could be done.
    pub fn is_nothing(&self) -> bool {
        !self.sources.is_empty()
            && self.sources.iter().all(|source| source.stopped.is_some() && source.did_nothing())
    }
}

impl SourceReport {
    fn did_nothing(&self) -> bool {
        [self.series, self.characters]
            .iter()
            .all(|tally| tally.new + tally.changed + tally.filtered + tally.not_found + tally.dropped == 0)
    }
}
