//! A file as a person's page shows it: a player, a picture or a way to it, and what is said in it.

use std::collections::HashMap;

use app::PeopleAsset;

use super::cause;
use crate::web::desk::shown::{bytes, moment};

/// A file, or what will become one.
pub struct File {
    pub id: String,
    pub title: String,
    /// Such as "Video" and "Drive file".
    pub kind: &'static str,
    /// The class of its state, as styles know it.
    pub state: &'static str,
    pub word: &'static str,
    pub facts: String,
    /// Why it is not here.
    pub trouble: String,
    /// The address that it came from; only web addresses are led to.
    pub origin: Option<String>,
    pub shows: Shows,
    /// The asset of the transcript, for the player.
    pub track: Option<String>,
    /// What is said in it.
    pub spoken: Option<String>,
}

/// How a browser can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Video,
    Audio,
    Picture,
    /// It can be opened or saved.
    Link,
    /// It is not here.
    Nothing,
}

impl File {
    /// The file of an asset; `tracks` and `spoken` go by the id of the video.
    pub fn of(
        asset: PeopleAsset,
        tracks: &HashMap<String, String>,
        spoken: &HashMap<String, String>,
    ) -> Self {
        let media = asset.content_type.as_deref().unwrap_or_default();
        let shows = match media.split('/').next() {
            _ if !asset.has_content => Shows::Nothing,
            Some("video") => Shows::Video,
            Some("audio") => Shows::Audio,
            Some("image") if media != "image/svg+xml" => Shows::Picture,
            _ => Shows::Link,
        };
        let is_video = asset.kind == "youtube_video";
        let (state, word) = match (asset.status.as_str(), &asset.failure) {
            ("downloaded" | "uploaded", _) => ("ok", "here"),
            ("failed", Some(failure)) if failure.permanent => ("down", "given up"),
            ("failed", _) => ("degraded", "failed, tried again"),
            _ => ("degraded", "waiting"),
        };
        let trouble = asset.failure.as_ref().map(|failure| {
            let next = failure.next_at.map(|at| format!(" Tried again from {} UTC on.", moment(at)));
            let attempts =
                format!("{} attempt{}", failure.attempts, if failure.attempts == 1 { "" } else { "s" });
            let said = cause(failure.category.as_str());
            format!("{said}: {} ({attempts}).{}", failure.message, next.unwrap_or_default())
        });
        let known = [
            asset.bytes.map(bytes),
            asset.content_type.clone(),
            asset.gone_at.map(|_| "nothing points at it any more".to_owned()),
        ];
        Self {
            kind: match asset.kind.as_str() {
                "youtube_video" => "Video",
                "youtube_transcript" => "Transcript",
                "youtube_playlist" => "Playlist",
                "drive_file" => "File on Drive",
                "drive_folder" => "Folder on Drive",
                _ => "File",
            },
            title: asset.filename.clone().unwrap_or_else(|| asset.media_id.clone()),
            facts: known.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            trouble: trouble.unwrap_or_default(),
            origin: Some(asset.url).filter(|url| url.starts_with("https://") || url.starts_with("http://")),
            track: tracks.get(&asset.media_id).filter(|_| is_video).cloned(),
            spoken: spoken.get(&asset.media_id).filter(|_| is_video).cloned(),
            id: asset.asset_id,
            state,
            word,
            shows,
        }
    }
}
