//! `emaki production jobs`: the queue of pictures.

use app::{PictureJobView, PictureQuestion};
use clap::Subcommand;

use super::{AUTHOR, by_option};
use crate::{
    exit::Exit,
    output::{Align, Block, Table, moment, one_of_many},
    session::Session,
};

/// The queue of pictures: list, show, cancel, try again, move, hold
#[derive(Debug, Subcommand)]
pub enum Jobs {
    /// List pictures' jobs, newest first
    List {
        /// Only of this project
        #[arg(long, value_name = "ID")]
        project: Option<String>,
        /// Only of this character
        #[arg(long, value_name = "ID")]
        character: Option<String>,
        /// Only what was asked for together
        #[arg(long, value_name = "ID")]
        batch: Option<String>,
        /// Only in this state: queued, claimed, running, completed, failed, cancelled, quarantined
        #[arg(long)]
        status: Option<String>,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Go on where the list before ended, as its `next_cursor` said
        #[arg(long)]
        cursor: Option<String>,
    },
    /// Show a picture's job with its recipe
    Show {
        /// Its id
        id: String,
    },
    /// Cancel a picture: a waiting one at once, a running one in its engine
    Cancel {
        /// Its id
        id: String,
    },
    /// Queue a picture anew that failed, was cancelled or is in quarantine
    Retry {
        /// Its id
        id: String,
    },
    /// Give a picture another priority, 0 to 9
    Priority {
        /// Its id
        id: String,
        /// The higher goes first
        priority: u8,
    },
    /// Hold the queue of pictures, for all workers; what runs goes on
    Pause,
    /// Let the queue of pictures go on
    Resume,
}

impl Jobs {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let job = match self {
            Self::List { project, character, batch, status, limit, cursor } => {
                let question =
                    PictureQuestion { project, character, batch, status, limit: Some(limit), cursor };
                let listed = app.picture_jobs(&question).await;
                let listed =
                    listed.map_err(|error| by_option(error, &["project_id", "character_id", "batch_id"]))?;
                if session.out.is_json() {
                    session.out.json(&listed)?;
                    return Ok(Exit::Done);
                }
                let columns = ["id", "status", "progress", "asked for", "prompt"];
                let mut table = Table::new(columns.map(|name| (name, Align::Left)));
                for job in &listed.items {
                    table.row([
                        job.job_id.to_string(),
                        job.status.to_owned(),
                        format!("{} %", job.progress),
                        moment(job.created_at),
                        job.error.clone().unwrap_or_else(|| job.prompt.clone()),
                    ]);
                }
                session.out.table(&table)?;
                session.out.note(one_of_many(listed.items.len() as u64, "job"));
                return Ok(Exit::Done);
            }
            Self::Pause | Self::Resume => {
                let paused = app.pause_pictures(matches!(self, Self::Pause), AUTHOR).await?;
                if session.out.is_json() {
                    session.out.json(&paused)?;
                } else {
                    session.out.line(if paused.paused {
                        "the queue is held"
                    } else {
                        "the queue goes on"
                    })?;
                }
                return Ok(Exit::Done);
            }
            Self::Show { id } => app.picture_job(&id).await?,
            Self::Cancel { id } => app.cancel_picture(&id, AUTHOR).await?,
            Self::Retry { id } => app.retry_picture(&id, AUTHOR).await?,
            Self::Priority { id, priority } => app.reprioritize_picture(&id, priority, AUTHOR).await?,
        };
        print(session, &job)
    }
}

fn print(session: &Session, job: &PictureJobView) -> anyhow::Result<Exit> {
    if session.out.is_json() {
        session.out.json(job)?;
        return Ok(Exit::Done);
    }
    let status = if job.cancelling { "stopping" } else { job.status };
    let block = Block::new()
        .row("id", &job.job_id)
        .row("status", status)
        .row("progress", &format!("{} %", job.progress))
        .row("message", &job.message)
        .known("before it", job.queue_position)
        .known("left", job.eta_s.map(|seconds| format!("{seconds} s")))
        .row("prompt", &job.prompt)
        .row("not", &job.negative_prompt)
        .row("size", &format!("{} × {}", job.width, job.height))
        .row("seed", &job.seed)
        .row("priority", &job.priority)
        .row("attempts", &format!("{} of {}", job.attempts, job.max_attempts))
        .known("file", job.output_path.as_ref())
        .known("take", job.take_id.as_ref())
        .known("error", job.error.as_ref());
    session.out.block(&block)?;
    Ok(Exit::Done)
}
