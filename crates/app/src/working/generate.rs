//! Jobs of kind `generate`: one picture each, by its stored recipe. Run again after a crash, a job follows what its
//! engine is still making of the first attempt, and its take is kept in one transaction with its end.

use jobs::{Failure, Run, Stop};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::job::Job;
use crate::App;

/// Nothing: what is to be made stands in a table of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Generate {}

impl Job for Generate {
    const KIND: &'static str = store::GENERATE;

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        let ended = app.make_picture(run).await;
        // Who takes it over shows what was seen last until there is more to see.
        if !matches!(ended, Err(Failure::Stopped(Stop::Ending | Stop::Lost))) {
            app.drop_preview(&run.job.id).await;
        }
        ended
    }
}
