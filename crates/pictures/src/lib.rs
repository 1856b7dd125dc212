//! Pictures found again: bytes and pixels in, descriptors and matches out.
//!
//! [`decode`] turns a file into pixels within bounds of memory, [`Descriptor::of`] tells what a picture looks
//! like, and an [`Index`] finds the picture that a query is a copy of: smaller, pressed harder, mirrored, cropped,
//! under bars or subtitles, grey, or photographed off a screen.
//!
//! What does not belong here: the network, files and folders (bytes come in and go out), works and their ids (the
//! caller numbers the pictures), and what a picture means; that is for the models of another crate.

mod error;
mod limits;

pub use error::{DamagedError, PictureError};
pub use limits::Limits;
