//! The permanent numbers of a registry: given out, brought along by files, merged, checked.
//!
//! A registry is a named id space with a sequence of its own for series and for characters. One couple
//! has one number for good, and no number is ever given to another couple. The old pipeline's two CSV
//! files are a way in, a way out, and, where a folder is set, a mirror that is always up to date.

mod check;
mod file;
mod folder;
mod foresee;
mod identify;
mod import;
mod lookup;
mod merge;
mod mirror;

pub use check::{
    Duplicate, Gap, KindReport, LostAlias, NumbersReport, Orphan, SameCharacter, check, same_characters,
};
pub use file::{NumberFile, file_name, read_file, write_file};
pub use folder::{Written, export};
pub use foresee::{Foreseen, foresee};
pub use identify::{Identified, Numbered, identify, identify_rows};
pub use import::{FileCount, ImportedNumbers, import};
pub use lookup::{Merged, NumberRef, NumberView, lookup};
pub use merge::{Merging, Outcome, merge, unmerge};
pub use mirror::Mirror;

use crate::KeepingError;

/// The longest name of a registry.
const MOST_LETTERS: usize = 40;

/// Checks a registry's name, which also names folders: small letters, digits, `-` and `_`.
pub fn checked_name(registry: &str) -> Result<&str, KeepingError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    if !registry.is_empty() && registry.len() <= MOST_LETTERS && registry.bytes().all(plain) {
        return Ok(registry);
    }
    Err(KeepingError::Parameter {
        name: "registry",
        message: format!(
            "`{registry}` is no registry's name: use small letters, digits, - and _, at most 40"
        ),
    })
}
