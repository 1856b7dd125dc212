//! What yt-dlp says of a video or a playlist, as JSON. Pure.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// What is known of a video, or of a playlist and its videos.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Info {
    /// `video`, `playlist`, or `url` for a video that was only named.
    #[serde(rename = "_type")]
    pub kind: Option<String>,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its length in seconds; a playlist and what is live have none.
    pub duration: Option<f64>,
    /// The language that is spoken, as BCP 47, where it is known.
    pub language: Option<String>,
    /// Who put it there.
    pub uploader: Option<String>,
    /// On which day, `YYYYMMDD`.
    pub upload_date: Option<String>,
    /// The day of a live event that is still to come: `is_upcoming`, `is_live`, …
    pub live_status: Option<String>,
    /// What a playlist holds; null where a video is not there any more.
    pub entries: Vec<Option<Info>>,
    /// Tracks that somebody wrote, by language.
    #[serde(deserialize_with = "tracks")]
    pub subtitles: BTreeMap<String, Vec<Track>>,
    /// Tracks that a machine heard or translated, by language.
    #[serde(deserialize_with = "tracks")]
    pub automatic_captions: BTreeMap<String, Vec<Track>>,
}

/// One form of a track.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Track {
    /// Its ending: `vtt`, `srv1`, `json3`, …
    pub ext: String,
}

impl Info {
    /// Reads what yt-dlp wrote: one object.
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("the answer of yt-dlp cannot be read: {error}"))
    }

    /// The ids of a playlist's videos in their order, each once, and how many are not there any more.
    pub fn videos(&self) -> (Vec<String>, usize) {
        let (mut ids, mut lost) = (Vec::<String>::new(), 0);
        for entry in &self.entries {
            match entry {
                Some(entry) if entry.kind.as_deref() == Some("playlist") => {
                    let (more, gone) = entry.videos();
                    ids.extend(more);
                    lost += gone;
                }
                Some(entry) if is_video(&entry.id) && !is_placeholder(entry.title.as_deref()) => {
                    ids.push(entry.id.clone());
                }
                _ => lost += 1,
            }
        }
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        (ids, lost)
    }
}

/// Whether a text has the form of a video's id.
pub fn is_video(id: &str) -> bool {
    id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Titles under which playlists list what nobody may see any more.
fn is_placeholder(title: Option<&str>) -> bool {
    matches!(title, Some("[Private video]" | "[Deleted video]"))
}

/// Tracks by language. `null`, and forms that are no list, are none.
fn tracks<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Vec<Track>>, D::Error> {
    let value = Option::<BTreeMap<String, Value>>::deserialize(deserializer)?.unwrap_or_default();
    let read = |value: Value| serde_json::from_value::<Vec<Track>>(value).unwrap_or_default();
    Ok(value.into_iter().map(|(language, value)| (language, read(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlist_gives_its_videos_once_and_counts_the_lost() {
        let text = r#"{"_type":"playlist","id":"PLdepot","title":"Depot","entries":[
            {"_type":"url","id":"aaaaaaaaaaa","title":"One","duration":61.0},
            null,
            {"_type":"url","id":"bbbbbbbbbbb","title":"[Private video]","duration":null},
            {"_type":"url","id":"ccccccccccc","title":null},
            {"_type":"url","id":"aaaaaaaaaaa","title":"One"}]}"#;
        let (ids, lost) = Info::read(text).expect("sound").videos();
        assert_eq!(ids, ["aaaaaaaaaaa", "ccccccccccc"]);
        assert_eq!(lost, 2);
    }

    #[test]
    fn a_video_is_read_with_its_tracks() {
        let text = r#"{"id":"aaaaaaaaaaa","title":"One","language":null,"formats":[{}],"subtitles":null,
            "automatic_captions":{"en-orig":[{"ext":"vtt","url":"x"}],"live_chat":{"odd":1}}}"#;
        let info = Info::read(text).expect("sound");
        assert_eq!(info.automatic_captions["en-orig"], [Track { ext: "vtt".into() }]);
        assert!(info.automatic_captions["live_chat"].is_empty());
        assert!(Info::read("<html>").is_err());
    }
}
