//! Jobs of kind `refresh`: the fields of a policy asked for again. Run twice it asks twice and changes nothing
//! the second time.

use jobs::{Failure, Run};
use model::WorkId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{enrich, job::Job};
use crate::{App, EnrichRequest, refreshing::Policy};

pub(crate) const KIND: &str = "refresh";

/// Which work, and by which policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refresh {
    work: WorkId,
    policy: String,
}

impl Job for Refresh {
    const KIND: &'static str = KIND;

    async fn run(self, app: &App, run: &Run) -> Result<Value, Failure> {
        let Self { work, policy } = self;
        let policy = Policy::named(&policy)
            .ok_or_else(|| Failure::Permanent(format!("there is no policy `{policy}` any more")))?;
        let only = app.open_sources(policy);
        if only.is_empty() {
            return Ok(json!({ "skipped": "all its sources are turned off" }));
        }
        let level = Some(policy.level);
        let request = EnrichRequest { level, only, refresh: true, ..EnrichRequest::default() };
        enrich::ask(app, run, work, &request, false).await
    }
}
