//! `emaki jobs cancel`: asks for the end of a job.

use crate::{exit::Exit, session::Session};

/// Cancel a job: a waiting one at once, a running one at its next step
#[derive(Debug, clap::Args)]
pub struct Cancel {
    /// The job's id
    id: String,
}

impl Cancel {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let job = session.app().await?.cancel_job(&self.id).await?;
        if session.out.is_json() {
            session.out.json(&job)?;
        } else if job.cancelling {
            session.out.line(format_args!("job {} stops at its next step", job.job_id))?;
        } else {
            session.out.line(format_args!("job {} is cancelled", job.job_id))?;
        }
        Ok(Exit::Done)
    }
}
