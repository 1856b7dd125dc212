//! An asset: one thing that can be downloaded for a person, and how far it came.
//!
//! A playlist and a folder are assets as well: what they hold becomes one asset each, which names them as its parent.

use std::{fmt, fmt::Write as _, str::FromStr};

use model::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Failure, PersonKey, word::words};

/// The id of an asset, printed as a UUID.
///
/// It is made of what the asset is (the person's key, the kind, and the normalized address), so that the same link
/// found again is the same asset. The layout is that of RFC 9562, version 8, over the first bytes of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AssetId([u8; 16]);

impl AssetId {
    /// The id of an asset of a person.
    pub fn of(person: &PersonKey, kind: AssetKind, address: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [person.as_str(), kind.as_str(), address] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }
}

impl AssetId {
    /// The name under which a page that is no Google document is kept: `page-` and 16 digits of its address's SHA-256.
    pub fn of_page(address: &str) -> String {
        format!("page-{}", &hex(&Sha256::digest(address.as_bytes()))[..16])
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_char('-')?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl FromStr for AssetId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not the id of an asset: it is a UUID such as those of `people list`");
        let places: Vec<&str> = text.split('-').collect();
        if !text.is_ascii() || places.iter().map(|part| part.len()).ne([8, 4, 4, 4, 12]) {
            return Err(wrong());
        }
        let digits = places.concat();
        let mut bytes = [0; 16];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for AssetId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<AssetId> for String {
    fn from(id: AssetId) -> Self {
        id.to_string()
    }
}

words! {
    /// What an asset is.
    pub enum AssetKind {
        /// A video of `YouTube`.
        YoutubeVideo = "youtube_video",
        /// The transcript of a video.
        YoutubeTranscript = "youtube_transcript",
        /// A playlist, whose videos become assets.
        YoutubePlaylist = "youtube_playlist",
        /// A file of Google Drive.
        DriveFile = "drive_file",
        /// A folder of Google Drive, whose files and folders become assets.
        DriveFolder = "drive_folder",
    }
}

impl AssetKind {
    /// Whether it only holds others, and has no file of its own.
    pub fn is_container(self) -> bool {
        matches!(self, Self::YoutubePlaylist | Self::DriveFolder)
    }

    /// Whether it is of `YouTube`; the others are of Drive.
    pub fn is_youtube(self) -> bool {
        matches!(self, Self::YoutubeVideo | Self::YoutubeTranscript | Self::YoutubePlaylist)
    }
}

words! {
    /// How far an asset came.
    pub enum AssetStatus {
        /// Nothing is here so far.
        Pending = "pending",
        /// Its file lies on the local disk; for a container: what it holds is known.
        Downloaded = "downloaded",
        /// Its file lies in the storage, checked.
        Uploaded = "uploaded",
        /// The last attempt failed; [`Asset::failure`] says how, and whether it is tried again.
        Failed = "failed",
    }
}

/// One row of the table of assets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Its id.
    pub id: AssetId,
    /// Whose it is.
    pub person: PersonKey,
    /// What it is.
    pub kind: AssetKind,
    /// The playlist or the folder that it was found in.
    pub parent: Option<AssetId>,
    /// The address as it was written.
    pub original_url: String,
    /// The same address in its normal form.
    pub url: String,
    /// The id of the video, playlist, file or folder.
    pub media_id: String,
    /// The name of its file, as the other side gave it; none until it is known.
    pub filename: Option<String>,
    /// How far it came.
    pub status: AssetStatus,
    /// Why the last attempt failed.
    pub failure: Option<Failure>,
    /// The length of its file in bytes.
    pub bytes: Option<u64>,
    /// The SHA-256 of its file, in hexadecimal digits.
    pub sha256: Option<String>,
    /// What its bytes are, as sniffed: `video/mp4`.
    pub content_type: Option<String>,
    /// Where its file lies on the local disk, below the folder of people's files.
    pub local_file_path: Option<String>,
    /// The key of its object in the storage.
    pub storage_key: Option<String>,
    /// The address of its object in the storage.
    pub cloud_storage_url: Option<String>,
    /// The name that the old pipeline gave its object; it stays in the CSV of 21 columns.
    pub legacy_uuid: Option<String>,
    /// What else is known of it, as a JSON object.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// Since when no text of the person points at it any more.
    pub gone_at: Option<Instant>,
    /// When it was found.
    pub created_at: Instant,
    /// When anything of it changed last.
    pub updated_at: Instant,
}

impl Asset {
    /// A new asset, with nothing downloaded.
    pub fn new(
        person: PersonKey,
        kind: AssetKind,
        original_url: &str,
        url: &str,
        media_id: &str,
        now: Instant,
    ) -> Self {
        Self {
            id: AssetId::of(&person, kind, url),
            person,
            kind,
            parent: None,
            original_url: original_url.to_owned(),
            url: url.to_owned(),
            media_id: media_id.to_owned(),
            filename: None,
            status: AssetStatus::Pending,
            failure: None,
            bytes: None,
            sha256: None,
            content_type: None,
            local_file_path: None,
            storage_key: None,
            cloud_storage_url: None,
            legacy_uuid: None,
            metadata: serde_json::Map::new(),
            gone_at: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_what_the_asset_is_and_is_read_back() {
        let key = |text: &str| text.parse::<PersonKey>().expect("a sound key");
        let id = AssetId::of(&key("7"), AssetKind::DriveFile, "https://drive.google.com/file/d/x/view");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(&id.to_string()[14..15], "8");
        assert_ne!(
            id,
            AssetId::of(&key("7#2"), AssetKind::DriveFile, "https://drive.google.com/file/d/x/view")
        );
        assert_ne!(
            id,
            AssetId::of(&key("7"), AssetKind::DriveFolder, "https://drive.google.com/file/d/x/view")
        );
        for text in ["", "7", "0123456789abcdef0123456789abcdef", "g1234567-0123-0123-0123-0123456789ab"] {
            assert!(text.parse::<AssetId>().is_err(), "{text}");
        }
    }
}
