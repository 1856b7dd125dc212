//! Jobs of kind `update`: a dataset looked at, and a new release applied or left waiting; or what was broken off gone on
//! with. One job a dataset at a time. Run again it goes on where it was: each batch is kept with its checkpoint.

use jobs::{Failure, Run};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::JobProgress;
use tokio::sync::mpsc;

use super::{enrich::failure, job::Job};
use crate::{App, Progress, Unit, UpdateRequest};

pub(crate) const KIND: &str = "update";

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UpdateTask {
    /// Look for a new release.
    Look {
        /// Of what, and how.
        request: UpdateRequest,
        /// Whether it is done only where it is due still.
        if_due: bool,
    },
}

impl Job for UpdateTask {
    const KIND: &'static str = KIND;

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        let Self::Look { request, if_due } = self;
        if if_due && let Some(name) = &request.dataset {
            // Between its making and now another worker may have looked.
            if !app.is_update_due(name).await.map_err(failure)? {
                return Ok(json!({ "outcome": "not_due" }));
            }
        }
        let (hearing, mut heard) = mpsc::unbounded_channel::<Progress>();
        let updating = async move {
            // Who no longer listens is on the way out, and needs no word.
            let hear = move |progress| {
                let _ = hearing.send(progress);
            };
            app.run_update(&request, &hear).await.map_err(failure)
        };
        // Beside the updating and not between its steps: both write.
        let telling = async {
            while let Some(mut last) = heard.recv().await {
                while let Ok(later) = heard.try_recv() {
                    last = later;
                }
                let unit = match last.unit {
                    Unit::Bytes => "bytes",
                    Unit::Rows => "batches",
                };
                let (unit, message) = (unit.to_owned(), "updating".to_owned());
                run.progress(&JobProgress { done: last.done, total: last.total, unit, message }).await?;
            }
            Ok(())
        };
        let (outcome, ()) = tokio::select! {
            both = async { tokio::try_join!(updating, telling) } => both?,
            stop = run.stopped() => return Err(stop.into()),
        };
        serde_json::to_value(outcome).map_err(|error| Failure::Permanent(error.to_string()))
    }
}
