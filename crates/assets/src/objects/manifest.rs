//! Beside every kept content a page for each file that it is, for people to read: what it is, and whose.
//!
//! Each page is written by itself, so that nobody who writes one can lose another one's.

use model::Instant;
use serde::{Deserialize, Serialize};

use super::{Content, FILES, ObjectError, Objects};

/// The folder of the manifests.
pub const MANIFESTS: &str = "manifests";

/// What one kept content is and whose file it is. The database says the same and is what counts; this says it where
/// only the bucket is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What it is made of.
    #[serde(flatten)]
    pub content: Content,
    /// The key under which it lies.
    pub key: String,
    /// When this page was written.
    pub written_at: Instant,
    /// Whose file it is.
    #[serde(flatten)]
    pub file: Owned,
}

/// A file that is some content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owned {
    /// The asset's id.
    pub asset: String,
    /// The key of the row whose file it is. No name and no email stand here.
    pub row: String,
    /// The address it came from.
    pub origin: String,
}

impl Manifest {
    /// Where the page of an asset lies beside the object with a key: `manifests/files/ab/ab….mp4/{asset}.json`.
    pub fn key_of(key: &str, asset: &str) -> String {
        format!("{MANIFESTS}/{key}/{asset}.json")
    }

    /// The object and the asset of a page, by where it lies; none where it is no page of ours: those are beside objects
    /// below [`FILES`], each under the UUID of an asset.
    pub fn of_key(place: &str) -> Option<(&str, &str)> {
        let inside = place.strip_prefix(MANIFESTS)?.strip_prefix('/')?;
        let (key, asset) = inside.strip_suffix(".json")?.rsplit_once('/')?;
        let name = key.strip_prefix(FILES)?.strip_prefix('/')?;
        (!name.is_empty() && is_uuid(asset)).then_some((key, asset))
    }
}

/// Whether a text is a UUID as it is written: 32 hexadecimal digits in five groups.
fn is_uuid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

impl Objects {
    /// The page of an asset; `None` when there is none, or none that can be read, which is then written anew.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn manifest(&self, key: &str, asset: &str) -> Result<Option<Manifest>, ObjectError> {
        let found = self.read(&Manifest::key_of(key, asset)).await?;
        Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Writes the page of an asset in place of an older one.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn write_manifest(&self, manifest: &Manifest) -> Result<(), ObjectError> {
        let text = serde_json::to_vec_pretty(manifest).expect("plain values make JSON");
        self.write(&Manifest::key_of(&manifest.key, &manifest.file.asset), text, "application/json").await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_beside_its_object_and_tells_both() {
        let asset = "0b7f1c52-6d3e-5a90-8f14-2c9d7e61a3b8";
        let place = Manifest::key_of("files/ab/abcd.mp4", asset);
        assert_eq!(place, "manifests/files/ab/abcd.mp4/0b7f1c52-6d3e-5a90-8f14-2c9d7e61a3b8.json");
        assert_eq!(Manifest::of_key(&place), Some(("files/ab/abcd.mp4", asset)));
        for other in ["files/ab/abcd.mp4", "manifests/x", "manifests.json", "manifests/a.txt"] {
            assert_eq!(Manifest::of_key(other), None, "{other}");
        }
    }

    #[test]
    fn what_others_put_among_the_pages_is_none_of_ours() {
        let asset = "0b7f1c52-6d3e-5a90-8f14-2c9d7e61a3b8";
        for key in ["backups/ab/abcd.mp4", "files", "files/", "filesystem/a"] {
            assert_eq!(Manifest::of_key(&Manifest::key_of(key, asset)), None, "{key}");
        }
        for asset in
            ["index", "a-1", "", "0b7f1c526d3e5a908f142c9d7e61a3b8", "0b7f1c52-6d3e-5a90-8f14-2c9d7e61a3bx"]
        {
            assert_eq!(Manifest::of_key(&Manifest::key_of("files/ab/abcd.mp4", asset)), None, "{asset}");
        }
    }
}
