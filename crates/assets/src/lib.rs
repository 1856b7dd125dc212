//! Pictures and files that Emaki holds or draws itself.
//!
//! What does not belong here: addresses of remote files; an address is not an asset.

mod placeholder;
mod shelf;
mod whole;

pub use placeholder::{PALETTES, Placeholder};
pub use shelf::{Folder, Name, Shelf};
pub use whole::put_whole;
