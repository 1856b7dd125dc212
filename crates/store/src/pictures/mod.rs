//! Pictures of works: what each looks like, as the measuring wrote it, and how every address fared.
//!
//! The bytes of files are not kept here, and nobody here looks into a descriptor.

mod read;
mod write;

use std::fmt::Write as _;

use model::{Instant, WorkId};

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPicture {
    /// Its number; 0 for one that has none yet.
    pub id: i64,
    /// The SHA-256 of its file.
    pub hash: [u8; 32],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The length of its file.
    pub bytes: u64,
    /// By which version of the measuring it was measured.
    pub version: u8,
    /// What it looks like.
    pub descriptor: Vec<u8>,
    /// When it was first kept.
    pub kept_at: Instant,
}

/// What became of one address of a work's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureAddress {
    /// The work whose record names it.
    pub work: WorkId,
    /// The address.
    pub url: String,
    /// What was found there.
    pub outcome: PictureOutcome,
    /// By which version of the measuring the picture was measured; 0 where there is none. Not written with an address.
    pub version: u8,
    /// How often it was tried since it last led to a picture.
    pub attempts: u32,
    /// When it was last tried.
    pub tried_at: Instant,
}

/// What an address led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureOutcome {
    /// A picture, by its number.
    Kept(i64),
    /// Nothing that could be kept.
    Failed {
        /// What went wrong, as a word that programs know.
        code: String,
        /// What went wrong, in a sentence.
        reason: String,
        /// When it is worth another try.
        next_try_at: Instant,
    },
}

/// A picture of a work, with the place at which a reader goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPicture {
    /// Grows with every write; the next reading begins after it.
    pub mark: i64,
    /// The work; one that was merged away stands as the one it went into.
    pub work: WorkId,
    /// The address it came from.
    pub url: String,
    /// The picture.
    pub picture: KeptPicture,
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PictureCounts {
    /// Pictures, each once however many works show it.
    pub pictures: u64,
    /// The sum of their files' lengths, in bytes.
    pub bytes: u64,
    /// Works with at least one picture.
    pub works: u64,
    /// Addresses that led to a picture.
    pub kept: u64,
    /// Addresses that did not.
    pub failed: u64,
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
