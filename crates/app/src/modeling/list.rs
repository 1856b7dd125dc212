//! The models that are there: the built-in table, and the folders under `models` of the data folder.

use std::{fs, path::PathBuf};

use embedding::{About, Embedder as _, FolderKind, StaticTable};
use serde::Serialize;

use super::stage::is_stage;
use crate::{App, AppError};

/// A model that is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelInfo {
    /// The name by which the settings name it.
    pub name: String,
    /// `table`, `bert` or `clip`; `None` for a folder that cannot be used.
    pub kind: Option<&'static str>,
    /// What it is used for at the moment: `texts`, `pictures`, or `in the making`.
    pub role: Option<&'static str>,
    /// How many numbers a vector has.
    pub dimensions: usize,
    /// The bytes of its files.
    pub bytes: u64,
    /// Its license, as its card has it.
    pub license: Option<String>,
    /// Its folder; `None` for the one in the program.
    pub folder: Option<PathBuf>,
    /// Why it cannot be used.
    pub trouble: Option<String>,
    /// The figures of its card, name and value.
    pub figures: Vec<(String, String)>,
}

impl App {
    /// The built-in table, then every model folder, by name; also those that the settings name elsewhere.
    ///
    /// # Errors
    /// When the folder of models cannot be read.
    pub async fn models(&self) -> Result<Vec<ModelInfo>, AppError> {
        let state = self.model_state().await;
        let config = self.config();
        let texts = (!config.model.is_builtin()).then(|| config.model_folder(&config.model.text));
        let pictures = config.model.clip().map(|name| config.model_folder(name));
        let builtin = StaticTable::builtin();
        let mut models = vec![ModelInfo {
            name: "builtin".to_owned(),
            kind: Some("table"),
            role: (state.answers == builtin.id().as_str()).then_some("texts"),
            dimensions: builtin.dimensions(),
            bytes: builtin.bytes(),
            license: Some("Apache-2.0".to_owned()),
            folder: None,
            trouble: None,
            figures: figures(builtin.card()),
        }];
        let mut folders: Vec<PathBuf> = match fs::read_dir(config.models_dir()) {
            Ok(entries) => {
                let folders = entries.flatten().map(|entry| entry.path());
                folders.filter(|path| path.is_dir() && !is_stage(path)).collect()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(AppError::internal(error)),
        };
        folders.extend([&texts, &pictures].into_iter().flatten().filter(|folder| folder.is_dir()).cloned());
        folders.sort();
        folders.dedup();
        for folder in folders {
            let role = if texts.as_ref() == Some(&folder) {
                Some(if state.in_the_making.is_some() { "in the making" } else { "texts" })
            } else if pictures.as_ref() == Some(&folder) {
                Some("pictures")
            } else {
                None
            };
            models.push(self.info(folder, role));
        }
        Ok(models)
    }

    fn info(&self, folder: PathBuf, role: Option<&'static str>) -> ModelInfo {
        let shown = folder.strip_prefix(self.config().models_dir()).unwrap_or(&folder);
        let name = shown.display().to_string();
        match embedding::about(&folder) {
            Ok(About { kind, dimensions, bytes, license, .. }) => ModelInfo {
                name,
                kind: Some(kind.as_str()),
                role,
                dimensions,
                bytes,
                license,
                figures: if kind == FolderKind::Table { card_figures(&folder) } else { Vec::new() },
                folder: Some(folder),
                trouble: None,
            },
            Err(error) => ModelInfo {
                name,
                kind: None,
                role: None,
                dimensions: 0,
                bytes: 0,
                license: None,
                folder: Some(folder),
                trouble: Some(error.to_string()),
                figures: Vec::new(),
            },
        }
    }
}

fn card_figures(folder: &std::path::Path) -> Vec<(String, String)> {
    let table = fs::read(folder.join(embedding::TABLE_FILE)).ok();
    let table = table.and_then(|file| StaticTable::from_bytes(&file).ok());
    table.map(|table| figures(table.card())).unwrap_or_default()
}

/// The rows of a card's table.
fn figures(card: &str) -> Vec<(String, String)> {
    let rows = card.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.filter_map(|row| row.split_once(" | "));
    rows.filter(|(name, value)| {
        !name.trim().is_empty() && !name.starts_with("---") && !value.trim().is_empty()
    })
    .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
    .collect()
}
