//! Jobs of kind `withdraw`: they tell an engine that nobody waits for a run any more. One that is run again after a crash
//! finds nothing left to end.

use jobs::{Failure, Run};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::job::Job;
use crate::{App, producing::Withdrawal};

/// Of which run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Withdraw(Withdrawal);

impl Job for Withdraw {
    const KIND: &'static str = store::WITHDRAW;

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        app.tell_engine(&self.0, run).await
    }
}
