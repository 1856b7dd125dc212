//! Updates of datasets: new releases found, weighed, applied, undone.
//!
//! `look` asks the addresses of a dataset in their order and holds what is new against what is kept; `run` applies a
//! release or lets it wait for somebody's word; `undo` takes one back; `turn` lets one process at a time do either;
//! `schedule` and `safety` say when.

mod look;
mod run;
mod safety;
mod schedule;
mod status;
mod turn;
mod undo;

use serde::{Deserialize, Serialize};

pub use run::{UpdateMode, UpdateOutcome, UpdateRequest};
pub use safety::{SmartUpdate, UpdateSafety};
pub use schedule::{ReleaseRhythm, UpdateSchedule};
pub use status::{AddressCheck, BrokenOff, DatasetCheck, DatasetStatus, UpdateStatus};

use crate::{App, AppError, DatasetConfig};

/// How far an update or an undo is: what is done, of how much, and what it does.
pub(crate) type Telling<'a> = &'a (dyn Fn(crate::Progress) + Send + Sync);

/// What applying an update did, as it is kept with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Applied {
    /// What the import counted.
    pub imported: serde_json::Value,
    /// The numbers of pairs that rules joined over it.
    pub joins: Vec<i64>,
    /// Batches that changed something, and that undoing it takes back.
    pub steps: u64,
    /// What undoing it did so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<catalog::updating::Undone>,
}

impl Applied {
    /// What is kept with an update; nothing where it was never applied.
    ///
    /// # Errors
    /// `damaged` where it cannot be read: to take it for nothing would forget what has to be taken back.
    pub(crate) fn of(row: &store::UpdateRow) -> Result<Self, AppError> {
        if row.report.is_null() {
            return Ok(Self::default());
        }
        serde_json::from_value(row.report.clone()).map_err(|error| {
            AppError::new(
                crate::ErrorCode::Damaged,
                format!("the report of update {} cannot be read", row.id),
            )
            .detail("update", row.id)
            .caused_by(error)
            .hint("`emaki db verify` looks at the rest, and `emaki db restore` brings back a backup")
        })
    }

    pub(crate) fn to_value(&self) -> Result<serde_json::Value, AppError> {
        serde_json::to_value(self).map_err(AppError::internal)
    }
}

impl App {
    /// A dataset by its name, or the only one.
    ///
    /// # Errors
    /// `not_found`, with the names that there are; `invalid_parameter` where there are several and none is named;
    /// `not_configured` where its settings cannot be.
    pub(crate) fn dataset(&self, name: Option<&str>) -> Result<(&str, &DatasetConfig), AppError> {
        let datasets = &self.config().updates.datasets;
        let known: Vec<&str> = datasets.keys().map(String::as_str).collect();
        let found = match name {
            Some(name) => datasets.get_key_value(name).ok_or_else(|| {
                AppError::not_found("dataset", name)
                    .detail("known", known.clone())
                    .hint(format!("datasets stand under [updates.datasets.…]: {}", known.join(", ")))
            })?,
            None if datasets.len() == 1 => datasets.iter().next().expect("there is one"),
            None => {
                return Err(AppError::invalid_parameter("dataset", "say which dataset is meant")
                    .detail("allowed", known.clone())
                    .hint(format!("datasets are {}", known.join(", "))));
            }
        };
        let (name, config) = found;
        if !catalog::updating::can_be_updated(&config.format) {
            let text = format!(
                "the rows of `{}` are no records, so that an update could not be undone",
                config.format
            );
            return Err(AppError::new(crate::ErrorCode::NotConfigured, text)
                .detail("dataset", name.as_str())
                .hint("import its files with `emaki import`"));
        }
        if config.addresses.is_empty() {
            return Err(AppError::new(crate::ErrorCode::NotConfigured, format!("`{name}` has no addresses"))
                .hint(format!("set `addresses` under [updates.datasets.{name}]")));
        }
        Ok((name, config))
    }
}
