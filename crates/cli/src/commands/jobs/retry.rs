//! `emaki jobs retry`: queues a job anew.

use crate::{exit::Exit, session::Session};

/// Run a job again that failed, died or was cancelled
#[derive(Debug, clap::Args)]
pub struct Retry {
    /// The job's id
    id: String,
}

impl Retry {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let job = session.app().await?.retry_job(&self.id).await?;
        if session.out.is_json() {
            session.out.json(&job)?;
        } else {
            session.out.line(format_args!("job {} is queued again", job.job_id))?;
        }
        Ok(Exit::Done)
    }
}
