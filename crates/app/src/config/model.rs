//! Settings of the models that tell what texts and pictures mean.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Which models answer, and where more come from. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// The model of texts: `builtin`, a name under `models` of the data folder, or a folder.
    pub text: String,
    /// The CLIP of pictures: a name under `models` of the data folder, or a folder; empty for none.
    pub picture: String,
    /// Whether the built-in table answers where the text model cannot be used.
    pub fallback: bool,
    /// Works that are embedded between two saves.
    pub batch: usize,
    /// Where models are pulled from.
    pub base_url: String,
    /// The largest file that is pulled, in bytes.
    pub max_download_bytes: u64,
}

impl ModelConfig {
    /// Whether texts are the built-in table's.
    pub fn is_builtin(&self) -> bool {
        let name = self.text.trim();
        name.is_empty() || name == "builtin"
    }

    /// The folder of CLIP, as it is named.
    pub fn clip(&self) -> Option<&str> {
        Some(self.picture.trim()).filter(|name| !name.is_empty())
    }
}

impl super::Config {
    /// The folder of models.
    pub fn models_dir(&self) -> PathBuf {
        self.data_dir.join("models")
    }

    /// The folder that a model's name means: one under `models`, or a path.
    pub fn model_folder(&self, name: &str) -> PathBuf {
        let named = self.models_dir().join(name);
        if is_plain(name) && (named.is_dir() || !std::path::Path::new(name).is_dir()) {
            named
        } else {
            PathBuf::from(name)
        }
    }
}

/// Whether a text is a name and no path.
pub fn is_plain(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(fits)
}
