//! Jobs of kind `embed`: vectors of works or pictures, made by the model that the settings name. One job at a time for
//! each; run again it goes on where it was, because each batch is kept with how far it goes.

use jobs::{Failure, Run};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{JobProgress, NewJob};
use tokio::sync::mpsc;

use super::{Accepted, enrich::failure, job::Job, list::keyed};
use crate::{App, AppError, EmbedWhat, Progress};

/// What a job embeds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Embed {
    what: EmbedWhat,
}

impl Job for Embed {
    const KIND: &'static str = "embed";

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        let (hearing, mut heard) = mpsc::unbounded_channel::<Progress>();
        let embedding = async move {
            // Who no longer listens is on the way out, and needs no word.
            let hear = move |progress| {
                let _ = hearing.send(progress);
            };
            match self.what {
                EmbedWhat::Works => app.embed_works(&hear).await.map_err(failure),
                EmbedWhat::Pictures => app.embed_pictures(&hear).await.map_err(failure),
            }
        };
        let telling = async {
            while let Some(mut last) = heard.recv().await {
                while let Ok(later) = heard.try_recv() {
                    last = later;
                }
                let (unit, message) = ("rows".to_owned(), "embedding".to_owned());
                run.progress(&JobProgress { done: last.done, total: last.total, unit, message }).await?;
            }
            Ok(())
        };
        let (report, ()) = tokio::select! {
            both = async { tokio::try_join!(embedding, telling) } => both?,
            stop = run.stopped() => return Err(stop.into()),
        };
        serde_json::to_value(report).map_err(|error| Failure::Permanent(error.to_string()))
    }
}

impl App {
    /// Asks for a job that embeds works or pictures. While one is under way, it is that one.
    ///
    /// # Errors
    /// `rate_limited` when too many jobs wait already.
    pub async fn enqueue_embedding(&self, what: EmbedWhat) -> Result<Accepted, AppError> {
        let payload = serde_json::to_string(&Embed { what }).map_err(AppError::internal)?;
        let job = NewJob::new(Embed::KIND, payload, self.now());
        let key = match what {
            EmbedWhat::Works => "works",
            EmbedWhat::Pictures => "pictures",
        };
        self.enqueue(keyed(job, key.to_owned())).await
    }
}
