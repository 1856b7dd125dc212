//! Jobs of kind `refresh`: the fields of a policy asked for again. Run twice it asks twice and changes nothing
//! the second time.

use futures::{FutureExt, future::BoxFuture};
use jobs::{Failure, Handler, Run};
use model::WorkId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::enrich;
use crate::{App, EnrichRequest, refreshing::Policy};

pub(crate) const KIND: &str = "refresh";

/// Which work, and by which policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    work: WorkId,
    policy: String,
}

pub(super) struct Handling(pub App);

impl Handler for Handling {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, run: &'a Run) -> BoxFuture<'a, Result<Value, Failure>> {
        async move {
            let Payload { work, policy } = run.payload()?;
            let policy = Policy::named(&policy)
                .ok_or_else(|| Failure::Permanent(format!("there is no policy `{policy}` any more")))?;
            let only = self.0.open_sources(policy);
            if only.is_empty() {
                return Ok(json!({ "skipped": "all its sources are turned off" }));
            }
            let level = Some(policy.level);
            let request = EnrichRequest { level, only, refresh: true, ..EnrichRequest::default() };
            enrich::ask(&self.0, run, work, &request, false).await
        }
        .boxed()
    }
}
