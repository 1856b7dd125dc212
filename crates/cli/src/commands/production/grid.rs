//! `emaki production grid`: pictures that were asked for together, combination by combination.

use std::collections::BTreeMap;

use app::BatchCell;
use serde_json::Value;

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Show pictures that were asked for together, as a grid over the fields that vary
///
/// Each combination with how far its jobs are and the files that came of them. `jobs list` and `generate --json` tell
/// the batch.
#[derive(Debug, clap::Args)]
pub struct Grid {
    /// The batch
    batch: String,
}

impl Grid {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let batch = session.app().await?.picture_batch(&self.batch).await?;
        if session.out.is_json() {
            session.out.json(&batch)?;
            return Ok(Exit::Done);
        }
        let mut table = Table::new(["combination", "jobs", "files"].map(|name| (name, Align::Left)));
        for cell in &batch.cells {
            let files: Vec<&str> = cell.takes.iter().map(|take| take.file.as_str()).collect();
            table.row([combination(&cell.values), states(cell), files.join(" ")]);
        }
        session.out.table(&table)?;
        let axes: Vec<String> =
            batch.axes.iter().map(|axis| format!("{} ({})", axis.field, axis.values.len())).collect();
        let over = if axes.is_empty() { "nothing varies".to_owned() } else { axes.join(" × ") };
        session.out.note(format_args!("{} combinations: {over}", batch.cells.len()));
        Ok(Exit::Done)
    }
}

/// The values of the fields that vary, as in `sampler=euler steps=10`.
fn combination(values: &BTreeMap<String, Value>) -> String {
    let told = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    values.iter().map(|(field, value)| format!("{field}={}", told(value))).collect::<Vec<_>>().join(" ")
}

/// How many of its jobs are where, as in `1 completed, 1 queued`.
fn states(cell: &BatchCell) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for job in &cell.jobs {
        *counts.entry(job.status).or_default() += 1;
    }
    counts.iter().map(|(status, count)| format!("{count} {status}")).collect::<Vec<_>>().join(", ")
}
