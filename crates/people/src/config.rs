//! What of this part is set.

use serde::{Deserialize, Serialize};

/// Whether this part of the house is open.
///
/// Rows of people are personal data, so nothing about them is reachable until somebody turns it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleConfig {
    /// Opens the doors to people and their files, for tokens with the `people` scope.
    pub enabled: bool,
    /// Downloads of their files.
    pub downloads: DownloadConfig,
}

/// How people's files are downloaded and kept. `config/default.toml` says what each means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DownloadConfig {
    /// How many files at once, from 1.
    pub at_once: usize,
    /// The largest file, in bytes.
    pub most_bytes: u64,
    /// How much room stays free on the disk, in bytes.
    pub keep_free_bytes: u64,
    /// The highest picture of a video, in lines.
    pub height: u32,
    /// Whether each video's transcript is downloaded as well.
    pub transcripts: bool,
    /// Where yt-dlp is; found by itself where this is empty.
    pub yt_dlp: String,
    /// Arguments that yt-dlp gets beside ours, such as those for cookies or a proxy.
    pub yt_dlp_arguments: Vec<String>,
    /// How long one run of yt-dlp may take, in seconds.
    pub yt_dlp_seconds: u64,
    /// Where videos are watched.
    pub youtube_url: String,
    /// Where Drive's files and folders lie.
    pub drive_url: String,
    /// Where Drive's API lies.
    pub drive_api_url: String,
    /// Where documents are exported.
    pub docs_url: String,
    /// How many runs of yt-dlp begin in a minute, from 1 to 60,000.
    pub youtube_per_minute: u32,
    /// How many requests a minute Drive gets, from 1 to 60,000.
    pub drive_per_minute: u32,
    /// How many requests a minute Docs gets, from 1 to 60,000.
    pub docs_per_minute: u32,
    /// How many requests a minute anybody else gets, from 1 to 60,000.
    pub others_per_minute: u32,
    /// The storage class of new objects; the bucket's own where this is empty.
    pub storage_class: String,
    /// Whether every byte of an object is read again after it was sent, or its length alone is looked at.
    pub verify_whole: bool,
}
