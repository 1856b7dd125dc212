//! `emaki db prune`: drops what is superseded.

use app::PruneOptions;

use crate::{exit::Exit, output::one_of_many, session::Session};

/// Drop superseded records and old log entries beyond their bounds
#[derive(Debug, clap::Args)]
pub struct Prune {}

impl Prune {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let options = PruneOptions { ended_jobs: session.config().jobs.keep, ..PruneOptions::default() };
        let report = session.app().await?.prune(&options).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            let dropped = [
                one_of_many(report.superseded, "superseded record"),
                one_of_many(report.changes, "change"),
                one_of_many(report.audit, "audit line"),
                one_of_many(report.observations, "older figure"),
                one_of_many(report.jobs, "ended job"),
                one_of_many(report.conversations, "conversation"),
            ];
            session.out.line(format_args!("dropped {}", dropped.join(", ")))?;
        }
        Ok(Exit::Done)
    }
}
