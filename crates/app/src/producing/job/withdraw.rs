//! Telling engines of runs for which nobody waits any more.

use std::time::Duration;

use jobs::{Failure, Run, Stop};
use production::engines::{Engine, EngineError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::JobId;

use super::Begun;
use crate::App;

/// After how long an engine that does not answer is told again. One that is away for longer was started anew in between,
/// and has forgotten the run.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(5), Duration::from_secs(30), Duration::from_mins(2), Duration::from_mins(5)];

/// A run of which an engine is to be told that nobody waits for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Withdrawal {
    run: Begun,
}

impl App {
    /// Tells an engine. One that is told twice has nothing left to end.
    pub(crate) async fn tell_engine(&self, withdrawal: &Withdrawal, run: &Run) -> Result<Value, Failure> {
        let begun = &withdrawal.run;
        let Some(engine) = self.engine_named(&begun.engine).await else {
            return Err(Failure::Permanent(format!("there is no engine `{}` any more", begun.engine)));
        };
        if let Some(name) = &begun.name {
            engine.recall(&begun.prompt_id, name);
        }
        let told = tokio::select! {
            told = engine.cancel(&begun.prompt_id) => told,
            stop = run.stopped() => return Err(stop.into()),
        };
        match told {
            Ok(()) => Ok(json!({ "engine": begun.engine, "prompt_id": begun.prompt_id })),
            Err(error @ EngineError::Unreachable { .. }) => {
                let pause = PAUSES[(run.job.attempts.max(1) as usize - 1).min(PAUSES.len() - 1)];
                Err(Failure::Transient { message: error.to_string(), after: Some(pause) })
            }
            // It was told, and cannot stop it.
            Err(error) => Err(Failure::Permanent(error.to_string())),
        }
    }

    /// What comes of a job that is to stop before it has a place at an engine. Where it is cancelled, what an earlier
    /// worker began is not to go on for nobody.
    pub(super) async fn stopped_early(&self, job: &JobId, before: Option<&Begun>, stop: Stop) -> Failure {
        if stop == Stop::Cancelled
            && let Some(begun) = before
            && let Some(engine) = self.engine_named(&begun.engine).await
        {
            if let Some(name) = &begun.name {
                engine.recall(&begun.prompt_id, name);
            }
            return self.cancel_run(job, &*engine, begun).await;
        }
        stop.into()
    }

    /// Cancels a run in its engine, later where that does not answer now; gives what comes of the job.
    pub(super) async fn cancel_run(&self, job: &JobId, engine: &dyn Engine, begun: &Begun) -> Failure {
        if let Err(error) = engine.cancel(&begun.prompt_id).await {
            tracing::warn!(%error, engine = begun.engine, "a run could not be cancelled in its engine; it may go on there");
            if matches!(error, EngineError::Unreachable { .. })
                && let Err(error) = self.store().withdraw_run(job, self.now()).await
            {
                tracing::warn!(%error, job.id = %job, "the engine will not be told later either");
            }
        }
        Stop::Cancelled.into()
    }
}
