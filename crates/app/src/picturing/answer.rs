//! What a search by picture finds.

use search::{Why, WorkCard};
use serde::Serialize;

use crate::FoundTake;

/// What was found for a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureAnswer {
    /// Whether the picture is surely one of those that are kept. Of pictures that are not kept, fewer than one in a
    /// hundred gets a match.
    pub is_match: bool,
    /// The same in a sentence.
    pub message: String,
    /// Works that show this very picture, the likeliest first; none where nothing matches. Where a work's own
    /// pictures were asked for, works whose pictures look like them.
    pub results: Vec<PictureHit>,
    /// Where nothing matches, what came nearest. No match: only something to look at.
    pub nearest: Vec<PictureHit>,
    /// Takes of productions that show this very picture, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<FoundTake>,
    /// How many pictures it was compared with.
    pub pictures: usize,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
}

/// A work with the picture that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureHit {
    /// The work.
    #[serde(flatten)]
    pub card: WorkCard,
    /// How well it answers, 0 to 1: the probability of the match.
    pub relevance: f32,
    /// Always empty: a picture's reason is `picture`.
    pub why: Why,
    /// The picture.
    pub picture: PictureMatch,
}

/// How a kept picture matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureMatch {
    /// The SHA-256 of its file.
    pub sha256: String,
    /// Where its small copy is served.
    pub thumbnail: String,
    /// The address it was fetched from.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How likely the two are the same picture, 0 to 1.
    pub probability: f32,
    /// Whether the one that was sent is mirrored.
    pub mirrored: bool,
    /// The part of the kept picture that the one that was sent shows.
    pub window: PictureWindow,
    /// How alike light and shade are, 0 to 1.
    pub shade: f32,
}

/// A part of a picture, in shares of its sides; beyond 0 and 1 where more than the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PictureWindow {
    /// From the left.
    pub left: f32,
    /// From the top.
    pub top: f32,
    /// Across.
    pub width: f32,
    /// Down.
    pub height: f32,
}
