//! Edits of works by hand.

use serde_json::Value;
use utoipa::ToSchema;

/// The edits of a work.
#[derive(ToSchema)]
pub struct WorkEdits {
    /// They, the newest first.
    pub edits: Vec<WorkEdit>,
}

/// One edit.
#[derive(ToSchema)]
pub struct WorkEdit {
    /// Its number, rising.
    pub id: i64,
    /// The work it was made on, which may have been merged into another since.
    pub work: u32,
    /// The field, as `EPISODES`.
    pub field: String,
    /// The value in the field's shape; null empties the field.
    pub value: Value,
    /// Who set it.
    pub author: String,
    /// Why.
    pub note: String,
    /// When, RFC 3339.
    pub at: String,
    /// Whether it is the value shown.
    pub stands: bool,
    /// When it was taken back, RFC 3339.
    pub taken_back_at: Option<String>,
    /// Who took it back.
    pub taken_back_by: Option<String>,
}

/// An edit to make, or to take back.
#[derive(ToSchema)]
pub struct WorkEditing {
    /// `set` (the default), `undo` or `clear`.
    pub action: Option<String>,
    /// The field, as provenance names it, in any case.
    #[schema(example = "episodes")]
    pub field: String,
    /// The value, for `set`, in the field's shape; null empties the field.
    #[schema(example = 13)]
    pub value: Value,
    /// Why.
    pub note: Option<String>,
    /// Who edits; by default the token's name, or the author of the settings.
    pub by: Option<String>,
}

/// What stands by hand now.
#[derive(ToSchema)]
pub struct WorkEdited {
    /// The work.
    pub work: u32,
    /// The field.
    pub field: String,
    /// The value that stood by hand before; null where sources decided.
    pub before: Value,
    /// The value that stands by hand now; null where sources decide again.
    pub by_hand: Value,
    /// How many edits were made or taken back.
    pub edits: u64,
    /// Whether the work's record is another one now.
    pub changed: bool,
}
