//! Pictures found again: bytes and pixels in, descriptors and matches out.
//!
//! [`decode`] turns a file into pixels within bounds of memory, a [`Descriptor`] tells what a picture looks like,
//! and an [`Index`] finds the pictures that a [`Probe`] is a copy of: smaller, pressed harder, mirrored, cropped,
//! under bars or subtitles, grey, or photographed off a screen. Two pictures are compared in two steps: short codes
//! of many windows find a few hundred candidates, then the candidates are laid under the query and measured.
//!
//! What does not belong here: the network, files and folders (bytes come in and go out), works and their ids (the
//! caller numbers pictures and owners), and what a picture means; that is for the models of another crate.

mod align;
mod compare;
mod decode;
mod descriptor;
mod error;
mod field;
mod frames;
mod hash;
mod index;
mod limits;
mod picture;
mod probe;
mod sealed;
mod thumbnail;
mod windows;

pub use decode::{Kind, decode, recognize};
pub use descriptor::Descriptor;
pub use error::{DamagedError, PictureError};
pub use hash::ContentHash;
pub use index::{Found, Index, Inserted, Match};
pub use limits::Limits;
pub use picture::Picture;
pub use probe::Probe;
pub use thumbnail::thumbnail;
