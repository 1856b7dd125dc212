//! How far the move came, as it is stored.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use store::{Store, WriteTx};

use crate::{desk::PeopleError, word::words};

words! {
    /// How far the move came.
    pub enum Phase {
        /// The file was read into the database, and stays the only one that is written.
        SetUp = "setup",
        /// Both are written; the file is read.
        Dual = "dual",
        /// Both are written; the database is read.
        Database = "database",
        /// Only the database is written; the file is made when somebody asks for it.
        Retired = "retired",
    }
}

impl Phase {
    /// Whether the file and the database are both written.
    pub fn writes_both(self) -> bool {
        matches!(self, Self::Dual | Self::Database)
    }

    /// Whether the lines in the database are written.
    pub fn writes_database(self) -> bool {
        self != Self::SetUp
    }
}

/// A file that is to take the place of the old one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    /// The file beside it.
    pub temp: PathBuf,
    /// The SHA-256 of its bytes.
    pub hash: String,
}

/// How far the move came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Its phase.
    pub phase: Phase,
    /// The file.
    pub path: PathBuf,
    /// How many columns it had when it was read.
    pub columns: usize,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
    /// Whether its lines end with `\r\n`.
    pub crlf: bool,
    /// The SHA-256 of its bytes when it was read.
    pub original_hash: String,
    /// The compressed copy of the file as it was read.
    pub original: PathBuf,
    /// The SHA-256 of its bytes as they are to be now.
    pub file_hash: String,
    /// A file that is to take its place.
    pub(super) pending: Option<Pending>,
}

const NAME: &str = "state";

/// How far the move came; none before it began.
pub async fn state(store: &Store) -> Result<Option<State>, PeopleError> {
    parsed(store.csv_state(NAME).await?)
}

pub(super) async fn within(tx: &WriteTx) -> Result<Option<State>, PeopleError> {
    parsed(tx.csv_state(NAME).await?)
}

pub(super) async fn required(tx: &WriteTx) -> Result<State, PeopleError> {
    within(tx).await?.ok_or_else(none)
}

pub(super) fn none() -> PeopleError {
    PeopleError::Phase("no CSV file was set up; begin with `emaki migrate csv FILE`".to_owned())
}

pub(super) async fn save(tx: &WriteTx, state: &State) -> Result<(), PeopleError> {
    let text = serde_json::to_string(state).map_err(|error| PeopleError::Phase(error.to_string()))?;
    tx.set_csv_state(NAME, &text).await?;
    Ok(())
}

fn parsed(text: Option<String>) -> Result<Option<State>, PeopleError> {
    let damaged =
        |error: serde_json::Error| store::StoreError::Damaged(format!("the state of the CSV file: {error}"));
    Ok(text.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?)
}
