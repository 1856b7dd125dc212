//! The starter catalog that comes with the program, imported like any other file.

use std::path::PathBuf;

use jobs::Progress;
use model::Instant;
use store::Store;

use crate::{ImportError, ImportOptions, ImportReport, Input, import};

/// The files of the starter catalog: works first, so that characters find the works they appear in.
pub fn starter() -> Vec<Input> {
    macro_rules! files {
        ($($file:literal),+ $(,)?) => {
            vec![$(Input::Embedded {
                name: concat!("starter/", $file),
                bytes: include_bytes!(concat!("../starter/", $file)),
            }),+]
        };
    }
    files![
        "anime.jsonl",
        "manga.jsonl",
        "novels.jsonl",
        "visual_novels.jsonl",
        "games.jsonl",
        "characters.jsonl",
    ]
}

/// Imports the starter catalog. Safe to repeat: what is there stays as it is.
pub async fn import_starter(
    store: &Store,
    at: Instant,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Vec<ImportReport>, ImportError> {
    let options = ImportOptions {
        format: Some("records".to_owned()),
        atomic: false,
        max_download_bytes: 0, // nothing is downloaded
        scratch: PathBuf::new(),
        at,
    };
    let mut reports = Vec::new();
    for input in starter() {
        reports.push(import(store, &input, &options, progress).await?);
    }
    Ok(reports)
}
