//! The move away from the old pipeline's CSV file.

use std::path::PathBuf;

use people::{
    layouts::Survey,
    ledger::{self, Phase, RolledBack, SetUp, State, Verification},
};
use serde::Serialize;

use crate::{App, AppError};

/// What to do.
#[derive(Debug, Clone)]
pub enum CsvStep {
    /// Say what the file holds, and write nothing.
    Look(PathBuf),
    /// Read the file into the database.
    SetUp(PathBuf),
    /// Take the next step.
    To(Phase),
    /// Compare the file with the database.
    Verify,
    /// Go back to the file.
    RollBack,
    /// Say how far the move came.
    Status,
}

/// The request.
#[derive(Debug, Clone)]
pub struct CsvRequest {
    /// What to do.
    pub step: CsvStep,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CsvMoved {
    /// What the file holds.
    Survey(Survey),
    /// It was read.
    SetUp(SetUp),
    /// Where the move stands.
    State(Option<State>),
    /// What a comparison found.
    Verified(Verification),
    /// What came back.
    RolledBack(RolledBack),
}

impl App {
    /// Moves away from the old pipeline's CSV file, step by step, and back.
    pub async fn migrate_csv(&self, request: &CsvRequest) -> Result<CsvMoved, AppError> {
        self.people_are_open()?;
        let (store, now) = (self.store(), self.now());
        Ok(match &request.step {
            CsvStep::Look(path) => CsvMoved::Survey(ledger::look(store, path).await?),
            CsvStep::SetUp(path) => CsvMoved::SetUp(ledger::set_up(store, path, now).await?),
            CsvStep::To(phase) => CsvMoved::State(Some(ledger::step(store, *phase, now).await?)),
            CsvStep::Verify => CsvMoved::Verified(ledger::verify(store).await?),
            CsvStep::RollBack => CsvMoved::RolledBack(ledger::roll_back(store, now).await?),
            CsvStep::Status => CsvMoved::State(ledger::state(store).await?),
        })
    }
}
