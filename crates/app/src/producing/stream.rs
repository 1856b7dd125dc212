//! Events of a project's jobs as they come, numbered, from wherever their workers run.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{Stream, StreamExt, stream};
use model::Instant;
use serde::Serialize;
use serde_json::Value;
use store::{JobId, JobState, ProjectEvent};
use tokio::sync::watch;

use super::{job::Whereabouts, queue::word};
use crate::{App, AppError, JobEventView, working::told};

/// How often is looked for new events. A listener hears of one within this time and two reads.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Events that are read at once.
const AT_ONCE: usize = 200;

/// Who listens to which project.
#[derive(Default, Clone)]
pub(crate) struct Listeners(Arc<Mutex<HashMap<String, watch::Sender<i64>>>>);

/// Something that happened to a job of a project, and how the job stood then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectEventView {
    /// The event's number within the project, from 1; a listener goes on after it.
    pub seq: i64,
    /// The job.
    pub job_id: JobId,
    /// The event's number within the job.
    pub job_seq: i64,
    /// When.
    pub at: Instant,
    /// What happened.
    pub event: String,
    /// `queued`, `claimed`, `running`, `completed`, `failed`, `cancelled` or `quarantined`.
    pub status: &'static str,
    /// 0 to 100.
    pub progress: f64,
    /// What it was doing, in words.
    pub message: String,
    /// The node of the engine that works, by its class, where the event is of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The step of that node, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// Of so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
    /// Why it failed, or is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// All else.
    pub data: Value,
}

impl ProjectEventView {
    pub(super) fn new(event: ProjectEvent) -> Self {
        let ProjectEvent { seq, job, event } = event;
        let data: Value =
            event.data.as_deref().and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
        let part =
            event.total.filter(|total| *total > 0).map_or(0.0, |total| event.done as f64 / total as f64);
        let progress = match event.state {
            JobState::Done => 100.0,
            JobState::Queued => 0.0,
            _ => (part * 1000.0).round().min(1000.0) / 10.0,
        };
        let status = word(event.state, is_quarantined(&data), event.total.is_some());
        let Whereabouts { node, step, steps } = Whereabouts::told(&event.kind, &data);
        Self {
            status,
            node,
            step,
            steps,
            error: data["error"].as_str().map(str::to_owned),
            seq,
            job_id: job,
            job_seq: event.seq,
            at: event.at,
            event: event.kind,
            progress,
            message: told(event.state, status, event.message),
            data,
        }
    }
}

/// Something that happened to a picture's job, and how the job stood then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureEventView {
    /// The job.
    pub job_id: JobId,
    /// The event's number within the job, from 1; a listener goes on after it.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// What happened.
    pub event: String,
    /// `queued`, `claimed`, `running`, `completed`, `failed`, `cancelled` or `quarantined`.
    pub status: &'static str,
    /// 0 to 100.
    pub progress: f64,
    /// What it was doing, in words.
    pub message: String,
    /// The node of the engine that works, by its class, where the event is of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The step of that node, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// Of so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
    /// How many go before it now; told with the newest event while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_position: Option<u64>,
    /// How many seconds it takes still; told with the newest event until it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta_s: Option<f64>,
    /// The picture, told at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take_id: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// All else.
    pub data: Value,
}

impl PictureEventView {
    fn new(event: JobEventView) -> Self {
        let status = word(event.status, is_quarantined(&event.data), event.total.is_some());
        let Whereabouts { node, step, steps } = Whereabouts::told(&event.event, &event.data);
        Self {
            status,
            node,
            step,
            steps,
            error: event.data["error"].as_str().map(str::to_owned),
            take_id: event.data["result"]["take_id"].as_str().map(str::to_owned),
            job_id: event.job_id,
            seq: event.seq,
            at: event.at,
            event: event.event,
            progress: event.progress,
            message: told(event.status, status, event.message),
            queue_position: None,
            eta_s: None,
            data: event.data,
        }
    }
}

/// Whether a job that is dead took its workers down: its last event says so. Older ones said nothing at all.
fn is_quarantined(data: &Value) -> bool {
    data["quarantined"].as_bool().unwrap_or(data["error"].is_null())
}

/// Where a listener is.
struct Listening {
    app: App,
    project: String,
    after: i64,
    news: watch::Receiver<i64>,
    over: bool,
}

impl App {
    /// The events of a project's jobs with numbers above `after`, up to 500.
    pub async fn project_events(&self, id: &str, after: i64) -> Result<Vec<ProjectEventView>, AppError> {
        let project = self.project_row(id).await?;
        let events = self.store().project_events(&project.id, after, 500).await?;
        Ok(events.into_iter().map(ProjectEventView::new).collect())
    }

    /// The events of a project's jobs with numbers above `after`, those that are still to come as well.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for a text that is no UUID.
    pub async fn project_stream(
        &self,
        id: &str,
        after: i64,
    ) -> Result<impl Stream<Item = Result<Vec<ProjectEventView>, AppError>> + Send + use<>, AppError> {
        let project = self.project_row(id).await?.id;
        let news = self.listen_to_project(&project);
        let start = Listening { app: self.clone(), project, after, news, over: false };
        Ok(stream::unfold(start, |mut listening| async move {
            let next = listening.next().await?;
            Some((next, listening))
        }))
    }

    /// The events of a picture's job with numbers above `after`, those that are still to come as well; ends after the
    /// event that ends the job.
    ///
    /// # Errors
    /// `not_found` for a job that is not there or makes no picture, `invalid_parameter` for a text that is no UUID.
    pub async fn picture_stream(
        &self,
        id: &str,
        after: i64,
    ) -> Result<impl Stream<Item = Result<Vec<PictureEventView>, AppError>> + Send + use<>, AppError> {
        self.picture_row(id).await?;
        let app = self.clone();
        let events = self.job_stream(id, after).await?;
        Ok(events.then(move |batch| {
            let app = app.clone();
            async move { app.picture_events(batch?).await }
        }))
    }

    /// Events in a picture's words; with the newest one goes what holds now.
    async fn picture_events(&self, events: Vec<JobEventView>) -> Result<Vec<PictureEventView>, AppError> {
        let mut views: Vec<PictureEventView> = events.into_iter().map(PictureEventView::new).collect();
        if let Some(last) = views.last_mut() {
            let job = self.picture_job(last.job_id.as_str()).await?;
            if job.last_event == last.seq {
                last.status = job.status;
                last.queue_position = job.queue_position;
                last.eta_s = job.eta_s;
                last.take_id = job.take_id;
                last.error = job.error;
            }
        }
        Ok(views)
    }

    fn listen_to_project(&self, project: &str) -> watch::Receiver<i64> {
        let listeners = self.producing().listeners.clone();
        let mut projects = listeners.0.lock().expect("no panic while held");
        let idle = projects.is_empty();
        let news = projects.entry(project.to_owned()).or_insert_with(|| watch::channel(0).0).subscribe();
        drop(projects);
        if idle {
            let app = self.clone();
            tokio::spawn(async move { app.look_at_projects(&listeners).await });
        }
        news
    }

    /// Tells listeners of new events until nobody listens any more.
    async fn look_at_projects(&self, listeners: &Listeners) {
        loop {
            let ids: Vec<String> = {
                let mut projects = listeners.0.lock().expect("no panic while held");
                projects.retain(|_, news| news.receiver_count() > 0);
                if projects.is_empty() {
                    return;
                }
                projects.keys().cloned().collect()
            };
            for id in ids {
                match self.store().newest_project_event(&id).await {
                    Ok(newest) => {
                        let projects = listeners.0.lock().expect("no panic while held");
                        if let Some(news) = projects.get(&id) {
                            // One that was purged has no number: who listens is woken to find out.
                            let newest = newest.unwrap_or(i64::MAX);
                            news.send_if_modified(|known| std::mem::replace(known, newest) < newest);
                        }
                    }
                    Err(error) => tracing::warn!(%error, "events of projects cannot be read; trying again"),
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

impl Listening {
    /// The next events; `None` when the project is gone.
    async fn next(&mut self) -> Option<Result<Vec<ProjectEventView>, AppError>> {
        while !self.over {
            self.news.borrow_and_update();
            match self.app.store().project_events(&self.project, self.after, AT_ONCE).await {
                Ok(events) if events.is_empty() => {}
                Ok(events) => {
                    self.after = events.last().map_or(self.after, |event| event.seq);
                    return Some(Ok(events.into_iter().map(ProjectEventView::new).collect()));
                }
                Err(error) => {
                    self.over = true;
                    return Some(Err(error.into()));
                }
            }
            match self.app.store().newest_project_event(&self.project).await {
                Ok(Some(newest)) if newest > self.after => continue,
                Ok(Some(_)) => {}
                _ => return None,
            }
            self.news.changed().await.ok()?;
        }
        None
    }
}
