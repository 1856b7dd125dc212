//! Updates of datasets: the releases that were met, what became of each, and what undoes it.
//!
//! `books` keeps them, `steps` keeps what each batch found before it, `undo` holds what is needed to bring that back.

mod books;
mod steps;
mod undo;

pub use steps::ListedRecord;
pub use undo::InUse;

use model::Instant;
use serde::Serialize;
use serde_json::Value;

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// Waits for somebody's word.
    Waiting,
    /// Is being applied, or was broken off in it.
    Running,
    /// Applied.
    Done,
    /// Somebody said no.
    Refused,
    /// A newer release came before anybody decided.
    Outdated,
    /// Is being undone, or was broken off in it.
    Undoing,
    /// Undone.
    Undone,
}

impl UpdateState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Running,
        Self::Done,
        Self::Refused,
        Self::Outdated,
        Self::Undoing,
        Self::Undone,
    ];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Outdated => "outdated",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A release that was met and is to be applied, or to wait for a word.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUpdate {
    /// The dataset.
    pub dataset: String,
    /// [`UpdateState::Waiting`] or [`UpdateState::Running`].
    pub state: UpdateState,
    /// `incremental` or `full`.
    pub mode: String,
    /// Where it came from, without what may be secret in an address.
    pub address: String,
    /// What the release calls itself, such as its date; empty where it says nothing.
    pub release: String,
    /// SHA-256 of the file in hex.
    pub file_hash: String,
    /// What looking at it found, in the finder's own shape.
    pub body: Value,
    /// Who asked for it.
    pub author: String,
}

/// An update as stored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateRow {
    /// Its number, from 1.
    pub id: i64,
    /// The dataset.
    pub dataset: String,
    /// What became of it.
    pub state: UpdateState,
    /// `incremental` or `full`.
    pub mode: String,
    /// Where it came from.
    pub address: String,
    /// What the release calls itself.
    pub release: String,
    /// SHA-256 of the file in hex.
    pub file_hash: String,
    /// What looking at it found.
    pub body: Value,
    /// What applying and undoing it did; `null` before.
    pub report: Value,
    /// Who asked for it.
    pub author: String,
    /// Who approved, refused or undid it; empty while nobody had to.
    pub decided_by: String,
    /// When it was met.
    pub created_at: Instant,
    /// When somebody decided.
    pub decided_at: Option<Instant>,
    /// When it began to be applied; what it wrote bears this time.
    pub applied_at: Option<Instant>,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}

/// A move of an update from one state to another.
#[derive(Debug, Clone, Copy)]
pub struct UpdateMove<'a> {
    /// The states it may be in; in any other nothing happens.
    pub from: &'a [UpdateState],
    /// The state it goes to.
    pub to: UpdateState,
    /// Who decides; none where it is not somebody's word.
    pub by: Option<&'a str>,
    /// What it did, where that is known now.
    pub report: Option<&'a Value>,
    /// When.
    pub at: Instant,
}

/// What an address last answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdateCheck {
    /// The dataset.
    pub dataset: String,
    /// The address, without what may be secret in it.
    pub address: String,
    /// When it was asked.
    pub checked_at: Instant,
    /// `new`, `unchanged` or `failed: …`.
    pub outcome: String,
    /// The answer's `ETag`; empty where there was none.
    pub etag: String,
    /// The answer's `Last-Modified`; empty where there was none.
    pub modified: String,
    /// SHA-256 of the file it gave, in hex; empty before the first.
    pub file_hash: String,
    /// What the release there calls itself.
    pub release: String,
}
