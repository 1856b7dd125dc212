//! `emaki jobs priority`: moves a job before or behind others.

use crate::{exit::Exit, session::Session};

/// Give a job another priority, 0 to 9; the higher goes first
#[derive(Debug, clap::Args)]
pub struct Priority {
    /// The job's id
    id: String,
    /// Its new priority
    #[arg(value_parser = clap::value_parser!(u8).range(0..=9))]
    priority: u8,
}

impl Priority {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let job = session.app().await?.reprioritize_job(&self.id, self.priority).await?;
        if session.out.is_json() {
            session.out.json(&job)?;
        } else {
            session.out.line(format_args!("job {} has priority {}", job.job_id, job.priority))?;
        }
        Ok(Exit::Done)
    }
}
