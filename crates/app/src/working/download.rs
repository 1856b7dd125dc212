//! Jobs of kind `people_download`: a session of downloads over what is due, asked for from a page or a program. One at a
//! time; run again it goes on with its session, because each file is kept as soon as it is there.
//!
//! Its payload names nobody: whoever may look at jobs need not be allowed to see people.

use std::time::Duration;

use jobs::{Failure, Run};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{JobFilter, JobProgress, JobRow, JobState, NewJob};
use tokio::sync::mpsc;

use super::{Accepted, enrich::failure, job::Job, list::keyed};
use crate::{App, AppError, DownloadRequest, Progress};

/// How often a session looks whether the one before it has ended.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a job downloads: all that is due.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeopleDownload {}

impl Job for PeopleDownload {
    const KIND: &'static str = "people_download";

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        tokio::select! {
            waited = app.wait_for_people_downloads(&run.job) => waited.map_err(failure)?,
            stop = run.stopped() => return Err(stop.into()),
        }
        let (hearing, mut heard) = mpsc::unbounded_channel::<Progress>();
        let request = DownloadRequest { resume: run.job.attempts > 1, ..DownloadRequest::default() };
        let downloading = async move {
            // Who no longer listens is on the way out, and needs no word.
            let hear = move |progress| {
                let _ = hearing.send(progress);
            };
            app.download_people(&request, &hear).await.map_err(failure)
        };
        let telling = async {
            while let Some(mut last) = heard.recv().await {
                while let Ok(later) = heard.try_recv() {
                    last = later;
                }
                let (unit, message) = ("files".to_owned(), "downloading".to_owned());
                run.progress(&JobProgress { done: last.done, total: last.total, unit, message }).await?;
            }
            Ok(())
        };
        let (report, ()) = tokio::select! {
            both = async { tokio::try_join!(downloading, telling) } => both?,
            stop = run.stopped() => return Err(stop.into()),
        };
        serde_json::to_value(report).map_err(|error| Failure::Permanent(error.to_string()))
    }
}

impl App {
    /// Asks for a session of downloads over what is due. While one waits, it is that one; one that runs may have passed
    /// by what has become due since, and is followed by another.
    ///
    /// # Errors
    /// `not_configured` while people are turned off; `rate_limited` when too many jobs wait already.
    pub async fn enqueue_people_download(&self) -> Result<Accepted, AppError> {
        self.people_are_open()?;
        let payload = serde_json::to_string(&PeopleDownload {}).map_err(AppError::internal)?;
        let job = NewJob::new(PeopleDownload::KIND, payload, self.now());
        let accepted = self.enqueue(keyed(job.clone(), "all".to_owned())).await?;
        if accepted.is_new || accepted.status != JobState::Running {
            return Ok(accepted);
        }
        self.enqueue(keyed(job, "next".to_owned())).await
    }

    /// Waits until no session runs any more that was asked for before this one.
    async fn wait_for_people_downloads(&self, job: &JobRow) -> Result<(), AppError> {
        let filter = JobFilter {
            kind: Some(PeopleDownload::KIND.to_owned()),
            state: Some(JobState::Running),
            before: Some((job.created_at, job.id.clone())),
        };
        while !self.store().jobs(&filter, 1).await?.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}
