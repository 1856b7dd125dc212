//! The worker of this program: every kind of job with its handler, and what a worker does beside jobs.

use std::{sync::Arc, time::Duration};

use jobs::{Clock, Handler, Settings, Tally, Until, Worker};
use serde::Serialize;

use super::{
    download::PeopleDownload,
    embed::Embed,
    enrich::Enrich,
    generate::Generate,
    job::{Job, handler},
    probe::Probe,
    refresh::Refresh,
    update::UpdateTask,
    webhook::Tell,
    withdraw::Withdraw,
};
use crate::{App, AppError, PictureFetch, Scheduled};

/// What makes the handler of a kind.
type Making = fn(App) -> Arc<dyn Handler>;

/// Every kind of job, by name, with what does its work.
const KINDS: &[(&str, Making)] = &[
    (Embed::KIND, handler::<Embed>),
    (Enrich::KIND, handler::<Enrich>),
    (Generate::KIND, handler::<Generate>),
    (PeopleDownload::KIND, handler::<PeopleDownload>),
    (PictureFetch::KIND, handler::<PictureFetch>),
    (Probe::KIND, handler::<Probe>),
    (Refresh::KIND, handler::<Refresh>),
    (UpdateTask::KIND, handler::<UpdateTask>),
    (Tell::KIND, handler::<Tell>),
    (Withdraw::KIND, handler::<Withdraw>),
];

/// The names of every kind.
pub(super) fn kinds() -> Vec<&'static str> {
    KINDS.iter().map(|(kind, _)| *kind).collect()
}

/// How a worker is to work.
#[derive(Debug, Clone, Default)]
pub struct WorkRequest {
    /// Only these kinds, where any are named.
    pub kinds: Vec<String>,
    /// How many jobs at once; what the settings say when not given.
    pub at_once: Option<usize>,
    /// Ends when no job of its kinds is alive any more.
    pub drain: bool,
    /// Ends after one job.
    pub once: bool,
    /// Whether it also makes jobs for what is to be refreshed.
    pub schedules: bool,
}

/// What a worker did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkReport {
    /// How the runs ended.
    #[serde(flatten)]
    pub runs: Tally,
}

impl App {
    /// Runs jobs until `told_to_end` is done, or until the request says so. Then what runs is finished or given
    /// back within 20 seconds, the last 5 of them for jobs whose end is being written or is written. One that schedules
    /// also keeps the store's books.
    ///
    /// # Errors
    /// `invalid_parameter` for an unknown kind; a store that fails.
    pub async fn work_jobs(
        &self,
        request: &WorkRequest,
        told_to_end: impl Future<Output = ()>,
    ) -> Result<WorkReport, AppError> {
        if let Some(unknown) = request.kinds.iter().find(|kind| !kinds().contains(&kind.as_str())) {
            return Err(AppError::invalid_parameter("kinds", format!("there is no kind of job `{unknown}`"))
                .hint(format!("kinds are {}", kinds().join(", "))));
        }
        let settings = &self.config().jobs;
        let until = match (request.once, request.drain) {
            (true, _) => Until::Once,
            (false, true) => Until::Drained,
            (false, false) => Until::Told,
        };
        let name = format!("{}-{:08x}", std::process::id(), rand::random::<u32>());
        let settings = Settings {
            at_once: request.at_once.unwrap_or(settings.at_once),
            lease: Duration::from_millis(settings.lease_ms.max(100)),
            poll: Duration::from_millis(settings.poll_ms.max(1)),
            until,
            ..Settings::new(name)
        };
        let app = self.clone();
        let is_wanted =
            |kind: &str| request.kinds.is_empty() || request.kinds.iter().any(|wanted| wanted == kind);
        let handlers = KINDS.iter().filter(|(kind, _)| is_wanted(kind)).map(|(_, make)| make(self.clone()));
        let worker = Worker::new(self.store().clone(), Clock::new(move || app.now()), settings)
            .handlers(handlers)
            .nudged_by(Arc::clone(self.nudge()));
        if self.config().production.enabled && is_wanted(Generate::KIND) {
            self.warm_engines().await;
        }
        // What a crash left between a picture's row and its folder.
        if self.config().production.enabled
            && is_wanted(Generate::KIND)
            && let Err(error) = self.write_books().await
        {
            tracing::warn!(error = ?error, "the books of projects could not be written; they will be later");
        }
        let beside = request.schedules.then(|| (self.spawn_books(), self.spawn_scheduling()));
        let stays = until == Until::Told && self.config().production.enabled && is_wanted(Generate::KIND);
        let making_up = stays.then(|| self.spawn_making_up());
        let ran = worker.run(told_to_end).await;
        if let Some(making_up) = making_up {
            making_up.abort();
        }
        self.end_pictures().await;
        if let Some((books, scheduling)) = beside {
            books.abort();
            scheduling.abort();
        }
        self.save_books().await;
        Ok(WorkReport { runs: ran? })
    }

    /// Looks for what is to be refreshed, again and again, until the task is dropped.
    fn spawn_scheduling(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            let every = Duration::from_secs(app.config().refresh.every_s.max(1));
            let mut looks = tokio::time::interval(every);
            looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                looks.tick().await;
                match app.schedule_refreshes().await {
                    Ok(Scheduled { jobs: 0, .. }) => {}
                    Ok(scheduled) => {
                        tracing::info!(jobs = scheduled.jobs, "scheduled {} refreshes", scheduled.jobs);
                    }
                    Err(error) => {
                        tracing::warn!(error = ?error, "refreshes could not be scheduled; trying again");
                    }
                }
                match app.schedule_updates().await {
                    Ok(0) => {}
                    Ok(jobs) => tracing::info!(jobs, "scheduled {jobs} looks for new releases"),
                    Err(error) => {
                        tracing::warn!(error = ?error, "updates could not be scheduled; trying again");
                    }
                }
            }
        })
    }
}
