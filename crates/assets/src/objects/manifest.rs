//! Beside every kept content a page that people can read: what it is, and whose.

use model::Instant;
use serde::{Deserialize, Serialize};

use super::{Content, ObjectError, Objects};

/// The folder of the manifests.
pub const MANIFESTS: &str = "manifests";

/// What one kept content is and whose files it is. The database says the same and is what counts; this says it where
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
    /// Whose files it is, in the order of asset ids.
    pub files: Vec<Owned>,
}

/// One file that is this content.
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
    /// Of a content under a key, with nobody's files yet.
    pub fn new(content: Content, key: impl Into<String>, now: Instant) -> Self {
        Self { content, key: key.into(), written_at: now, files: Vec::new() }
    }

    /// Where the manifest of a hash lies.
    pub fn key_of(sha256: &str) -> String {
        format!("{MANIFESTS}/{}/{sha256}.json", sha256.get(..2).unwrap_or("00"))
    }

    /// With one more file, or with this one in place of what was said of the asset before.
    pub fn put(&mut self, file: Owned) {
        self.files.retain(|known| known.asset != file.asset);
        self.files.push(file);
        self.files.sort();
    }

    /// Without one asset; whether it was there.
    pub fn take(&mut self, asset: &str) -> bool {
        let before = self.files.len();
        self.files.retain(|known| known.asset != asset);
        self.files.len() < before
    }
}

impl Objects {
    /// The manifest of a content; `None` when there is none, or none that can be read, which is then written anew.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn manifest(&self, sha256: &str) -> Result<Option<Manifest>, ObjectError> {
        let found = self.read(&Manifest::key_of(sha256)).await?;
        Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Writes a manifest in place of an older one, or takes it away when it names no file.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn write_manifest(&self, manifest: &Manifest) -> Result<(), ObjectError> {
        let key = Manifest::key_of(&manifest.content.sha256);
        if manifest.files.is_empty() {
            return self.delete(&key).await;
        }
        let text = serde_json::to_vec_pretty(manifest).expect("plain values make JSON");
        self.write(&key, text, "application/json").await
    }
}
