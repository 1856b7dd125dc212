//! What an import does, or would do.

use keeping::{
    Fault,
    forms::{Couple, Form},
};
use serde::Serialize;

/// What a file's edits come to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Plan {
    /// The file.
    pub file: String,
    /// The registry.
    pub registry: String,
    /// The id of the base that the file was handed out with; none for a file of other hands.
    pub base: Option<String>,
    /// What is known of that base.
    pub base_state: BaseState,
    /// Rows read.
    pub rows: u64,
    /// What changes, in the order of the file.
    pub changes: Vec<Change>,
    /// Cells that changed on both sides to different values, and were left as they are.
    pub conflicts: Vec<Conflict>,
    /// What could not be taken in.
    pub faults: Vec<Fault>,
    /// What is worth knowing and stops nothing.
    pub warnings: Vec<String>,
    /// The changes, counted.
    pub counts: Counts,
}

/// What is known of a file's base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BaseState {
    /// The file has none: it is compared with what holds now.
    #[default]
    None,
    /// All that stood in the file is known, cell by cell.
    Kept,
    /// The store no longer has it; the file's own hashes tell which rows were touched.
    Lost,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `series` or `character`.
    #[serde(serialize_with = "word")]
    pub kind: Form,
    /// The couple.
    #[serde(serialize_with = "text")]
    pub couple: Couple,
    /// The row's name, for people.
    pub name: String,
    /// What happens.
    pub what: What,
    /// The field; `excluded` for a whole row.
    pub field: String,
    /// What stands there now; for a row brought back the reason why it was left out.
    pub from: Option<String>,
    /// What will stand there; for a row left out the reason.
    pub to: Option<String>,
    /// The row in the file; none for a row that is missing from it.
    pub row: Option<u64>,
}

/// What happens to a field or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A value is set by hand.
    Set,
    /// The value by hand is taken back, because it is what the sources say by now.
    TakenBack,
    /// A field of a row that is new.
    Added,
    /// A row is left out.
    Excluded,
    /// A row is brought back.
    Restored,
}

impl What {
    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::TakenBack => "taken back",
            Self::Added => "added",
            Self::Excluded => "left out",
            Self::Restored => "brought back",
        }
    }
}

/// A cell that changed on both sides to different values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// `series` or `character`.
    #[serde(serialize_with = "word")]
    pub kind: Form,
    /// The couple.
    #[serde(serialize_with = "text")]
    pub couple: Couple,
    /// The row's name, for people.
    pub name: String,
    /// The field; `excluded` for a whole row.
    pub field: String,
    /// What stood there when the file was handed out; none also when that is not known.
    pub base: Option<String>,
    /// What stands there now.
    pub ours: Option<String>,
    /// Who set that; none when no hand did.
    pub ours_by: Option<String>,
    /// What the file says.
    pub theirs: Option<String>,
    /// The row in the file; none for a row that is missing from it.
    pub row: Option<u64>,
}

/// Changes, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Values set by hand.
    pub set: u64,
    /// Values by hand taken back.
    pub taken_back: u64,
    /// New rows.
    pub added: u64,
    /// Rows left out.
    pub excluded: u64,
    /// Rows brought back.
    pub restored: u64,
    /// Cells that the file changed to what stands there already.
    pub agreed: u64,
}

impl Plan {
    /// Whether all that the file says is done, or could be.
    pub fn is_whole(&self) -> bool {
        self.conflicts.is_empty() && self.faults.is_empty()
    }
}

// Serde asks for a reference, whatever the size.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn word<S: serde::Serializer>(form: &Form, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(form.word())
}

fn text<S: serde::Serializer>(couple: &Couple, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(couple)
}
