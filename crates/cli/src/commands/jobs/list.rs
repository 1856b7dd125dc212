//! `emaki jobs list`: jobs, newest first.

use app::{JobQuestion, JobState, JobView};

use crate::{
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// List jobs, newest first
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only jobs of this kind
    #[arg(long)]
    kind: Option<String>,
    /// Only jobs in this state: queued, running, done, failed, cancelled, dead
    #[arg(long)]
    status: Option<String>,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Go on where the list before ended, as its `next_cursor` said
    #[arg(long)]
    cursor: Option<String>,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let question = JobQuestion {
            kind: self.kind,
            status: self.status,
            limit: Some(self.limit),
            cursor: self.cursor,
        };
        let list = session.app().await?.jobs(&question).await?;
        if session.out.is_json() {
            session.out.json(&list)?;
            return Ok(Exit::Done);
        }
        let columns = ["id", "kind", "status", "progress", "asked for", "message"];
        let mut table = Table::new(columns.map(|name| (name, Align::Left)));
        for job in &list.jobs {
            table.row([
                job.job_id.to_string(),
                job.kind.clone(),
                status(job),
                progress(job).unwrap_or_default(),
                moment(job.created_at),
                job.error.clone().unwrap_or_else(|| said(job)),
            ]);
        }
        session.out.table(&table)?;
        for pause in &list.pauses {
            session.out.note(format_args!("{} is paused since {}", pause.what, moment(pause.at)));
        }
        session.out.note(one_of_many(list.jobs.len() as u64, "job"));
        Ok(Exit::Done)
    }
}

/// A job's state in a word or two.
pub fn status(job: &JobView) -> String {
    if job.cancelling { "stopping".to_owned() } else { job.status.as_str().to_owned() }
}

/// What a job is doing; of one that is done, whether sources left something open, which comes with a later job.
pub fn said(job: &JobView) -> String {
    match job.result["degradation_level"].as_u64() {
        Some(4) => "done, but no source answered".to_owned(),
        Some(3) => "done, but not every source answered".to_owned(),
        _ => job.message.clone(),
    }
}

/// How far a job is that runs.
pub fn progress(job: &JobView) -> Option<String> {
    let running = job.status == JobState::Running;
    let percent = job.progress.filter(|_| running)?;
    Some(match job.eta_s {
        Some(eta) => format!("{percent} %, {eta} s left"),
        None => format!("{percent} %"),
    })
}
