//! Pictures and files that Emaki holds or draws itself.
//!
//! `shelf` keeps small files whole on this machine; `objects` keeps files of any size on a disk or in a bucket;
//! `journal` says how a file and its row become one story.
//!
//! What does not belong here: addresses of remote files; an address is not an asset.

pub mod journal;
pub mod objects;
mod placeholder;
mod shelf;
mod whole;

pub use placeholder::{PALETTES, Placeholder};
pub use shelf::{Folder, Name, Shelf};
pub use whole::{is_unfinished, put_whole};

/// Bytes in lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}
