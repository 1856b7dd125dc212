//! The columns of the tables of updates.

use super::tables::Type::{self, Blob, Int, MaybeInt, Text};

pub(super) const UPDATES: &[(&str, Type)] = &[
    ("id", Int),
    ("dataset", Text),
    ("state", Text),
    ("mode", Text),
    ("address", Text),
    ("edition", Text),
    ("file_hash", Text),
    ("body", Text),
    ("report", Text),
    ("author", Text),
    ("decided_by", Text),
    ("created_at", Int),
    ("decided_at", MaybeInt),
    ("applied_at", MaybeInt),
    ("undone_at", MaybeInt),
];

pub(super) const STEPS: &[(&str, Type)] = &[("update_id", Int), ("step", Int), ("body", Blob)];

pub(super) const CHECKS: &[(&str, Type)] = &[
    ("dataset", Text),
    ("address", Text),
    ("checked_at", Int),
    ("outcome", Text),
    ("etag", Text),
    ("modified", Text),
    ("file_hash", Text),
    ("edition", Text),
];
