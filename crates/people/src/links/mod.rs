//! Links out of texts and pages: found in whatever form they stand, brought into one form, or named as noise.
//!
//! What does not belong here: asking whether a link still leads somewhere.

mod drive;
mod noise;
mod redirects;
mod scan;
mod target;
mod unescape;
mod youtube;

pub use noise::Noise;
pub use redirects::without_redirects;
pub use scan::addresses;
pub use target::{Target, TargetKind, read};
pub use unescape::plain;

use std::collections::HashSet;

use crate::LinkKind;

/// An address that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As it was written, escapes taken off.
    pub raw: String,
    /// What it leads to, or why that is nothing.
    pub said: Result<Target, Noise>,
}

/// The most that is found in one document; the known ones have 75.
const MOST: usize = 20_000;

/// Every address in the pages and texts given, each once, in the order in which they come.
///
/// Two ways of writing one target count as one; its first writing is kept. A document's own address is noise, so its id
/// is given as `own`.
pub fn find<'a>(texts: impl IntoIterator<Item = &'a str>, own: Option<&str>) -> Vec<Found> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for text in texts {
        for raw in addresses(&plain(text)) {
            for said in read(&raw) {
                let said = match said {
                    Ok(target)
                        if target.kind == TargetKind::Document && Some(target.media_id.as_str()) == own =>
                    {
                        Err(Noise::OwnDocument)
                    }
                    said => said,
                };
                let key = said.as_ref().map_or_else(|_| raw.clone(), |target| target.url.clone());
                if found.len() < MOST && seen.insert(key) {
                    found.push(Found { raw: raw.clone(), said });
                }
            }
        }
    }
    found
}

/// What the link of a row leads to.
pub fn kind_of(link: Option<&str>) -> LinkKind {
    let Some(link) = link else { return LinkKind::None };
    match read(link).into_iter().next() {
        Some(Ok(target)) => match target.kind {
            TargetKind::Document => LinkKind::Document,
            TargetKind::YoutubeVideo | TargetKind::YoutubePlaylist => LinkKind::Youtube,
            TargetKind::DriveFile => LinkKind::DriveFile,
            TargetKind::DriveFolder => LinkKind::DriveFolder,
        },
        Some(Err(_)) | None => LinkKind::Other,
    }
}

#[cfg(test)]
mod tests;
