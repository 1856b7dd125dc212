//! `emaki jobs probe`: jobs that show whether queue and workers work.

use crate::{exit::Exit, output::one_of_many, session::Session};

/// Queue jobs that do nothing but write a line into the audit log, to see whether queue and workers work
#[derive(Debug, clap::Args)]
pub struct Probe {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 1)]
    count: u64,
    /// How many steps of progress each reports
    #[arg(long, value_name = "N", default_value_t = 1)]
    steps: u64,
}

impl Probe {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let accepted = session.app().await?.enqueue_probes(self.count, self.steps).await?;
        if session.out.is_json() {
            session.out.json(&accepted)?;
            return Ok(Exit::Done);
        }
        for probe in &accepted {
            session.out.line(&probe.job_id)?;
        }
        session.out.note(one_of_many(accepted.len() as u64, "job"));
        Ok(Exit::Done)
    }
}
