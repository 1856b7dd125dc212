//! Fetching a model into the data folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use embedding::{About, FolderKind};
use serde::Serialize;
use url::Url;

use super::{
    download::{Downloader, Fetched, unwritable},
    stage::Stage,
};
use crate::{App, AppError, ErrorCode, Progress, Unit};

/// The files of a model; those that are needed have to be there.
const FILES: [(&str, bool); 15] = [
    ("config.json", true),
    ("README.md", false),
    ("modules.json", false),
    ("1_Pooling/config.json", false),
    ("sentence_bert_config.json", false),
    ("config_sentence_transformers.json", false),
    ("preprocessor_config.json", false),
    ("tokenizer.json", false),
    ("tokenizer_config.json", false),
    ("special_tokens_map.json", false),
    ("vocab.txt", false),
    ("vocab.json", false),
    ("merges.txt", false),
    ("LICENSE", false),
    ("model.safetensors", true),
];
/// What was pulled, beside the model's own files.
const NOTE: &str = "pulled.json";

/// Which model to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// The model, as its server names it: `sentence-transformers/all-MiniLM-L6-v2`.
    pub model: String,
    /// The branch, tag or commit.
    pub revision: String,
    /// The folder's name under `models`; the last part of the model's name where there is none.
    pub name: Option<String>,
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pulled {
    /// The name by which the settings name it.
    pub name: String,
    /// Where it lies.
    pub folder: PathBuf,
    /// The model, as its server names it.
    pub model: String,
    /// The commit that the server named, or what was asked for.
    pub revision: String,
    /// `bert` or `clip`.
    pub kind: &'static str,
    /// How many numbers a vector has.
    pub dimensions: usize,
    /// Its license, as its card has it.
    pub license: Option<String>,
    /// Its files.
    pub files: Vec<PulledFile>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PulledFile {
    /// Its name within the folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Whether it has the hash that its server named.
    pub is_checked: bool,
    /// Whether it was there already.
    pub is_kept: bool,
}

impl App {
    /// Fetches a model's folder, checks each file by the hash that its server names, and opens it once. What was
    /// broken off goes on where it stopped, and what is there already is not fetched again. All of it lies elsewhere until
    /// it is whole; the model that was there answers until then.
    ///
    /// # Errors
    /// `invalid_parameter` for a name that is none, `conflict` where another model has the folder, `not_found` where the server has no such model,
    /// `source_unavailable` where it gives none, `payload_too_large` for a file beyond the bound, and
    /// `not_configured` for a model of a kind that is not run here.
    pub async fn pull_model(
        &self,
        request: &PullRequest,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Pulled, AppError> {
        let config = &self.config().model;
        let base = address(&config.base_url, &request.model, &request.revision)?;
        let last = request.model.rsplit('/').next().unwrap_or_default();
        let name = request.name.as_deref().unwrap_or(last);
        if !crate::config::is_plain(name) || name == "builtin" {
            return Err(AppError::invalid_parameter("name", format!("`{name}` is no name for a folder"))
                .hint("letters, digits, `-`, `_` and `.` make one"));
        }
        let (models, origin) =
            (self.config().models_dir(), format!("{}@{}", request.model, request.revision));
        not_another(&models.join(name), request)?;
        let stage =
            Stage::begin(&models, name, &origin).map_err(|error| unwritable(&models.join(name), error))?;
        let folder = stage.folder().to_owned();
        let downloader = Downloader::new(&crate::sources::agent(self.config()), config.max_download_bytes)?;
        let (mut files, mut commit) = (Vec::new(), None);
        for (file, is_needed) in FILES {
            let url = base.join(file).map_err(AppError::internal)?;
            let told = |have: u64, size: Option<u64>| {
                progress(Progress { done: have, total: size, unit: Unit::Bytes });
            };
            stage.take_over(file).map_err(|error| unwritable(stage.target(), error))?;
            match downloader.fetch(&url, &folder.join(file), &told).await? {
                Some(Fetched { bytes, sha256, is_checked, is_kept, commit: told }) => {
                    commit = commit.or(told);
                    files.push(PulledFile { name: file.to_owned(), bytes, sha256, is_checked, is_kept });
                }
                None if is_needed => {
                    return Err(AppError::new(ErrorCode::NotFound, format!("there is no `{url}`"))
                        .detail("model", request.model.as_str())
                        .hint("is the model's name right, and has it weights as safetensors?"));
                }
                // What its server has no more is not the model's.
                None => drop(fs::remove_file(folder.join(file))),
            }
            if file == "config.json" {
                // A model that is not run here is told before its weights are fetched.
                embedding::recognize(&folder).map_err(|error| super::open::unusable(&folder, error))?;
            }
        }
        let opened = folder.clone();
        let about = tokio::task::spawn_blocking(move || -> Result<About, AppError> {
            embedding::open(&opened).map_err(|error| super::open::unusable(&opened, error))?;
            embedding::about(&opened).map_err(|error| super::open::unusable(&opened, error))
        });
        let about = about.await.map_err(AppError::internal)??;
        let pulled = Pulled {
            name: name.to_owned(),
            model: request.model.clone(),
            revision: commit.unwrap_or_else(|| request.revision.clone()),
            kind: about.kind.as_str(),
            dimensions: about.dimensions,
            license: about.license,
            files,
            folder: stage.target().to_owned(),
        };
        let note = serde_json::to_vec_pretty(&pulled).map_err(AppError::internal)?;
        let place = stage.target().to_owned();
        stage.write(NOTE, &note).and_then(|()| stage.put()).map_err(|error| unwritable(&place, error))?;
        Ok(pulled)
    }
}

impl Pulled {
    /// The setting that makes it answer.
    pub fn setting(&self) -> &'static str {
        if self.kind == FolderKind::Clip.as_str() { "picture" } else { "text" }
    }
}

/// Keeps other models' folders from being overwritten: what is there must have been pulled from the same place.
fn not_another(folder: &Path, request: &PullRequest) -> Result<(), AppError> {
    #[derive(serde::Deserialize)]
    struct Note {
        model: String,
    }
    if !folder.exists() {
        return Ok(());
    }
    let note = fs::read(folder.join(NOTE)).ok().and_then(|text| serde_json::from_slice::<Note>(&text).ok());
    if note.as_ref().is_some_and(|note| note.model == request.model) {
        return Ok(());
    }
    let whose = note.map_or_else(|| "which was not pulled".to_owned(), |note| format!("of `{}`", note.model));
    let text = format!("there is a model in `{}` already, {whose}", folder.display());
    Err(AppError::new(ErrorCode::Conflict, text)
        .detail("folder", folder.display().to_string())
        .hint("pull it under another name with --name, or move that folder away"))
}

/// Where a model's files lie: `{base}/{model}/resolve/{revision}/`.
fn address(base: &str, model: &str, revision: &str) -> Result<Url, AppError> {
    let fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    if !model.split('/').all(fits) || model.split('/').count() > 2 {
        return Err(AppError::invalid_parameter("model", format!("`{model}` is no model's name"))
            .hint("it is written like `sentence-transformers/all-MiniLM-L6-v2`"));
    }
    if !revision.split('/').all(fits) {
        return Err(AppError::invalid_parameter("revision", format!("`{revision}` is no revision")));
    }
    let revision = revision.replace('/', "%2F");
    let address = format!("{}/{model}/resolve/{revision}/", base.trim_end_matches('/'));
    let url = Url::parse(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        AppError::new(ErrorCode::NotConfigured, format!("`{base}` is no address of models"))
            .hint("set `base_url` under [model]")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_files() {
        let url = address("https://models.example/", "ann/moon-v2", "refs/pr/1").expect("an address");
        assert_eq!(url.as_str(), "https://models.example/ann/moon-v2/resolve/refs%2Fpr%2F1/");
        for (base, model, revision) in [
            ("ftp://x", "a/b", "main"),
            ("https://x", "a/b/c", "main"),
            ("https://x", "../b", "main"),
            ("https://x", "a", "ma in"),
        ] {
            assert!(address(base, model, revision).is_err(), "{base} {model} {revision}");
        }
    }
}
