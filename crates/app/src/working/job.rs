//! What every kind of job has in common: its payload is what a worker reads, and knows how it is done.

use std::{marker::PhantomData, sync::Arc};

use futures::{FutureExt, future::BoxFuture};
use jobs::{Failure, Handler, Run};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sources::http::Correlation;
use tracing::Instrument as _;

use crate::App;

/// The payload of one kind of job. It may be run twice, so each says why that is safe.
pub(super) trait Job: DeserializeOwned + Send + 'static {
    /// The kind's name.
    const KIND: &'static str;

    /// Does the work; gives its result as JSON.
    fn run(self, app: &App, run: &Run) -> impl Future<Output = Result<Value, Failure>> + Send;
}

/// What does the work of a kind in this installation.
pub(super) fn handler<J: Job>(app: App) -> Arc<dyn Handler> {
    Arc::new(Handling::<J>(app, PhantomData))
}

struct Handling<J>(App, PhantomData<fn() -> J>);

impl<J: Job> Handler for Handling<J> {
    fn kind(&self) -> &'static str {
        J::KIND
    }

    fn run<'a>(&'a self, run: &'a Run) -> BoxFuture<'a, Result<Value, Failure>> {
        // What it asks of sources and writes into the log is found by the job's id.
        let chain = Correlation { id: Some(run.job.id.to_string()), depth: 0 };
        let span = tracing::info_span!("job", correlation_id = %run.job.id, kind = J::KIND);
        let work = async move { run.payload::<J>()?.run(&self.0, run).await };
        chain.around(work).instrument(span).boxed()
    }
}
