//! Jobs of kind `pictures`: pictures that are not kept yet, fetched. One such job at a time; run again it goes on
//! where it was, because each picture is kept as soon as it is there.

use jobs::{Failure, Run};
use serde_json::Value;
use store::{JobProgress, NewJob};
use tokio::sync::mpsc;

use super::{Accepted, enrich::failure, job::Job, list::keyed};
use crate::{App, AppError, PictureFetch, Progress};

impl Job for PictureFetch {
    const KIND: &'static str = "pictures";

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        let (hearing, mut heard) = mpsc::unbounded_channel::<Progress>();
        let fetching = async move {
            // Who no longer listens is on the way out, and needs no word.
            let hear = move |progress| {
                let _ = hearing.send(progress);
            };
            app.fetch_pictures(&self, &hear).await.map_err(failure)
        };
        // Beside the fetching and not between its steps: both write.
        let telling = async {
            while let Some(mut last) = heard.recv().await {
                while let Ok(later) = heard.try_recv() {
                    last = later;
                }
                let (unit, message) = ("pictures".to_owned(), "fetching".to_owned());
                run.progress(&JobProgress { done: last.done, total: last.total, unit, message }).await?;
            }
            Ok(())
        };
        let (report, ()) = tokio::select! {
            both = async { tokio::try_join!(fetching, telling) } => both?,
            stop = run.stopped() => return Err(stop.into()),
        };
        serde_json::to_value(report).map_err(|error| Failure::Permanent(error.to_string()))
    }
}

impl App {
    /// Asks for a job that fetches pictures. While one is under way, it is that one.
    ///
    /// # Errors
    /// `not_found` or `invalid_parameter` for a work that is named and not there, `rate_limited` when too many jobs
    /// wait already.
    pub async fn enqueue_pictures(&self, request: &PictureFetch) -> Result<Accepted, AppError> {
        for work in &request.works {
            self.work_id(&work.parse()?).await?;
        }
        let payload = serde_json::to_string(request).map_err(AppError::internal)?;
        let job = NewJob::new(PictureFetch::KIND, payload, self.now());
        self.enqueue(keyed(job, "all".to_owned())).await
    }
}
