//! Runs: begun, or gone on with where one was broken off.

use std::time::Duration;

use keeping::KeepingError;
use model::Instant;
use serde_json::json;
use store::{Run, Store};

use crate::About;

/// A broken crawl older than this is begun anew: what it saw may have changed since.
const STALE: Duration = Duration::from_hours(24);

/// How many of the last runs are looked at.
pub const LOOKED_AT: usize = 1000;

/// The name under which a source's runs are kept.
pub fn name_of(about: &About) -> String {
    format!("collect {}", about.name)
}

/// Begins a run; one that reads all anew goes on with the last one like it where that was broken off.
pub async fn begin(
    store: &Store,
    about: &About,
    anew: bool,
    at: Instant,
) -> Result<(i64, bool), KeepingError> {
    let what = name_of(about);
    // Read while no other process writes, so that two that begin at once take the same run.
    let tx = store.begin().await?;
    let runs = store.runs(LOOKED_AT).await?;
    let is_anew = |run: &&Run| {
        let details: serde_json::Value = serde_json::from_str(&run.details).unwrap_or_default();
        details["anew"] == true
    };
    let stale = i64::try_from(STALE.as_micros()).unwrap_or(i64::MAX);
    let broken = runs
        .iter()
        .filter(|run| run.what == what)
        .find(is_anew)
        .filter(|run| run.finished_at.is_none() && at.as_micros() - run.started_at.as_micros() < stale);
    if let Some(run) = broken.filter(|_| anew) {
        tx.rollback().await?;
        return Ok((run.id, true));
    }
    let run = tx.begin_run(&what, &json!({ "anew": anew }).to_string(), at).await?;
    tx.commit().await?;
    Ok((run, false))
}
