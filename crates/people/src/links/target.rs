//! What an address leads to.

use url::Url;

use super::{Noise, drive, noise, redirects::unwrapped, youtube};
use crate::{AssetKind, word::words};

words! {
    /// What an address leads to.
    pub enum TargetKind {
        /// A video.
        YoutubeVideo = "youtube_video",
        /// A playlist.
        YoutubePlaylist = "youtube_playlist",
        /// A file on Drive.
        DriveFile = "drive_file",
        /// A folder on Drive.
        DriveFolder = "drive_folder",
        /// Another document, to be read in its turn.
        Document = "document",
    }
}

impl TargetKind {
    /// The asset that it becomes; a document is none.
    pub fn asset(self) -> Option<AssetKind> {
        match self {
            Self::YoutubeVideo => Some(AssetKind::YoutubeVideo),
            Self::YoutubePlaylist => Some(AssetKind::YoutubePlaylist),
            Self::DriveFile => Some(AssetKind::DriveFile),
            Self::DriveFolder => Some(AssetKind::DriveFolder),
            Self::Document => None,
        }
    }
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What stands there.
    pub kind: TargetKind,
    /// Its id.
    pub media_id: String,
    /// The one form of its address.
    pub url: String,
}

/// What an address leads to: one target, several where it lists videos, or why it is noise.
pub fn read(address: &str) -> Vec<Result<Target, Noise>> {
    let Some(url) = parse(address) else { return vec![Err(Noise::NoAddress)] };
    let Some(url) = unwrapped(url) else { return vec![Err(Noise::Infrastructure)] };
    let host = host(&url);
    match host.as_str() {
        "youtube.com" | "youtube-nocookie.com" => youtube::page(&url),
        "youtu.be" => vec![youtube::short(&url)],
        "drive.google.com" | "docs.google.com" | "drive.usercontent.google.com" => {
            vec![drive::page(&url, &host)]
        }
        _ => vec![Err(noise::of_page(url.host_str().unwrap_or_default(), url.path()))],
    }
}

/// An address of a page; none for anything else.
pub(super) fn parse(address: &str) -> Option<Url> {
    let url = Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then_some(url)
}

/// The host without what only stands for another way of showing it.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let mobile = ["www.", "m.", "music.", "gaming."].iter().find_map(|front| host.strip_prefix(front));
    mobile.unwrap_or(host).to_owned()
}

/// The first value of a name in the query.
pub(super) fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The parts of the path that are not empty.
pub(super) fn parts(url: &Url) -> Vec<&str> {
    url.path_segments().map(|parts| parts.filter(|part| !part.is_empty()).collect()).unwrap_or_default()
}

/// The letters at the beginning that an id may have.
pub(super) fn id_letters(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-' && sign != '_');
    &text[..end.unwrap_or(text.len())]
}
