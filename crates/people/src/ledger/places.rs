//! Where files of the old pipeline were set up, so that copies of all of them are found when somebody is erased.

use std::path::{Path, PathBuf};

use store::{Store, WriteTx};

use crate::desk::PeopleError;

const NAME: &str = "places";

/// Every file that was ever set up.
pub(super) async fn places(store: &Store) -> Result<Vec<PathBuf>, PeopleError> {
    Ok(parsed(store.csv_state(NAME).await?))
}

/// Remembers a file that is set up.
pub(super) async fn remember(tx: &WriteTx, path: &Path) -> Result<(), PeopleError> {
    let mut known = parsed(tx.csv_state(NAME).await?);
    if known.iter().any(|place| place == path) {
        return Ok(());
    }
    known.push(path.to_owned());
    let text = serde_json::to_string(&known).map_err(|error| PeopleError::Phase(error.to_string()))?;
    Ok(tx.set_csv_state(NAME, &text).await?)
}

fn parsed(text: Option<String>) -> Vec<PathBuf> {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
