//! Imported files by name: rows and records know their file by its hash, people by its name.

use app::{App, AppError, ImportEntry};

/// The journal of imports, as a table of names.
pub struct Files(Vec<ImportEntry>);

impl Files {
    /// Every file imported so far.
    pub async fn of(app: &App) -> Result<Self, AppError> {
        app.imports().await.map(Self)
    }

    /// The name a file was last imported under; a hash without one stands for itself.
    pub fn name<'a>(&'a self, hash: &'a str) -> &'a str {
        self.0.iter().find(|import| import.file_hash == hash).map_or(hash, |import| import.name.as_str())
    }

    /// The hash of the file last imported under a name; a text that is no such name stands for itself.
    pub fn hash<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.iter().find(|import| import.name == name).map_or(name, |import| import.file_hash.as_str())
    }

    /// `file.jsonl line 12`, as far as it is known.
    pub fn place(&self, hash: Option<&str>, line: Option<u64>) -> String {
        match (hash, line) {
            (Some(hash), Some(line)) => format!("{} line {line}", self.name(hash)),
            (Some(hash), None) => self.name(hash).to_owned(),
            (None, _) => String::new(),
        }
    }
}
