//! Jobs of kind `enrich`: one work asked about at all its sources. One job a work and level at a time; run
//! again it asks only for what is missing, because each answer is kept with a line of the journal.

use futures::{FutureExt, future::BoxFuture};
use gather::Level;
use jobs::{Failure, Handler, Run};
use model::WorkId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{JobProgress, NewJob};

use super::{Accepted, list::keyed};
use crate::{App, AppError, EnrichRequest, EnrichTarget, ErrorCode};

pub(super) const KIND: &str = "enrich";

/// Somebody waits for it.
const PRIORITY: u8 = 6;

/// Which work, and how much of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    work: WorkId,
    level: Level,
}

pub(super) struct Handling(pub App);

impl Handler for Handling {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, run: &'a Run) -> BoxFuture<'a, Result<Value, Failure>> {
        async move {
            let Payload { work, level } = run.payload()?;
            let request = EnrichRequest { level: Some(level), ..EnrichRequest::default() };
            ask(&self.0, run, work, &request, true).await
        }
        .boxed()
    }
}

/// Asks about a work; tells before and after, and stops between when the run is to stop.
pub(super) async fn ask(
    app: &App,
    run: &Run,
    work: WorkId,
    request: &EnrichRequest,
    urgent: bool,
) -> Result<Value, Failure> {
    let tell = async |done: u64, message: &str| {
        let (unit, message) = ("works".to_owned(), message.to_owned());
        run.progress(&JobProgress { done, total: Some(1), unit, message }).await
    };
    tell(0, "asking sources").await?;
    let wanted = app.wanted(request, urgent).map_err(failure)?;
    let gathered = tokio::select! {
        gathered = app.gathered(work, &wanted) => gathered.map_err(failure)?,
        stop = run.stopped() => return Err(stop.into()),
    };
    for source in &gathered.sources {
        run.event("source", source).await?;
    }
    tell(1, "merged").await?;
    serde_json::to_value(gathered).map_err(|error| Failure::Permanent(error.to_string()))
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
    /// Asks for a job that enriches a work. While one of the same work and level is under way, it is that one.
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
        let payload = serde_json::to_string(&Payload { work, level }).map_err(AppError::internal)?;
        let job = NewJob { priority: PRIORITY, ..NewJob::new(KIND, payload, self.now()) };
        self.enqueue(keyed(job, format!("{work} {}", level.as_str()))).await
    }
}
