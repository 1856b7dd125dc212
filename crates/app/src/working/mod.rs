//! Jobs as use cases: asking for them, looking at them, and the worker that runs them.
//!
//! Each kind of job has its file here: what its payload holds, and how it is done (`job::Job`). Adding one takes its
//! file and its line in `run`.

mod books;
mod download;
mod embed;
mod enrich;
mod generate;
mod health;
mod job;
mod list;
mod pictures;
mod probe;
mod refresh;
mod run;
mod stream;
mod update;
mod view;
mod webhook;
mod withdraw;

use std::sync::Arc;

use tokio::sync::Notify;

pub use health::SourceFigures;
pub(crate) use list::keyed;
pub use list::{JobList, JobQuestion, PauseInfo};
pub(crate) use refresh::KIND as REFRESH;
pub use run::{WorkReport, WorkRequest};
pub(crate) use stream::Listeners;
pub(crate) use update::{KIND as UPDATE, UpdateTask};
pub(crate) use view::told;
pub use view::{Accepted, JobEventView, JobView};

use crate::refreshing::Asks;

/// What jobs need of an app.
#[derive(Default)]
pub(crate) struct Parts {
    /// Told when this process makes a job, so that its own workers need not look.
    pub nudge: Arc<Notify>,
    /// Who listens to which job.
    pub listeners: Listeners,
    /// Works that were asked for.
    pub asks: Asks,
}
