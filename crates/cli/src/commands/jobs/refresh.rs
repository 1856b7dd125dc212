//! `emaki jobs refresh`: makes the jobs that a worker would make by itself.

use crate::{exit::Exit, output::one_of_many, session::Session};

/// Queue what is to be refreshed now; a staying `emaki worker` does so by itself
#[derive(Debug, clap::Args)]
pub struct Refresh {}

impl Refresh {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let scheduled = session.app_with_index().await?.schedule_refreshes().await?;
        if session.out.is_json() {
            session.out.json(&scheduled)?;
        } else {
            session.out.line(one_of_many(scheduled.jobs as u64, "job"))?;
            session
                .out
                .note(format_args!("{} works air now, {} are asked for", scheduled.airing, scheduled.asked));
        }
        Ok(Exit::Done)
    }
}
