//! Failed assets, opened for another try.

use std::fmt::Write as _;

use model::Instant;

use crate::{StoreError, WriteTx, sql};

/// Which failed assets are meant. What is left out does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedAssets {
    /// Only whose failure is of this kind.
    pub category: Option<String>,
    /// Only of this person.
    pub person: Option<String>,
    /// Only these, by id; at most 500.
    pub ids: Vec<String>,
}

/// Of what a failed asset is told that is not tried at once.
const CLOSED: &str = "failure_permanent = 1 OR next_attempt_at > 0";

impl WriteTx {
    /// Makes failed assets due at once, also those that were given up, and gives how many are, those among them that
    /// were before included. What came meanwhile is no failure any more, and stays.
    pub async fn open_failed_assets(&self, failed: &FailedAssets, now: Instant) -> Result<u64, StoreError> {
        let mut values: Vec<sea_orm::Value> = vec![now.as_micros().into()];
        let mut wheres =
            String::from("failure_category <> '' AND download_status = 'failed' AND gone_at = 0");
        for (column, wanted) in [("failure_category", &failed.category), ("person_row_id", &failed.person)] {
            if let Some(wanted) = wanted {
                values.push(wanted.as_str().into());
                let _ = write!(wheres, " AND {column} = ${}", values.len());
            }
        }
        if !failed.ids.is_empty() {
            let mut places = String::new();
            for id in &failed.ids {
                values.push(id.as_str().into());
                let comma = if places.is_empty() { "" } else { ", " };
                let _ = write!(places, "{comma}${}", values.len());
            }
            let _ = write!(wheres, " AND asset_id IN ({places})");
        }
        // One that is due already stays as it is: whoever fetches it now writes down what came of it.
        let update = format!(
            "UPDATE assets SET updated_at = CASE WHEN {CLOSED} THEN $1 ELSE updated_at END, \
             version = version + CASE WHEN {CLOSED} THEN 1 ELSE 0 END, failure_permanent = 0, next_attempt_at = 0 \
             WHERE {wheres}"
        );
        sql::execute(&self.tx, "opening failed assets", &update, values).await
    }
}
