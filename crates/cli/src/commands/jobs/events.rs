//! `emaki jobs events`: what happened to a job, and what happens.

use app::JobEventView;
use futures::StreamExt;

use crate::{
    exit::Exit,
    output::{Align, Table, moment},
    session::Session,
};

/// Show what happened to a job; with --follow until it ends
#[derive(Debug, clap::Args)]
pub struct Events {
    /// The job's id
    id: String,
    /// Only events with higher numbers
    #[arg(long, value_name = "N", default_value_t = 0)]
    after: u32,
    /// Go on until the job has ended; with --json one event a line
    #[arg(long)]
    follow: bool,
}

impl Events {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        if self.follow {
            let mut events = std::pin::pin!(app.job_stream(&self.id, self.after.into()).await?);
            while let Some(batch) = events.next().await {
                for event in batch? {
                    if session.out.is_json() {
                        session.out.json_line(&event)?;
                    } else {
                        session.out.line(cells(&event).join("\t"))?;
                    }
                }
                if !session.out.is_read() {
                    break;
                }
            }
            return Ok(Exit::Done);
        }
        let events = app.job_events(&self.id, self.after.into()).await?;
        if session.out.is_json() {
            session.out.json(&events)?;
            return Ok(Exit::Done);
        }
        let columns = ["number", "at", "event", "progress", "message"];
        let mut table = Table::new(columns.map(|name| (name, Align::Left)));
        for event in &events {
            table.row(cells(event));
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}

fn cells(event: &JobEventView) -> [String; 5] {
    let error = event.data["error"].as_str().map(str::to_owned);
    [
        event.seq.to_string(),
        moment(event.at),
        event.event.clone(),
        format!("{} %", event.progress),
        error.unwrap_or_else(|| event.message.clone()),
    ]
}
