//! The columns of the tables of pictures.

use super::tables::Type::{self, Blob, Int, MaybeInt, Text};

pub(super) const PICTURES: &[(&str, Type)] = &[
    ("id", Int),
    ("hash", Blob),
    ("width", Int),
    ("height", Int),
    ("bytes", Int),
    ("version", Int),
    ("descriptor", Blob),
    ("kept_at", Int),
];

pub(super) const ADDRESSES: &[(&str, Type)] = &[
    ("work", Int),
    ("url", Text),
    ("picture", MaybeInt),
    ("code", Text),
    ("reason", Text),
    ("attempts", Int),
    ("tried_at", Int),
    ("next_try_at", MaybeInt),
    ("mark", Int),
];
