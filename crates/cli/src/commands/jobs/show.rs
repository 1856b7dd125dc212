//! `emaki jobs show`: one job.

use crate::{
    exit::Exit,
    output::{Block, moment},
    session::Session,
};

/// Show one job: where it is, what it was asked, what came of it
#[derive(Debug, clap::Args)]
pub struct Show {
    /// The job's id
    id: String,
}

impl Show {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let job = session.app().await?.job(&self.id).await?;
        if session.out.is_json() {
            session.out.json(&job)?;
            return Ok(Exit::Done);
        }
        let told = |value: &serde_json::Value| (!value.is_null()).then(|| value.to_string());
        let block = Block::new()
            .row("id", &job.job_id)
            .row("kind", &job.kind)
            .row("status", super::list::status(&job).as_str())
            .row("priority", &job.priority)
            .known("waits behind", job.queue_position)
            .known("progress", super::list::progress(&job))
            .row("message", &super::list::said(&job))
            .row("attempts", &format!("{} of {}", job.attempts, job.max_attempts))
            .known("worker", job.worker.as_ref())
            .row("asked for", &moment(job.created_at))
            .known("begun", job.started_at.map(moment))
            .known("ended", job.finished_at.map(moment))
            .known("asked", told(&job.payload))
            .known("result", told(&job.result))
            .known("error", job.error.as_ref());
        session.out.block(&block)?;
        Ok(Exit::Done)
    }
}
