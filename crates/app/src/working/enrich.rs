//! Jobs of kind `enrich`: one work asked about at all its sources. One job a work and level at a time; run
//! again it asks only for what is missing, because each answer is kept with a line of the journal.

use std::time::Duration;

use gather::{Heard, Level};
use jobs::{Failure, Run};
use model::{Instant, WorkId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{JobProgress, JobRow, NewJob};
use tokio::sync::mpsc;

use super::{Accepted, job::Job, list::keyed};
use crate::{App, AppError, EnrichRequest, EnrichTarget, ErrorCode};

/// Somebody waits for it.
const PRIORITY: u8 = 6;

/// So long a job answers for the next wish of its kind: the shortest time after which anything is refreshed.
const HOLDS_FOR: Duration = Duration::from_mins(30);

/// Which work, and how much of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enrich {
    work: WorkId,
    level: Level,
}

impl Job for Enrich {
    const KIND: &'static str = "enrich";

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        let request = EnrichRequest { level: Some(self.level), ..EnrichRequest::default() };
        ask(app, run, self.work, &request, true).await
    }
}

/// Asks about a work; tells of each source as it is heard, and stops where the run is to stop.
pub(super) async fn ask(
    app: &App,
    run: &Run,
    work: WorkId,
    request: &EnrichRequest,
    urgent: bool,
) -> Result<Value, Failure> {
    let tell = async |done: u64, total: Option<u64>, message: String| {
        run.progress(&JobProgress { done, total, unit: "sources".to_owned(), message }).await
    };
    tell(0, None, "asking sources".to_owned()).await?;
    let wanted = app.wanted(request, urgent).map_err(failure)?;
    let (hearing, mut heard) = mpsc::unbounded_channel();
    let asking = async move {
        // Who no longer listens is on the way out, and needs no word.
        let hear = move |one: Heard| drop(hearing.send(one));
        app.gathered(work, &wanted, &hear).await.map_err(failure)
    };
    // Beside the asking and not between its steps: both write, and one may hold the lock that the other needs.
    let telling = async {
        while let Some(one) = heard.recv().await {
            tell(one.done as u64, Some(one.total as u64), sentence(&one)).await?;
        }
        Ok(())
    };
    let (gathered, ()) = tokio::select! {
        both = async { tokio::try_join!(asking, telling) } => both?,
        stop = run.stopped() => return Err(stop.into()),
    };
    for source in &gathered.sources {
        run.event("source", source).await?;
    }
    let asked = gathered.sources.iter().filter(|source| source.state != gather::State::NotConfigured);
    let asked = asked.count() as u64;
    tell(asked, Some(asked), "merged".to_owned()).await?;
    serde_json::to_value(gathered).map_err(|error| Failure::Permanent(error.to_string()))
}

fn sentence(heard: &Heard) -> String {
    match heard.error_code {
        None => format!("{} answered", heard.source),
        Some(code) => format!("{}: {}", heard.source, code.replace('_', " ")),
    }
}

/// Whether a job that is done left nothing missing and nothing stale.
fn is_whole(job: &JobRow) -> bool {
    let result: Option<Value> = job.result.as_deref().and_then(|result| serde_json::from_str(result).ok());
    result.is_some_and(|result| result["degradation_level"] == 1)
}

/// What another attempt may mend, told apart from what it cannot.
pub(super) fn failure(error: AppError) -> Failure {
    match error.code {
        ErrorCode::Busy | ErrorCode::RateLimited | ErrorCode::SourceUnavailable => {
            Failure::transient(error.message)
        }
        _ => Failure::Permanent(error.message),
    }
}

impl App {
    /// Asks for a job that enriches a work. While one of the same work and level is under way, it is that one; and
    /// for half an hour after one that brought all of it fresh, it is still that one, because another would ask
    /// nobody.
    ///
    /// # Errors
    /// `not_found` when there is no such work, `ambiguous_title` when there are several, `rate_limited` when too many
    /// wait already.
    pub async fn enqueue_enrich(
        &self,
        target: &EnrichTarget,
        level: Option<Level>,
    ) -> Result<Accepted, AppError> {
        let work = self.enrich_target(target, None).await?;
        let level = level.unwrap_or(self.config().enrich.level);
        let key = format!("{work} {}", level.as_str());
        let since = Instant::from_micros(self.now().as_micros() - HOLDS_FOR.as_micros() as i64);
        if let Some(job) = self.store().job_done_since(Enrich::KIND, &key, since).await?
            && is_whole(&job)
        {
            return Ok(Accepted { job_id: job.id, status: job.state, is_new: false, queue_position: 0 });
        }
        let payload = serde_json::to_string(&Enrich { work, level }).map_err(AppError::internal)?;
        let job = NewJob { priority: PRIORITY, ..NewJob::new(Enrich::KIND, payload, self.now()) };
        self.enqueue(keyed(job, key)).await
    }
}
