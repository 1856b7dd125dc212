//! Jobs of kind `webhook`: they tell an address that a picture has ended. One that is run again after a crash tells it
//! again under the same id, by which the receiver knows it.

use jobs::{Failure, Run};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::job::Job;
use crate::{App, producing::Telling};

/// What is to be told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Tell(Telling);

impl Job for Tell {
    const KIND: &'static str = store::WEBHOOK;

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        app.tell_webhook(&self.0, run).await
    }
}
