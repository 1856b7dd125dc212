//! Events of a job as they come, from wherever its worker runs.
//!
//! One task of the process looks for new events of all jobs that somebody listens to, while anybody does; each
//! listener then reads its own from the store, from the number on that it has seen.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{Stream, stream};
use serde_json::json;
use store::JobId;
use tokio::sync::{Notify, watch};

use super::{JobEventView, JobView};
use crate::{App, AppError};

/// How often is looked for new events. A listener hears of one within this time and two reads.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Events that are read at once.
const AT_ONCE: usize = 200;

/// Who listens to which job.
#[derive(Default)]
pub(crate) struct Listeners {
    jobs: Arc<Mutex<HashMap<JobId, watch::Sender<i64>>>>,
    again: Arc<Notify>,
}

/// Where a listener is.
struct Listening {
    app: App,
    id: JobId,
    after: i64,
    news: watch::Receiver<i64>,
    over: bool,
}

impl App {
    /// The events of a job with numbers above `after`, those that are still to come as well; ends after the
    /// event that ends the job.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for a text that is no id.
    pub async fn job_stream(
        &self,
        id: &str,
        after: i64,
    ) -> Result<impl Stream<Item = Result<Vec<JobEventView>, AppError>> + Send + use<>, AppError> {
        let id = self.job(id).await?.job_id;
        let news = self.listen(&id);
        let start = Listening { app: self.clone(), id, after, news, over: false };
        Ok(stream::unfold(start, |mut listening| async move {
            let next = listening.next().await?;
            Some((next, listening))
        }))
    }

    /// Looks for events at once and not only at the next look.
    pub(crate) fn hear_again(&self) {
        self.listeners().again.notify_one();
    }

    fn listen(&self, id: &JobId) -> watch::Receiver<i64> {
        let listeners = self.listeners();
        let mut jobs = listeners.jobs.lock().expect("no panic while held");
        let idle = jobs.is_empty();
        let news = jobs.entry(id.clone()).or_insert_with(|| watch::channel(0).0).subscribe();
        if idle {
            let (app, jobs, again) =
                (self.clone(), Arc::clone(&listeners.jobs), Arc::clone(&listeners.again));
            tokio::spawn(async move { app.look_out(&jobs, &again).await });
        }
        news
    }

    /// Tells listeners of new events until nobody listens any more.
    async fn look_out(&self, jobs: &Mutex<HashMap<JobId, watch::Sender<i64>>>, again: &Notify) {
        loop {
            let ids: Vec<JobId> = {
                let mut jobs = jobs.lock().expect("no panic while held");
                jobs.retain(|_, news| news.receiver_count() > 0);
                if jobs.is_empty() {
                    return;
                }
                jobs.keys().cloned().collect()
            };
            match self.store().newest_job_events(&ids).await {
                Ok(newest) => {
                    let jobs = jobs.lock().expect("no panic while held");
                    for (id, last) in newest {
                        if let Some(news) = jobs.get(&id) {
                            news.send_if_modified(|known| std::mem::replace(known, last) < last);
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "events of jobs cannot be read; trying again"),
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = again.notified() => {}
            }
        }
    }
}

impl Listening {
    /// The next events; `None` after the last one.
    async fn next(&mut self) -> Option<Result<Vec<JobEventView>, AppError>> {
        while !self.over {
            self.news.borrow_and_update();
            let events = match self.app.store().job_events(&self.id, self.after, AT_ONCE).await {
                Ok(events) => events,
                Err(error) => {
                    self.over = true;
                    return Some(Err(error.into()));
                }
            };
            if let Some(last) = events.last() {
                self.after = last.seq;
                self.over = last.state.is_final() && events.len() < AT_ONCE;
                let mut views: Vec<JobEventView> =
                    events.into_iter().map(|event| JobEventView::new(&self.id, event)).collect();
                if self.over
                    && let (Some(last), Ok(Some(job))) =
                        (views.last_mut(), self.app.store().job(&self.id).await)
                {
                    let job = JobView::new(job, self.app.now());
                    last.data = json!({ "result": job.result, "error": job.error });
                }
                return Some(Ok(views));
            }
            // Who comes after the end has missed nothing; who comes to a pruned job waits for nothing.
            match self.app.store().job(&self.id).await {
                Ok(Some(job)) if !job.state.is_final() => {}
                // It ended between the two looks.
                Ok(Some(job)) if job.last_event > self.after => continue,
                _ => return None,
            }
            self.news.changed().await.ok()?;
        }
        None
    }
}
